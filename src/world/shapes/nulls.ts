import type { Shape } from './field-shape.ts'

/** Copies only what holds a null: nearly no manifest does, which is found out first, and cheaply. */
export function decoded(shape: Shape | undefined, value: unknown): unknown {
  return holdsNull(shape, value) ? withoutNull(shape, value) : value
}

/** Only as deep as the shape goes: what is below may be of any depth. */
function holdsNull(shape: Shape | undefined, value: unknown): boolean {
  if (value === null) return true
  if (shape === undefined || typeof shape === 'string' || typeof value !== 'object') return false
  if (Array.isArray(value)) return 'list' in shape && listHoldsNull(shape.list, value)
  const shapes = 'fields' in shape ? shape.fields : {}
  for (const key in value) {
    const item = (value as Record<string, unknown>)[key]
    if (item === null || (typeof item === 'object' && holdsNull(shapes[key], item))) return true
  }
  return false
}

// what is read of a cluster shares lists: those of a pod with the pod before it
const lastWithoutNull = new Map<Shape, unknown>()

function listHoldsNull(shape: Shape, list: readonly unknown[]): boolean {
  if (lastWithoutNull.get(shape) === list) return false
  if (list.some((item) => holdsNull(shape, item))) return true
  lastWithoutNull.set(shape, list)
  return false
}

function withoutNull(shape: Shape | undefined, value: unknown): unknown {
  if (shape === undefined || typeof shape === 'string' || typeof value !== 'object' || value === null)
    return value
  if ('list' in shape) return listWithoutNull(shape.list, value as unknown[])
  let copy: Record<string, unknown> | undefined
  for (const [key, item] of Object.entries(value)) {
    const wanted =
      'map' in shape
        ? (item ?? '')
        : withoutNull(Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined, item)
    if (wanted === item && item !== null) continue
    copy ??= { ...value }
    if (wanted === null) delete copy[key]
    else copy[key] = wanted
  }
  return copy ?? value
}

function listWithoutNull(shape: Shape, list: readonly unknown[]): readonly unknown[] {
  const items = list.map((item) => withoutNull(shape, item))
  return items.some((item, index) => item !== list[index]) ? items : list
}
