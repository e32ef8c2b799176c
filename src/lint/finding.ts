import type { Fix } from '../diagnose/fix.ts'
import type { ProbeReport } from '../diagnose/probe-report.ts'
import type { Severity } from '../rules/rule.ts'
import type { Doubt, NotRead, Unread } from '../world/coverage.ts'
import type { Location } from '../world/place.ts'
import type { ReasonShown } from '../world/reason.ts'
import type { Resource, ResourceId } from '../world/resource.ts'

/** A place that has to do with a finding. */
export interface RelatedPlace {
  readonly resource: ResourceId
  /** As in `.spec.ports[0]`. */
  readonly path: string
  readonly label: string
  readonly location?: Location
  readonly template?: string
  readonly rendered?: Location
  readonly note: string
}

/** One thing that is wrong, or that could not be decided. */
export interface Finding {
  /** What it is, in words that outlive moved lines and renamed files; no other finding of the run has it. */
  readonly fingerprint: string
  readonly rule: string
  readonly severity: Severity
  readonly verdict: 'broken' | 'unknown'
  readonly resource: ResourceId
  readonly path: string
  /** The origin's label: a file, or `context/namespace/Kind/name`. */
  readonly label: string
  readonly location?: Location
  /** The file that the manifest was rendered from; `location` is then there only where its line is surely the same. */
  readonly template?: string
  /** The place in the rendered text. */
  readonly rendered?: Location
  readonly message: string
  readonly hint?: string
  /** A probe has seen it; absent where objects alone say it. */
  readonly basis?: 'observed'
  /** What it takes for granted because only given files were read; absent where it takes nothing. */
  readonly assumptions?: readonly string[]
  /** The field and the type of the API server's refusal, as it names them. */
  readonly field?: string
  readonly type?: string
  /** Why it could not be decided; only for `unknown`. */
  readonly doubt?: Doubt
  readonly related: readonly RelatedPlace[]
  /** What it rests on, with the codes that `svc endpoints` has; absent where no such answer has a part in it. */
  readonly reasons?: readonly ReasonShown[]
  readonly fix?: Fix
  /** `--fix` can do it: all that it edits is in files, and nothing shares it. */
  readonly fixable: boolean
}

/** A finding before all of a run are known. */
export type BareFinding = Omit<Finding, 'fingerprint'>

/** A finding with the resource it is about, for suppression. */
export interface Located {
  readonly finding: BareFinding
  readonly subject: Resource
  /** Where the field starts, when the finding is further down in its text: a comment can speak of this line alone. */
  readonly fieldLine?: number
}

export interface LintSummary {
  readonly errors: number
  readonly warnings: number
  readonly notes: number
  readonly unknown: number
  /** Findings below the severity that was asked for; absent where there is none. */
  readonly hidden?: number
  /** Resources of kind Service, and all resources, that were read. */
  readonly services: number
  readonly resources: number
}

export interface LintResult {
  /** With a baseline: its file or revision, how many findings it knew, and the fingerprints of those that are gone. */
  readonly baseline?: { readonly of: string; readonly known: number; readonly fixed: readonly string[] }
  /** Sorted by place, then rule. */
  readonly findings: readonly Finding[]
  /** How many findings were silenced by an annotation or a comment. */
  readonly suppressed: number
  readonly unread: readonly Unread[]
  /** Lists that were asked for and are not whole, of the World and of what it is to change: what rests on them is not decided. */
  readonly notRead: readonly NotRead[]
  readonly summary: LintSummary
  /** How a probe of ports went, where one was asked for. */
  readonly probe?: ProbeReport
}
