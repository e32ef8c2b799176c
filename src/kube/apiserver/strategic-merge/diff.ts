import { directive, holdsMaps, inOrderOf, keyIn, printed, sortedByText, withoutRepeats } from './order.ts'
import { emptyMap, goType, isEqual, isMap, isSame, within, type PlainMap } from './plain.ts'
import { mergeKeyOf, schemaBelow, type MergeSchema } from './schema.ts'

/** What a difference is asked for: what is new or other, or what is gone. */
export interface DiffScope {
  readonly schema: MergeSchema
  readonly of: 'changes' | 'deletions'
}

export const deleted = '$deleteFromPrimitiveList/'
export const ordered = '$setElementOrder/'

/**
 * One half of a strategic merge patch that leads from one map to another.
 * In: maps that it may keep parts of. Throws CannotMerge. Follows diffMaps in apimachinery pkg/util/strategicpatch/patch.go.
 */
export function differenceOf(original: PlainMap, modified: PlainMap, asked: DiffScope): PlainMap {
  const patch = emptyMap()
  for (const [key, now] of Object.entries(modified)) {
    const isNew = !Object.hasOwn(original, key)
    if (isNew || goType(original[key]) !== goType(now)) {
      if (asked.of === 'changes') patch[key] = now
    } else within(key, () => compare(key, { patch, old: original[key], now }, asked))
  }
  if (asked.of === 'deletions')
    for (const key of Object.keys(original)) if (!Object.hasOwn(modified, key)) patch[key] = null
  return patch
}

interface DiffedField {
  readonly patch: PlainMap
  readonly old: unknown
  readonly now: unknown
}

/** Follows handleMapDiff, handleSliceDiff and replacePatchFieldIfNotEqual of patch.go. */
function compare(key: string, { patch, old, now }: DiffedField, asked: DiffScope): void {
  if (isMap(old)) {
    const inner = differenceOf(old, now as PlainMap, { ...asked, schema: schemaBelow(asked.schema, key) })
    if (Object.keys(inner).length > 0) patch[key] = inner
    return
  }
  const mergeKey = Array.isArray(old) ? mergeKeyOf(asked.schema, key) : undefined
  if (mergeKey === undefined) {
    if (asked.of === 'changes' && !isEqual(old, now)) patch[key] = now
    return
  }
  const { added, removed, order } = differenceOfLists(old as unknown[], now as unknown[], {
    ...asked,
    mergeKey,
  })
  if (added.length > 0) patch[key] = added
  if (removed.length > 0) patch[deleted + key] = removed
  if (order.length > 0) patch[ordered + key] = order
}

interface Keyed extends DiffScope {
  readonly mergeKey: string
}

interface ListDifference {
  /** Items that are new or other; of lists of maps also those that go. */
  readonly added: unknown[]
  readonly removed: unknown[]
  readonly order: unknown[]
}

/** Follows diffLists of patch.go. */
function differenceOfLists(original: unknown[], modified: unknown[], asked: Keyed): ListDifference {
  const isOfChanges = asked.of === 'changes'
  if (original.length === 0) return { added: isOfChanges ? modified : [], removed: [], order: [] }
  if (!holdsMaps(original, modified)) return differenceOfScalars(original, modified, asked)
  const { mergeKey } = asked
  const [changed, removed] = differenceOfMaps(original, modified, asked)
  const added = [...inOrderOf(changed, modified, mergeKey), ...removed]
  const isSameOrder =
    original.length === modified.length &&
    modified.every((item, index) => isSame(keyIn(original[index], mergeKey), keyIn(item, mergeKey)))
  const isOrdered = added.length > 0 || (isOfChanges && !isSameOrder)
  const order = isOrdered ? modified.map((item) => ({ [mergeKey]: (item as PlainMap)[mergeKey] })) : []
  return { added, removed: [], order }
}

/** Walks through both lists in the order of the printed merge keys. Follows diffListsOfMaps of patch.go. */
function differenceOfMaps(original: unknown[], modified: unknown[], asked: Keyed): [unknown[], unknown[]] {
  const { mergeKey } = asked
  const changed: unknown[] = []
  const removed: unknown[] = []
  const textOf = (item: unknown) => printed((item as PlainMap)[mergeKey])
  const before = sortedByText(original, textOf)
  const after = sortedByText(modified, textOf)
  while (before.length > 0 || after.length > 0) {
    const [then, now] = [before[0], after[0]] as [PlainMap | undefined, PlainMap | undefined]
    for (const item of [then, now]) if (item !== undefined) keyIn(item, mergeKey)
    const isEarlier = now === undefined || (then !== undefined && textOf(then) < textOf(now))
    if (isEarlier) {
      if (asked.of === 'deletions') removed.push({ [mergeKey]: then?.[mergeKey], [directive]: 'delete' })
      before.shift()
    } else if (then === undefined || textOf(then) > textOf(now)) {
      if (asked.of === 'changes') changed.push(now)
      after.shift()
    } else {
      const patch = differenceOf(then, now, asked)
      if (Object.keys(patch).length > 0) changed.push(Object.assign(patch, { [mergeKey]: now[mergeKey] }))
      before.shift()
      after.shift()
    }
  }
  return [changed, removed]
}

/** Sorts `original` in place, as Go does. Follows diffListsOfScalars of patch.go. */
function differenceOfScalars(original: unknown[], modified: unknown[], { of }: Keyed): ListDifference {
  original.splice(0, original.length, ...sortedByText(original, printed))
  const before = [...original]
  const after = sortedByText(modified, printed)
  const added: unknown[] = []
  const removed: unknown[] = []
  while (before.length > 0 || after.length > 0) {
    const [then, now] = [before, after].map((list) => (list.length === 0 ? undefined : printed(list[0])))
    if (then === now) {
      before.shift()
      after.shift()
    } else if (then === undefined || (now !== undefined && then > now)) added.push(after.shift())
    else removed.push(before.shift())
  }
  if (of === 'deletions') {
    const gone = withoutRepeats(removed)
    return { added: [], removed: gone, order: gone.length > 0 ? modified : [] }
  }
  const order = isEqual(original, modified) ? [] : modified
  return { added: inOrderOf(added, modified, ''), removed: [], order }
}
