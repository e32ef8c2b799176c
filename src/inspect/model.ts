import type { PortShown, ProbeReport } from '../diagnose/probe-report.ts'
import type { EndpointSlice } from '../world/types/manifest.ts'
import type { ReasonShown } from '../world/reason.ts'
import type { ResourceId } from '../world/resource.ts'

/** An endpoint that a packet may be given to. */
export interface ReachedRow {
  readonly address?: string
  readonly port: number
  readonly pod?: string
  readonly node?: string
  readonly share?: number
}

/** What becomes of the packets of one client, by one way, at one port of a Service. */
export interface ReachRow {
  /** `pod/shop/web-1`, `node/n1`, `external`. */
  readonly vantage: string
  readonly via: string
  readonly node?: string
  readonly port: number
  readonly protocol: string
  readonly family: string
  readonly outcome: 'endpoints' | 'refused' | 'dropped' | 'no-route' | 'unknown'
  readonly code: string
  readonly because: string
  readonly endpoints: readonly ReachedRow[]
  readonly left: readonly { readonly address?: string; readonly pod?: string; readonly code: string }[]
  readonly notes: readonly string[]
  readonly evidence: readonly { readonly resource: object; readonly path: string }[]
}

/** What was made of topology hints for the endpoints of one family. */
interface HintRow {
  readonly family: string
  readonly code: string
  readonly because: string
  readonly path: string
  readonly zones?: Readonly<Record<string, number>>
  readonly doubt?: string
}

/** What an actual slice is to the Service. */
interface RoleRow {
  readonly slice: string
  readonly code: string
  readonly because: string
  readonly path: string
}

/** One pod, or one template, that a Service selects. */
export interface CandidateRow extends ReasonShown {
  readonly pod: ResourceId
  /** Absent where its pods cannot be seen. */
  readonly in?: boolean
  readonly ready?: boolean
  readonly serving?: boolean
  readonly terminating?: boolean
  readonly addresses: readonly string[]
}

/** What `svc endpoints` says of one Service. */
export interface ServiceEndpoints {
  readonly namespace: string
  readonly name: string
  readonly candidates: readonly CandidateRow[]
  readonly predicted: readonly EndpointSlice[]
  readonly hints: readonly HintRow[]
  readonly roles: readonly RoleRow[]
  /** Why there is no candidate. */
  readonly reasons?: readonly ReasonShown[]
  /** Absent when the World does not list slices. */
  readonly actual?: readonly EndpointSlice[]
  /** Why there are no candidates, or how the actual slices differ from the predicted ones. */
  readonly remarks: readonly string[]
  /** What packets meet that were asked for; to be read as a matrix when there are many clients. */
  readonly reach?: readonly ReachRow[]
  readonly isMatrix?: boolean
  /** What a probe saw at each port of each endpoint. */
  readonly seen?: readonly PortShown[]
}

/** What `svc endpoints` prints. */
export interface EndpointsShown {
  readonly services: readonly ServiceEndpoints[]
  /** How a probe went, where one was asked for. */
  readonly probe?: ProbeReport
}
