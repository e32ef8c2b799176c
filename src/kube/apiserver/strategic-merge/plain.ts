/** What JSON has, as Go holds it: maps without a prototype, so that no key means more than itself. */
export type PlainMap = Record<string, unknown>

/** Two documents that cannot be merged: kubectl gives up before it asks the server. */
export class CannotMerge extends Error {
  /** The field that is in the way, from the root; the lists and maps around it put their names in front. */
  readonly at: (string | number)[] = []
}

/** Runs what looks into a field, and lets an error say which field that was. */
export function within<T>(field: string | number, look: () => T): T {
  try {
    return look()
  } catch (error) {
    if (error instanceof CannotMerge) error.at.unshift(field)
    throw error
  }
}

export function isMap(value: unknown): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A deep copy that may be changed. */
export function copyOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map((item: unknown) => copyOf(item)) as T
  if (!isMap(value)) return value
  const copy = emptyMap()
  for (const [key, item] of Object.entries(value)) if (item !== undefined) copy[key] = copyOf(item)
  return copy as T
}

export function emptyMap(): PlainMap {
  return Object.create(null) as PlainMap
}

/** The type that apimachinery's decoder gives to a value of JSON; null has none. */
export function goType(value: unknown): string {
  if (value === null) return 'nil'
  if (Array.isArray(value)) return 'slice'
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? 'int64' : 'float64'
  return typeof value === 'object' ? 'map' : typeof value
}

/** Follows reflect.DeepEqual on decoded JSON. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => isEqual(item, b[index]))
  if (!isMap(a)) return a === b
  if (!isMap(b) || Object.keys(a).length !== Object.keys(b).length) return false
  return Object.entries(a).every(([key, item]) => Object.hasOwn(b, key) && isEqual(item, b[key]))
}

/** Follows the comparison of interfaces in Go, which fails on maps and lists. */
export function isSame(a: unknown, b: unknown): boolean {
  if (typeof a === 'object' && a !== null && goType(a) === goType(b))
    throw new CannotMerge('must be a plain value')
  return a === b
}

/**
 * The one type of all items. Follows sliceElementType in apimachinery pkg/util/strategicpatch/patch.go.
 * Throws CannotMerge for a mixture, for nothing at all, and for what makes kubectl itself fail.
 */
export function itemType(...lists: readonly (readonly unknown[])[]): string {
  const types = new Set(lists.flatMap((list) => list.map(goType)))
  const [type] = types
  if (type === undefined || type === 'nil' || type === 'slice' || types.size > 1)
    throw new CannotMerge('must hold items of one type')
  return type
}
