import type { Kind } from './kinds.ts'
import type { Location } from './place.ts'

/**
 * How much of a kind the World holds: `complete` when a cluster or a dump listed it, `partial` when only some were
 * given (files) or asked for, `forbidden` when RBAC said no.
 */
export type CoverageState = 'complete' | 'partial' | 'forbidden'

/** One statement about one kind; without `kind` it holds for all kinds, without `namespace` for all namespaces. */
export interface Coverage {
  readonly kind?: Kind
  readonly namespace?: string
  readonly state: CoverageState
  /** A clause that completes "cannot know, because …". */
  readonly because: string
}

/** Something that should have been in the World and is not, with what is known of it. */
export interface Unread {
  /** A clause without a final stop, as in `is not valid YAML: …`. */
  readonly because: string
  readonly location?: Location
  readonly file?: string
  /** Of an object of a cluster, which stands in no file: `context/namespace/Kind/name`. */
  readonly label?: string
  /** What the document says it is, when that much could be read; otherwise it may be of any kind. */
  readonly kind?: string
  readonly hint?: string
}

/** Why the absence of something in the World proves nothing. */
export interface Doubt {
  readonly state: 'partial' | 'forbidden' | 'unread'
  readonly because: string
}

/**
 * The statement that decides for a kind in a namespace: the most specific one; of equals the least optimistic,
 * so that merging a file into a complete dump cannot hide a refusal.
 */
export function decidingCoverage(
  statements: readonly Coverage[],
  kind: Kind,
  namespace: string | undefined,
): Coverage | undefined {
  const rank = { forbidden: 2, partial: 1, complete: 0 }
  let best: Coverage | undefined
  for (const statement of statements) {
    if (statement.kind !== undefined && statement.kind !== kind) continue
    if (statement.namespace !== undefined && statement.namespace !== namespace) continue
    const better = best === undefined ? 1 : specificity(statement) - specificity(best)
    if (better > 0 || (better === 0 && best !== undefined && rank[statement.state] > rank[best.state]))
      best = statement
  }
  return best
}

function specificity(statement: Coverage): number {
  return (statement.namespace === undefined ? 0 : 2) + (statement.kind === undefined ? 0 : 1)
}
