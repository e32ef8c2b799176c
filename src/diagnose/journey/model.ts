import type { Fix } from '../fix.ts'
import type { DefaultedPort } from '../../kube/core/defaults.ts'
import type { DirectionVerdict } from '../../kube/policy/direction.ts'
import type { RequestController } from '../../kube/policy/senders.ts'
import type { Reach, Vantage, Via } from '../../kube/proxy/model.ts'
import type { Family } from '../../kube/proxy/proxied-port.ts'
import type { PodSource } from '../../kube/workload/pod-source.ts'
import type { FieldPath } from '../../world/place.ts'
import type { Reason } from '../../world/reason.ts'
import type { Resource } from '../../world/resource.ts'
import type { Pod, Protocol, Service } from '../../world/types/manifest.ts'
import type { Grounds } from '../served.ts'
import type { Target } from './target.ts'

/** A request as it was put: who calls, and what. */
export interface Call {
  readonly target: Target
  readonly from: ClientName
  /** The namespace that bare names mean. */
  readonly namespace: string
}

/** A client as it was named. */
export type ClientName =
  /** Any pod of a namespace. */
  | { readonly is: 'any' }
  | { readonly is: 'outside' }
  /** The API server, which calls webhooks and extension API servers. */
  | { readonly is: 'api-server' }
  | {
      readonly is: 'named'
      /** Absent where a bare name may be that of a pod or of a node. */
      readonly kind?: ClientKind
      readonly namespace?: string
      readonly name: string
    }
  /** An object that is there; with the one of its pod templates that is meant. */
  | { readonly is: 'resource'; readonly resource: Resource; readonly podSource?: PodSource }

export type ClientKind =
  | 'Pod'
  | 'Deployment'
  | 'StatefulSet'
  | 'DaemonSet'
  | 'ReplicaSet'
  | 'Job'
  | 'CronJob'
  | 'Node'

/** A client as the World holds it. */
export interface Caller {
  readonly is: 'any' | 'pod' | 'workload' | 'node' | 'outside' | 'api-server'
  readonly namespace: string
  readonly resource?: Resource
  readonly podSource?: PodSource
  /** Where its packets start; of a workload once for each node that its pods are on. */
  readonly vantages: readonly [Vantage, ...Vantage[]]
}

/** The places of a request's way, in order. */
export const stages = [
  'client',
  'route',
  'name',
  'service',
  'virtual-ip',
  'policy-egress',
  'endpoints',
  'policy-ingress',
  'pod',
  'port',
] as const

export type Stage = (typeof stages)[number]

/** A field that an answer rests on. */
export interface Field {
  readonly resource: Resource
  readonly path: FieldPath
}

/** The one change that would help: of fields of an object, or in words where no object holds it. */
export type Remedy = Fix | { readonly title: string; readonly create?: unknown }

/**
 * `reached`: a program gets the request. `refused`: at once. `dropped`: never answered. `no-route`: nothing takes the packet up.
 * `no-name`: there is no address to send to. `answered`: a controller on the way answers itself. `unknown`: something decides that
 * is not known.
 */
export type Outcome = 'reached' | 'refused' | 'dropped' | 'no-route' | 'no-name' | 'answered' | 'unknown'

/** Where a request, or its share, ends, and why. */
export interface End {
  readonly outcome: Outcome
  readonly stage: Stage
  readonly because: string
  /** Everything that is known speaks for this end, and nothing proves it. */
  readonly doubtful?: true
  /** What speaks against it all the same. */
  readonly against?: string
  /** A controller's status says so, whatever else was not read. */
  readonly witnessed?: true
  /** It holds for some of those who send only. */
  readonly partly?: true
  /** What decides may not be read, or could not be. */
  readonly refused?: true
  readonly grounds?: Grounds
  /** The lint rule that says the same. */
  readonly cause?: string
  readonly fields?: readonly Field[]
  readonly reasons?: readonly Reason[]
  readonly remedy?: Remedy
  /** One command that shows the same in the cluster. */
  readonly confirm?: string
  /** What is taken for granted, where only given files were read. */
  readonly assumes?: readonly string[]
}

/** What a step says where the request goes on. */
export interface Passed {
  readonly because: string
  readonly fields?: readonly Field[]
  readonly reasons?: readonly Reason[]
  /** It came from something that happened. */
  readonly observed?: true
  /** Nothing was checked here: what would be is not there before the manifests are applied, or was not named. */
  readonly unchecked?: true
  /** Something about it is odd, though the request goes on. */
  readonly odd?: Pick<End, 'cause' | 'confirm' | 'remedy'>
  /** What is not known here: decisive where everything behind it is fine. */
  readonly open?: End
  readonly assumes?: readonly string[]
}

/** Where packets are sent to. */
export interface Destination {
  /** Absent where it is not known yet: one that the API server will give, or that of a pod to come. */
  readonly address?: string
  readonly family?: Family
  /** The Service whose address it is, or under whose name the address is known. */
  readonly service?: Resource<Service>
  readonly via?: Via
  /** With a node port: the node that is called. */
  readonly node?: string
  /** The pod itself is meant, by whatever address it has. */
  readonly pod?: Resource<Pod>
  /** One endpoint of the Service alone is meant. */
  readonly one?: true
  readonly port?: number
  readonly protocol?: Protocol
}

/** What a name came to. */
export type NameStep = Passed & {
  readonly to: readonly Destination[]
  /** The hosts file of the client has the name, so that no server is asked. */
  readonly fromHosts?: true
}

/** Which rule of an Ingress or a Gateway takes a request. */
export type RouteStep = Passed & {
  readonly entryPoint: RequestController
  readonly to: readonly (Destination & { readonly share?: number })[]
  /** Shares of the requests that end here. */
  readonly lost: readonly End[]
}

/** One backend of a packet: what it meets there. */
export interface Way {
  readonly address?: string
  /** As the packet has it behind the proxy; absent where the client decides. */
  readonly port?: number
  readonly podSource?: PodSource
  /** The name for people. */
  readonly name: string
  readonly egress: readonly DirectionVerdict[]
  readonly ingress: readonly DirectionVerdict[]
  readonly end: End
  /** Where one of each kind was asked for: the others of this one. */
  readonly others?: readonly Alike[]
}

/** A backend that meets the same as another one. */
export type Alike = Pick<Way, 'address' | 'podSource' | 'name'>

/** A packet of one family and protocol from one place to one address, and all that becomes of it. */
export interface Leg {
  readonly to: Destination
  readonly from: Vantage
  readonly protocol: Protocol
  readonly port?: number
  readonly service?: Resource<Service>
  readonly servicePort?: DefaultedPort
  readonly steps: Partial<Readonly<Record<Stage, Passed>>>
  readonly reach?: Reach
  readonly ways: readonly Way[]
  /** It ended before there was a choice of backends. */
  readonly end?: End
}

/** The pods of a controller that send, or why they are not known. */
export interface SendersSeen {
  readonly text: string
  readonly known: boolean
  readonly fields: readonly Field[]
}

/** A call followed through all parts: a tree whose leaves are the ends. */
export interface Journey {
  readonly call: Call
  readonly caller?: Caller
  readonly steps: Partial<Readonly<Record<Stage, Passed>>>
  /** Who sends behind an Ingress or a Gateway, in place of the client. */
  readonly senders?: SendersSeen
  /** The Ingress or the Gateway that took the request in. */
  readonly entryPoint?: RequestController
  readonly legs: readonly Leg[]
  /** The whole call ends here, whatever comes after. */
  readonly end?: End
  /** Shares of the requests that end before a packet to a backend is sent. */
  readonly lost: readonly End[]
}
