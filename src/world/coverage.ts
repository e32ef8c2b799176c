import { kinds, type Kind } from './kinds.ts'
import type { Part } from './part.ts'
import type { Location } from './place.ts'

/**
 * How much of a kind the World holds: `complete` when a cluster or a dump listed it, `partial` when only some were
 * given (files) or asked for. The others were asked for and are not all there: RBAC said no (`forbidden`), the server
 * does not serve the kind (`not-served`), its answer was of no use (`failed`), or a limit of time or pages ended the
 * list (`cut-off`).
 */
export type CoverageState = 'complete' | 'partial' | NotReadState

/** Why a list that was asked for is not whole. */
export type NotReadState = 'forbidden' | 'not-served' | 'failed' | 'cut-off'

/** One statement about one kind; without `kind` it holds for all kinds, without `namespace` for all namespaces. */
export interface Coverage {
  readonly kind?: Kind
  readonly namespace?: string
  readonly state: CoverageState
  /** A clause that completes "cannot know, because …". */
  readonly because: string
  /** Only these were asked for; whoever needs more of the kind says so (`Wanted`), and it is read. */
  readonly part?: Part
}

/** A right as RBAC grants it; without `namespace` for the whole cluster. */
export interface ListRight {
  readonly verb: 'list'
  /** Empty for the core group. */
  readonly group: string
  readonly resource: string
  readonly namespace?: string
}

/** A list that was asked for and could not be read, or not to its end: what is missing in it may be there. */
export interface NotRead extends Coverage {
  readonly state: NotReadState
  /** What would have to be granted, of a list that is forbidden. */
  readonly right?: ListRight
}

/** Something that should have been in the World and is not, with what is known of it. */
export interface Unread {
  /** A clause without a final stop, as in `is not valid YAML: …`. */
  readonly because: string
  readonly location?: Location
  readonly file?: string
  /** Of an object of a cluster, which is in no file: `context/namespace/Kind/name`. */
  readonly label?: string
  /** What the document says it is, when that much could be read; otherwise it may be of any kind. */
  readonly kind?: string
  readonly hint?: string
}

/** Why the absence of something in the World proves nothing. */
export interface Doubt {
  /** `partial`: not all of them were asked for. Anything else was asked for and could not be read, so it is never assumed. */
  readonly state: 'partial' | 'unread' | NotReadState
  readonly because: string
  /** The first of the kinds in question that is doubted; absent for a document that could not be read. */
  readonly kind?: Kind
  readonly right?: ListRight
}

const optimism: readonly CoverageState[] = [
  'forbidden',
  'failed',
  'not-served',
  'cut-off',
  'partial',
  'complete',
]

/**
 * The statement that decides for a kind in a namespace: the most specific one; of equals the least optimistic,
 * so that merging a file into a complete dump cannot hide a refusal.
 */
export function decidingCoverage(
  statements: readonly Coverage[],
  kind: Kind,
  namespace: string | undefined,
): Coverage | undefined {
  let best: Coverage | undefined
  for (const statement of statements) {
    if (statement.kind !== undefined && statement.kind !== kind) continue
    if (statement.namespace !== undefined && statement.namespace !== namespace) continue
    const better = best === undefined ? 1 : specificity(statement) - specificity(best)
    if (better > 0 || (better === 0 && best !== undefined && isLessOptimistic(statement, best)))
      best = statement
  }
  return best
}

function isLessOptimistic(a: Coverage, b: Coverage): boolean {
  return optimism.indexOf(a.state) < optimism.indexOf(b.state)
}

function specificity(statement: Coverage): number {
  return (statement.namespace === undefined ? 0 : 2) + (statement.kind === undefined ? 0 : 1)
}

/**
 * The lists that were asked for and are not whole, each once, in the order in which they were asked for. A refusal for
 * all namespaces counts although the same was read of one: the others remain unseen.
 */
export function notReadOf(statements: readonly Coverage[]): NotRead[] {
  const seen = new Set<string>()
  return statements.flatMap((statement) => {
    if (!isNotRead(statement)) return []
    const { kind, namespace, state, because } = statement
    const key = [kind, namespace, state, because].join('\n')
    if (seen.has(key)) return []
    seen.add(key)
    return withRight(statement)
  })
}

export function isNotRead(statement: Coverage): statement is NotRead {
  return statement.state !== 'complete' && statement.state !== 'partial'
}

/** Does anything rest on a list? What only explains leaves nothing undecided. */
export function decides({ kind }: Coverage): boolean {
  return kind === undefined || kinds[kind].onlyExplains !== true
}

/** The statement, and of a refusal the right that is missing. */
export function withRight(statement: NotRead): NotRead {
  const { kind, namespace, state } = statement
  if (state !== 'forbidden' || kind === undefined) return statement
  const { group, resource, namespaced } = kinds[kind]
  const right = { verb: 'list', group, resource } as const
  return { ...statement, right: namespaced && namespace !== undefined ? { ...right, namespace } : right }
}
