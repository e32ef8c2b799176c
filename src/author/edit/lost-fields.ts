import { formatPath, type FieldPath } from '../../world/place.ts'

/** A field that an edit takes away. */
interface LostField {
  readonly path: FieldPath
  readonly value: unknown
}

/** What the old object says, and the new one does not: fields that are gone, not those that say something else. */
export function lostFields(old: unknown, wanted: unknown, path: FieldPath = []): LostField[] {
  if (Array.isArray(old)) {
    const left = Array.isArray(wanted) ? wanted : []
    // items have changed places where there are fewer of them
    if (old.length !== left.length)
      return old
        .filter((item) => !left.some((other) => isSameItem(item, other)))
        .map((value: unknown) => ({ path, value }))
    return old.flatMap((item, index) => lostFields(item, left[index], [...path, index]))
  }
  if (typeof old !== 'object' || old === null) return wanted === undefined ? [{ path, value: old }] : []
  if (typeof wanted !== 'object' || wanted === null) return [{ path, value: old }]
  const fields = wanted as Readonly<Record<string, unknown>>
  return Object.entries(old).flatMap(([key, value]) =>
    Object.hasOwn(fields, key)
      ? lostFields(value, fields[key], [...path, key])
      : [{ path: [...path, key], value }],
  )
}

/** `removes .spec.ports[0].nodePort (30080)` */
export function describeLost({ path, value }: LostField): string {
  return `removes ${formatPath(path)} (${typeof value === 'object' ? JSON.stringify(value) : String(value)})`
}

function isSameItem(a: unknown, b: unknown): boolean {
  const keyOf = (item: unknown) => {
    const { name, port, protocol } = (typeof item === 'object' && item !== null ? item : {}) as Record<
      string,
      unknown
    >
    return JSON.stringify(
      name === undefined && port === undefined ? item : [name ?? port, name === undefined ? protocol : ''],
    )
  }
  return keyOf(a) === keyOf(b)
}
