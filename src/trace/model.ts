import type { PatchOperation } from '../diagnose/fix.ts'
import type { ObservationShown, ProbeReport } from '../diagnose/probe-report.ts'
import type { Grounds } from '../diagnose/served.ts'
import type { ReasonShown } from '../world/reason.ts'
import type { ResourceId } from '../world/resource.ts'

export type HopId =
  | 'client'
  | 'route'
  | 'name'
  | 'service'
  | 'virtual-ip'
  | 'policy'
  | 'endpoints'
  | 'pod'
  | 'port'
/** `not-checked` is a hop behind the one where the path ended, or one of which the objects that were read show nothing. */
export type HopStatus = 'ok' | 'problem' | 'suspicious' | 'not-checked' | 'forbidden' | 'unknown'

/** A field that a hop's answer rests on. */
export interface Evidence {
  readonly resource: ResourceId
  readonly path: string
  readonly value: string
}

export interface Hop {
  readonly id: HopId
  readonly direction?: 'egress' | 'ingress'
  /** What is asked here, for readers. */
  readonly asks: string
  readonly status: HopStatus
  readonly because: string
  /** From objects alone, or from something that happened (a probe that passed, a live connection). */
  readonly basis: 'simulated' | 'observed'
  readonly evidence: readonly Evidence[]
  /** What it rests on, with the codes that `svc endpoints` has; absent where no such answer has a part in it. */
  readonly reasons?: readonly ReasonShown[]
  /** What a probe saw here; absent where it did not look. */
  readonly observations?: readonly ObservationShown[]
  /** False for a hop behind the one where the path ended. */
  readonly reached: boolean
}

/** The one edit that fixes it: what, where in the file, and for a live object as a command. */
export interface Repair {
  readonly summary: string
  readonly command?: string
  /** JSON Patch (RFC 6902) for the object that is wrong. */
  readonly patch?: readonly PatchOperation[]
}

export interface Question {
  /** As the user wrote it. */
  readonly target: string
  /** `deploy/frontend`, `pod/x`, `node/x`, with `NS/` in front for another namespace, `apiserver` or `external`. */
  readonly from?: string
  /** The namespace that bare names mean. */
  readonly namespace: string
}

export interface Verdict {
  readonly status: 'works' | 'degraded' | 'broken' | 'undecided'
  /** Of works and degraded: how it is known that a program listens where the request ends; the weakest of all endpoints. */
  readonly grounds?: Grounds
  readonly hop?: HopId
  readonly cause?: string
  readonly summary: string
}

export interface Trace {
  readonly question: Question
  /** Who asks, as resolved: an object, or any pod of a namespace. */
  readonly client: { readonly namespace: string; readonly resource?: ResourceId }
  readonly verdict: Verdict
  /** What the verdict takes for granted because only given files were read; empty with `--complete`, but for DNS that is not in sight and overlays that are not built. */
  readonly assumptions: readonly string[]
  readonly hops: readonly Hop[]
  readonly repair?: Repair
  readonly confirm?: string
  /** Where the user asked for a probe. */
  readonly probe?: ProbeReport
}
