import { CannotMerge, goType, isMap, isSame, itemType, type PlainMap } from './plain.ts'

/** Marks what a patch says of an item besides its fields. */
export const directive = '$patch'

/**
 * Sorts in place as Go sorts short lists. What counts is what it does to equal items, which it turns around when `isLess`
 * says that equal is less.
 * Follows insertionSort in Go's sort/zsortinterface.go: that of sort.Sort up to 12 items, and of sort.Stable up to 20.
 */
function insertionSort<T>(list: T[], isLess: (a: T, b: T) => boolean): T[] {
  for (let end = 1; end < list.length; end++) {
    for (let at = end; at > 0 && isLess(list[at] as T, list[at - 1] as T); at--) {
      const item = list[at] as T
      list[at] = list[at - 1] as T
      list[at - 1] = item
    }
  }
  return list
}

/** As Go prints a value: `%v`, of which only the order matters; a map may hold a key `toString`. */
export function printed(value: unknown): string {
  if (value === null || value === undefined) return '<nil>'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** By the printed text, in which 443 comes before 80. Follows sortMapsBasedOnField and sortScalars of patch.go. */
export function sortedByText<T>(list: readonly T[], textOf: (item: T) => string): T[] {
  return insertionSort([...list], (a, b) => textOf(a) <= textOf(b))
}

/** Throws CannotMerge unless it is a map with that key. Follows getMapAndMergeKeyValueByIndex of patch.go. */
export function keyIn(item: unknown, mergeKey: string): unknown {
  if (!isMap(item) || !Object.hasOwn(item, mergeKey))
    throw new CannotMerge(`must hold items with ${mergeKey}`)
  return item[mergeKey]
}

/** Follows index of patch.go. */
function indexIn(list: readonly unknown[], item: unknown, mergeKey: string): number {
  const valueOf = (item: unknown) => (mergeKey === '' || !isMap(item) ? item : (item[mergeKey] ?? null))
  return list.findIndex((other) => isSame(valueOf(item), valueOf(other)))
}

/** Sorts by the order of another list, deletions last. Follows normalizeSliceOrder of patch.go. */
export function inOrderOf(list: readonly unknown[], order: readonly unknown[], mergeKey: string): unknown[] {
  const isDeletion = (item: unknown) => mergeKey !== '' && (item as PlainMap)[directive] === 'delete'
  if (mergeKey !== '') for (const item of [...list, ...order]) keyIn(item, mergeKey)
  const kept = list.filter((item) => !isDeletion(item))
  const sorted = insertionSort(kept, (a, b) => {
    const [left, right] = [indexIn(order, a, mergeKey), indexIn(order, b, mergeKey)]
    return left < 0 || right < 0 || left < right
  })
  return [...sorted, ...list.filter(isDeletion)]
}

interface Orders {
  /** The order that the patch asks for, */
  readonly asked: readonly unknown[]
  /** and that of the list which is patched. */
  readonly current: readonly unknown[]
}

/**
 * Puts the items that a patch names into its order, and the others between them as far as the current order says where.
 * Follows partitionMapsByPresentInList, normalizeElementOrder and mergeSortedSlice of patch.go.
 */
export function arranged(
  merged: readonly unknown[],
  { asked, current }: Orders,
  mergeKey: string,
): unknown[] {
  const isAsked = (item: unknown) => {
    if (mergeKey === '') return asked.includes(item)
    const key = keyIn(item, mergeKey)
    return asked.some((other) => isSame((other as PlainMap)[mergeKey], key))
  }
  const ours = inOrderOf(merged.filter(isAsked), asked, mergeKey)
  const others = inOrderOf(
    merged.filter((item) => !isAsked(item)),
    current,
    mergeKey,
  )
  const all: unknown[] = []
  while (ours.length > 0 || others.length > 0) {
    const isOther =
      ours.length === 0 || (others.length > 0 && isBefore(others[0], ours[0], { current, mergeKey }))
    all.push(isOther ? others.shift() : ours.shift())
  }
  return all
}

function isBefore(
  a: unknown,
  b: unknown,
  { current, mergeKey }: { readonly current: readonly unknown[]; readonly mergeKey: string },
): boolean {
  const [left, right] = [indexIn(current, a, mergeKey), indexIn(current, b, mergeKey)]
  return left >= 0 && right >= 0 && left < right
}

/** Is a list one of maps? Throws CannotMerge where its items differ in type. */
export function holdsMaps(...lists: readonly (readonly unknown[])[]): boolean {
  return itemType(...lists) === 'map'
}

/** Without what is there twice; the last one takes its place. Follows deduplicateScalars of patch.go. */
export function withoutRepeats(list: readonly unknown[]): unknown[] {
  const items = [...list]
  for (let first = 0; first < items.length; first++) {
    for (let other = first + 1; other < items.length; other++) {
      if (items[first] !== items[other]) continue
      items[other] = items.at(-1)
      items.pop()
      other--
    }
  }
  return items
}

/** Follows the type assertion that each merge of lists begins with. */
export function asList(value: unknown): unknown[] {
  if (goType(value) !== 'slice') throw new CannotMerge('must be a list')
  return value as unknown[]
}
