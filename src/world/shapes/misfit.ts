import type { FieldPath } from '../place.ts'
import type { Shape } from './field-shape.ts'

export interface InvalidType {
  readonly path: FieldPath
  /** A clause such as `must be an integer, not a string`. */
  readonly because: string
}

/** `path` is one list that grows and shrinks: nearly all manifests are walked for nothing. */
export function misfit(shape: Shape, value: unknown, path: (string | number)[]): InvalidType | undefined {
  if (value === null || value === undefined) return undefined
  if (typeof shape === 'string') return fitsScalar(shape, value) ? undefined : wrongType(shape, value, path)
  if ('list' in shape) return misfitInList(shape.list, value, path)
  if (typeof value !== 'object' || Array.isArray(value)) return wrongType('mapping', value, path)
  if ('map' in shape) return misfitInMap(shape.map, value, path)
  for (const name in shape.fields) {
    if (!Object.hasOwn(value, name)) continue
    const item = (value as Record<string, unknown>)[name]
    const found = misfitAt(shape.fields[name] ?? 'string', item, { path, step: name })
    if (found !== undefined) return found
  }
  return undefined
}

// what is read of a cluster shares lists: those of a pod with the pod before it
const lastFitting = new Map<Shape, unknown>()

function misfitInList(shape: Shape, value: unknown, path: (string | number)[]): InvalidType | undefined {
  if (lastFitting.get(shape) === value) return undefined
  if (!Array.isArray(value)) return wrongType('list', value, path)
  for (let step = 0; step < value.length; step++) {
    const item: unknown = value[step]
    if (item === null) return wrongType('value', null, [...path, step])
    const found = misfitAt(shape, item, { path, step })
    if (found !== undefined) return found
  }
  lastFitting.set(shape, value)
  return undefined
}

function misfitInMap(shape: Shape, value: object, path: (string | number)[]): InvalidType | undefined {
  for (const [step, item] of Object.entries(value)) {
    const found = misfitAt(shape, item, { path, step })
    if (found !== undefined) return found
  }
  return undefined
}

function misfitAt(
  shape: Shape,
  value: unknown,
  { path, step }: { readonly path: (string | number)[]; readonly step: string | number },
): InvalidType | undefined {
  // most fields are scalars that are as they should be
  if (typeof shape === 'string' && value !== null && fitsScalar(shape, value)) return undefined
  path.push(step)
  const found = misfit(shape, value, path)
  path.pop()
  return found
}

function fitsScalar(shape: Shape, value: unknown): boolean {
  if (shape === 'string') return typeof value === 'string'
  if (shape === 'boolean') return typeof value === 'boolean'
  if (shape === 'integer') return Number.isInteger(value)
  return typeof value === 'string' || Number.isInteger(value)
}

function wrongType(wanted: string, value: unknown, path: FieldPath): InvalidType {
  const hint = wanted === 'string' && typeof value !== 'object' ? `; write "${String(value)}" in quotes` : ''
  return { path: [...path], because: `must be ${article(wanted)}, not ${describe(value)}${hint}` }
}

function describe(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a fraction'
  return article(typeof value)
}

function article(noun: string): string {
  return /^[aeio]/.test(noun) ? `an ${noun}` : `a ${noun}`
}
