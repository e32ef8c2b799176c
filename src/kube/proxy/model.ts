import type { Endpoint, Pod, Protocol, Service } from '../../world/types/manifest.ts'
import type { FieldPath } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'
import type { Family } from './proxied-port.ts'

/** By which address of the Service a packet comes. */
export type Via = 'cluster-ip' | 'node-port' | 'load-balancer' | 'external-ip'

/** Where a packet starts: in a pod, in a process on a node, or outside of the cluster. */
export type Vantage =
  | {
      readonly kind: 'pod'
      /** Any pod of the cluster when absent. */
      readonly pod?: Resource<Pod>
    }
  | { readonly kind: 'node'; readonly name: string }
  | {
      readonly kind: 'outside'
      /** Of the client; source ranges ask for it. */
      readonly address?: string
      /** The node that the packet is handed to, address and all; any that a load balancer or a route chooses when absent. */
      readonly entry?: string
    }

export interface ReachQuestion {
  readonly service: Resource<Service>
  /** The number or the name of the Service port; its first one when absent. */
  readonly port?: number | string
  readonly protocol?: Protocol
  /** The first family of the Service when absent. */
  readonly family?: Family
  readonly from: Vantage
  readonly via: Via
  /** The client has the address of one endpoint itself, as DNS gives it for a name below that of any Service. */
  readonly direct?: true
  /** With `node-port`: the node whose address is called; when absent the client's own, from outside any. */
  readonly node?: string
}

/**
 * `endpoints`: one of them answers. `refused`: at once, as "connection refused". `dropped`: never, the client waits.
 * `no-route`: no rule takes the packet up, so it is sent on like one to any other address, mostly into nothing.
 */
export type ReachOutcome = 'endpoints' | 'refused' | 'dropped' | 'no-route' | 'unknown'

/** Why, as one word for programs; `because` says the same to people. */
export type ReachCode =
  | 'any-endpoint'
  | 'same-zone'
  | 'same-node'
  | 'local-endpoints'
  | 'short-circuit'
  | 'only-terminating'
  | 'through-load-balancer'
  | 'headless'
  | 'no-endpoint'
  | 'none-ready'
  | 'port-unresolved'
  | 'no-local-endpoint'
  | 'source-ranges'
  | 'port-not-in-service'
  | 'no-node-port'
  | 'no-address'
  | 'address-pending'
  | 'load-balancer-is-a-proxy'
  | 'not-from-outside'
  | 'not-on-output'
  | 'external-name'
  | 'family-missing'
  | 'other-proxy'
  | 'modes-differ'
  | 'nodes-differ'
  | 'node-not-known'
  | 'source-not-known'
  | 'pods-to-come'
  | 'objects-not-known'
  | 'ipvs'
  | 'node-port-addresses'

/** Something that a client meets although the packet finds an endpoint. */
export type NoteCode = 'affinity' | 'hairpin' | 'replies-bypass-node' | 'health-checks' | 'predicted'

/** A field that an answer rests on. */
export interface Ground {
  readonly resource: Resource
  readonly path: FieldPath
}

/** An endpoint that a new connection may be given to. */
export interface ReachedEndpoint {
  /** Undefined for a pod that a template will make. */
  readonly address?: string
  readonly port: number
  readonly node?: string
  readonly target?: Endpoint['targetRef']
  /** Of new connections, between 0 and 1; absent where several nodes take part and it is not known how much each gets. */
  readonly share?: number
}

export type LeftOutCode =
  | 'not-ready'
  | 'terminating'
  | 'other-zone'
  | 'other-node'
  | 'not-local'
  | 'without-port'

/** An endpoint of the Service that this packet cannot be given to. */
export interface LeftOutEndpoint {
  readonly address?: string
  readonly target?: Endpoint['targetRef']
  readonly code: LeftOutCode
}

export interface Reach {
  readonly outcome: ReachOutcome
  readonly code: ReachCode
  readonly because: string
  /** Empty unless the outcome is `endpoints`. */
  readonly endpoints: readonly ReachedEndpoint[]
  /** The others of the Service, each with its reason. */
  readonly left: () => readonly LeftOutEndpoint[]
  readonly notes: readonly { readonly code: NoteCode; readonly text: string }[]
  readonly evidence: readonly Ground[]
  /** The node whose kube-proxy decides; absent where it makes no difference, or where none does. */
  readonly node?: string
}
