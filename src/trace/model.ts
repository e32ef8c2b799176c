import type { DefaultedPort } from '../kube/core/defaults.ts'
import type { Candidate } from '../kube/endpointslice/candidates.ts'
import type { Reach, Vantage, Via } from '../kube/proxy/model.ts'
import type { ServedRequest } from '../kube/references/served-request.ts'
import type { RequestController } from '../kube/policy/senders.ts'
import type { PodSource } from '../kube/workload/pod-source.ts'
import type { Protocol, Service } from '../world/types/manifest.ts'
import type { FieldPath } from '../world/place.ts'
import type { Reason, ReasonShown } from '../world/reason.ts'
import type { Resource, ResourceId } from '../world/resource.ts'
import type { World } from '../world/world.ts'

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
/** `not-checked` is a hop behind the one where the path ended, and no other. */
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
  /** False for a hop behind the one where the path ended. */
  readonly reached: boolean
}

/** The one edit that mends: what, where in the file, and for a live object as a command. */
export interface Repair {
  readonly summary: string
  readonly command?: string
  /** JSON Patch (RFC 6902) for the object that is wrong. */
  readonly patch?: readonly {
    readonly op: 'add' | 'replace'
    readonly path: string
    readonly value: unknown
  }[]
}

/** What an answer other than "fine" brings along. */
interface Trouble {
  /** The id of the lint rule that says the same. */
  readonly cause?: string
  readonly repair?: Repair
  /** One command that shows the same in the cluster. */
  readonly confirm?: string
}

export interface Question {
  /** As the user wrote it. */
  readonly target: string
  /** `deploy/frontend`, `pod/x`, `node/x`, with `NS/` in front for another namespace, or `external`. */
  readonly from?: string
  /** The namespace that bare names mean. */
  readonly namespace: string
}

export interface Verdict {
  readonly status: 'works' | 'broken' | 'undecided'
  readonly hop?: HopId
  readonly cause?: string
  readonly summary: string
}

export interface Trace {
  readonly question: Question
  /** Who asks, as resolved: an object, or nobody in particular in a namespace. */
  readonly client: { readonly namespace: string; readonly resource?: ResourceId }
  readonly verdict: Verdict
  readonly hops: readonly Hop[]
  readonly repair?: Repair
  readonly confirm?: string
}

/** What is known of the request so far; each hop adds to it. */
export interface Route {
  readonly world: World
  readonly question: Question
  readonly clientNamespace: string
  readonly client?: PodSource
  readonly host?: string
  readonly address?: string
  /** The target is a URL that an Ingress or a Gateway serves. */
  readonly request?: ServedRequest
  /** The Ingress or the Gateway that takes it in. */
  readonly entryPoint?: RequestController
  readonly port?: number
  readonly protocol: Protocol
  /** Nobody said TCP, so a UDP port of that number will do. */
  readonly protocolIsGuess?: true
  /** Where the client says which port it calls, when the target does not. */
  readonly portFrom?: { readonly resource: Resource; readonly path: FieldPath; readonly text: string }
  readonly service?: Resource<Service>
  readonly servicePort?: DefaultedPort
  /** Where packets start; any pod of the cluster when absent. */
  readonly vantage?: Vantage
  /** By which address of the Service; its cluster IP when absent. */
  readonly via?: Via
  /** The node whose port is called. */
  readonly node?: string
  /** Which endpoints packets can be given to, as kube-proxy decides. */
  readonly reach?: Reach
  readonly candidates?: readonly Candidate[]
}

/** One hop, one file: what is asked, and the answer for a route that got this far. */
export interface HopRule {
  readonly id: HopId
  readonly direction?: 'egress' | 'ingress'
  readonly asks: string
  answer(route: Route): HopAnswer
}

export interface HopAnswer extends Trouble {
  readonly status: HopStatus
  readonly because: string
  readonly basis?: 'observed'
  readonly evidence?: readonly Evidence[]
  /** What rooms of kube/ have answered. */
  readonly reasons?: readonly Reason[]
  /** What this hop learned. */
  readonly learned?: Partial<Route>
  /** The path cannot be followed any further, though nothing is wrong. */
  readonly end?: boolean
  /** What is not known here matters less than what any other hop says. */
  readonly moot?: true
}
