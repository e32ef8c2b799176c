/** Where something is: symbolic while rules and hops work, a span of a file once it is printed. */

/** Keys and list indexes from the root of a manifest, as in `['spec', 'ports', 0, 'targetPort']`. */
export type FieldPath = readonly (string | number)[]

/** Which half of `key: value` is meant. */
export type Side = 'key' | 'value'

/** 1-based lines and columns (UTF-16 code units); the end is exclusive. */
export interface Span {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

export interface Location extends Span {
  readonly file: string
}

const plainKey = /^[A-Za-z_][\w-]*$/

/**
 * Writes a path the way `kubectl` users read it: `.spec.ports[0].targetPort`,
 * `.spec.selector["app.kubernetes.io/name"]`; the root is `.`.
 */
export function formatPath(path: FieldPath): string {
  if (path.length === 0) return '.'
  return path.map(formatStep).join('')
}

function formatStep(step: string | number): string {
  if (typeof step === 'number') return `[${step}]`
  return plainKey.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`
}

/**
 * Reads what is at a path of a manifest.
 * Own properties only, so that a key such as `constructor` finds nothing that the manifest does not hold.
 */
export function valueAt(root: unknown, path: FieldPath): unknown {
  let value = root
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<string | number, unknown>)[step]
  }
  return value
}
