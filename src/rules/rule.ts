import type { Fix } from '../diagnose/fix.ts'
import type { Kind, Kinds } from '../world/kinds.ts'
import type { Piece } from '../text/piece.ts'
import type { FieldPath, Side } from '../world/place.ts'
import type { Reason } from '../world/reason.ts'
import type { Resource } from '../world/resource.ts'
import type { World } from '../world/world.ts'

export type Severity = 'error' | 'warning' | 'note'

/** Another place that has to do with it. */
export interface Related {
  readonly resource: Resource
  readonly at: FieldPath
  readonly note: string
}

/** What a check found, without words and without positions. */
export interface Violation<Data> {
  readonly at: FieldPath
  readonly side?: Side
  /** What of a text is meant: it is pointed at, instead of at all of it. */
  readonly piece?: Piece
  readonly data: Data
  readonly related?: readonly Related[]
  /** What a room of kube/ has answered, where it rests on that. */
  readonly reasons?: readonly Reason[]
  readonly fix?: Fix
  /** Where this violation weighs more or less than most of its rule. */
  readonly severity?: Severity
  /**
   * The finding rests on something that is not in the World. `bare`: proof only in a complete World. `near-miss`: what
   * was meant is in sight, so a partial World is proof enough, but an unreadable input or a refused list is not.
   */
  readonly absence?: 'bare' | 'near-miss'
  /** Where it is missing, when that is not the subject's own namespace. */
  readonly absentFrom?: string
  /** What it takes for granted because only given files were read, as a trace of the same request does. */
  readonly assumes?: readonly string[]
  /** A probe has seen it happen. */
  readonly observed?: true
  /** Why it cannot be decided, whatever the World holds: a clause that completes "cannot know, because …". */
  readonly doubt?: string
  /** What the API server calls it, where it is the one that objects. */
  readonly refusal?: { readonly type: string; readonly field: string }
}

export interface Message {
  /** What is wrong, in one clause, lower case, user values in double quotes, no final stop. */
  readonly text: string
  /** What would be right. */
  readonly hint?: string
}

export interface Rule<K extends Kind = Kind, Data = unknown> {
  readonly id: string
  /** The problem, in one clause. */
  readonly title: string
  readonly severity: Severity
  /** The kinds whose resources are checked one by one. */
  readonly subject: readonly K[] | 'all'
  /** Kinds whose absence is proof only when the World is complete for them. */
  readonly evidence: readonly Kind[]
  /** One paragraph: the failure it prevents, and which component behaves so. */
  readonly why: string
  readonly source: string
  /** A manifest that breaks this rule, and the same one repaired. */
  readonly bad: string
  readonly good: string
  /** It is silent about a place of which another rule speaks, since that one says more. */
  readonly yields?: true
  /** It also checks manifests with a field of a wrong type: `hasInvalidType`. */
  readonly readsInvalidTypes?: true
  check(subject: Resource<Kinds[K]>, world: World): Iterable<Violation<Data>>
  message(data: Data): Message
}

/** A rule whose data type is hidden, as the engine holds them. */
export interface AnyRule extends Omit<Rule, 'check' | 'message' | 'subject'> {
  readonly subject: readonly Kind[] | 'all'
  check(subject: Resource, world: World): Iterable<Violation<unknown>>
  message(data: unknown): Message
}

/** Ties the data that `check` yields to what `message` reads, then forgets its type. */
export function defineRule<K extends Kind, Data>(rule: Rule<K, Data>): AnyRule {
  return rule as unknown as AnyRule
}
