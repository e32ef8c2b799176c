import type { PatchOperation } from '../../src/diagnose/fix.ts'
import type { Manifest } from '../../src/world/types/manifest.ts'

/** One operation of a JSON Patch (RFC 6902), done on a copy. */
export function patched(manifest: Manifest, { op, path, value }: PatchOperation): Manifest {
  const copy = structuredClone(manifest)
  const steps = path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  const last = steps.pop() ?? ''
  const parent = steps.reduce<unknown>(
    (item, step) => (item as Record<string, unknown>)[step],
    copy,
  ) as object
  if (!Array.isArray(parent)) {
    if (op === 'remove') Reflect.deleteProperty(parent, last)
    else Reflect.set(parent, last, value)
    return copy
  }
  const index = last === '-' ? parent.length : Number(last)
  if (index > parent.length || (op !== 'add' && index === parent.length))
    throw new Error(`${path} is not there`)
  parent.splice(index, op === 'add' ? 0 : 1, ...(op === 'remove' ? [] : [value]))
  return copy
}
