import type { Shape } from '../../src/world/shapes/field-shape.ts'
import { shapeOfManifest } from '../../src/world/shapes/shape.ts'
import type { FieldPath } from '../../src/world/place.ts'
import type { Manifest } from '../../src/world/types/manifest.ts'

/** A field that something has read, or looked for, of a manifest. */
export interface FieldRead {
  readonly path: FieldPath
  /** What its type is known to be; undefined where no shape has the field, so that its value may be anything. */
  readonly shape: Shape | undefined
  readonly isAbsent: boolean
}

type Heard = (read: FieldRead) => void

interface At {
  readonly path: FieldPath
  readonly shape: Shape | undefined
}

/** A manifest that tells of each of its fields that is read. The same part of it is always the same object, as a memo by identity needs. */
export function recording<M extends Manifest>(manifest: M, heard: Heard): M {
  const known = new WeakMap<object, object>()
  const wrap = (value: unknown, at: At): unknown => {
    if (typeof value !== 'object' || value === null) return value
    const made = known.get(value) ?? new Proxy(value, telling(at))
    known.set(value, made)
    return made
  }
  const telling = (at: At): ProxyHandler<object> => {
    const inner = (own: object, key: string): At | undefined => {
      const step = stepOf(own, key)
      return step === undefined || isOfJavaScript(key)
        ? undefined
        : { path: [...at.path, step], shape: within(at.shape, step) }
    }
    const tell = (own: object, key: string | symbol): At | undefined => {
      const read = typeof key === 'string' ? inner(own, key) : undefined
      if (read !== undefined) heard({ ...read, isAbsent: !Object.hasOwn(own, key) })
      return read
    }
    return {
      get(own, key) {
        const read = tell(own, key)
        const value: unknown = Reflect.get(own, key)
        return read === undefined ? value : wrap(value, read)
      },
      has(own, key) {
        tell(own, key)
        return Reflect.has(own, key)
      },
      getOwnPropertyDescriptor(own, key) {
        tell(own, key)
        return Reflect.getOwnPropertyDescriptor(own, key)
      },
    }
  }
  return wrap(manifest, { path: [], shape: shapeOfManifest(manifest) }) as M
}

/** Of a list only its items are fields. */
function stepOf(own: object, key: string): string | number | undefined {
  if (!Array.isArray(own)) return key
  return /^\d+$/.test(key) ? Number(key) : undefined
}

function isOfJavaScript(key: string): boolean {
  return key === 'toJSON' || key in Object.prototype
}

function within(shape: Shape | undefined, step: string | number): Shape | undefined {
  if (shape === undefined || typeof shape === 'string') return undefined
  if ('list' in shape) return typeof step === 'number' ? shape.list : undefined
  if ('map' in shape) return shape.map
  return Object.hasOwn(shape.fields, step) ? shape.fields[step] : undefined
}
