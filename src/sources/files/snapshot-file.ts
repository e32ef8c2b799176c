import type { Coverage, CoverageState } from '../../world/coverage.ts'
import { kinds, type Kind } from '../../world/kinds.ts'
import { isObject } from './text-file.ts'

/** What `svc snapshot` writes: schemas/snapshot.schema.json. */
export interface Snapshot {
  readonly version: 1
  readonly kind: 'SvcSnapshot'
  readonly takenAt: string
  readonly context: string
  readonly serverVersion?: string
  readonly coverage: readonly Coverage[]
  readonly items: readonly unknown[]
}

/** What a snapshot holds, or why it cannot be used. */
export type SnapshotContent =
  | {
      readonly items: readonly unknown[]
      readonly coverage: readonly Coverage[]
      readonly serverVersion?: string
    }
  | { readonly because: string; readonly hint: string }

/** The items of a snapshot and the coverage it had when it was taken. */
export function readSnapshot(value: Record<string, unknown>): SnapshotContent {
  const { version, items, coverage, serverVersion } = value
  if (version !== 1) {
    return {
      because: `is a snapshot of version ${JSON.stringify(version)}; this svc reads version 1`,
      hint: 'take it again with this svc, or read it with the one that wrote it',
    }
  }
  if (!Array.isArray(items) || !Array.isArray(coverage)) {
    return { because: 'is a snapshot without its items or its coverage', hint: 'take it again' }
  }
  return {
    items,
    coverage: coverage.filter(isCoverage),
    ...(typeof serverVersion === 'string' ? { serverVersion } : {}),
  }
}

const states = new Set<CoverageState>(['complete', 'partial', 'forbidden', 'not-served', 'failed', 'cut-off'])

function isCoverage(value: unknown): value is Coverage {
  if (
    !isObject(value) ||
    typeof value['because'] !== 'string' ||
    !states.has(value['state'] as CoverageState)
  )
    return false
  const { kind, namespace } = value
  return (
    (kind === undefined || (typeof kind === 'string' && Object.hasOwn(kinds, kind as Kind))) &&
    (namespace === undefined || typeof namespace === 'string')
  )
}
