import { differenceOf } from './diff.ts'
import { merged } from './merge.ts'
import { copyOf, type PlainMap } from './plain.ts'
import type { MergeSchema } from './schema.ts'

/** What `kubectl apply` compares. */
export interface ThreeWays {
  /** What was applied last; empty where it was not recorded. */
  readonly original: PlainMap
  readonly modified: PlainMap
  readonly current: PlainMap
}

/**
 * The strategic merge patch that kubectl sends: what is new or other than the current object, and what was applied last
 * and is gone. Throws CannotMerge; changes nothing.
 * Follows CreateThreeWayMergePatch in apimachinery pkg/util/strategicpatch/patch.go.
 */
export function threeWayPatch({ original, modified, current }: ThreeWays, schema: MergeSchema): PlainMap {
  const next = copyOf(modified)
  const changes = differenceOf(copyOf(current), next, { schema, of: 'changes' })
  const deletions = differenceOf(copyOf(original), next, { schema, of: 'deletions' })
  // kubectl writes the patch as text, so that no two places share a value
  return copyOf(merged(deletions, changes, { schema, into: 'patch' }))
}

/** The object that the server makes of it. Throws CannotMerge; follows StrategicMergeMapPatch there. */
export function patched(current: PlainMap, patch: PlainMap, schema: MergeSchema): PlainMap {
  return merged(copyOf(current), copyOf(patch), { schema, into: 'object' })
}
