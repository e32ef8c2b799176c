import type { Expected } from '../diagnose/journey/expected-protocol.ts'
import type { PlannedStep } from '../trace/model.ts'
import type { Resource } from '../world/resource.ts'
import type { Pod } from '../world/types/manifest.ts'

/** One endpoint that is looked at. */
export interface EndpointPlace {
  readonly namespace: string
  readonly pod: string
  readonly address: string
  readonly port: number
  readonly containers: readonly string[]
  /** The address to which the API server and the kubelet connect. */
  readonly isPrimary: boolean
  readonly expected?: Expected
}

/** The pod that calls, or one like it. */
interface ClientPlace {
  readonly namespace: string
  readonly pod: string
  readonly containers: readonly string[]
  /** A proxy in it takes every connection, so that one says nothing. */
  readonly sidecar?: string
}

/** Where the client's own look is taken from: itself, a pod like it, or a container that is added to it. */
export type How = 'live' | 'pod' | 'debug'

/** What an HTTP request asks for. */
export interface Request {
  readonly host: string
  readonly path: string
}

export type Step = PlannedStep &
  (
    | { readonly kind: 'pod-proxy' | 'inside' | 'listeners'; readonly endpoint: EndpointPlace }
    | {
        readonly kind: 'service-proxy'
        readonly namespace: string
        readonly service: string
        readonly port: number
        readonly scheme: 'http' | 'https'
      }
    | {
        readonly kind: 'client'
        readonly client: ClientPlace
        readonly how: 'exec' | 'pod' | 'debug'
        /** The pod that a new one is to be like. */
        readonly like?: Resource<Pod>
        /** Why no pod like it may be created. */
        readonly refusal?: string
      }
    | { readonly kind: 'dns'; readonly namespace: string; readonly pod: string; readonly name: string }
  )

/** What a probe is to look at. */
export interface Plan {
  readonly steps: readonly Step[]
  /** Addresses and ports that the client connects to. */
  readonly targets: readonly { readonly host: string; readonly port: number }[]
  /** Those of them that are virtual IPs, as `ADDRESS:PORT`. */
  readonly vips: readonly string[]
  /** The name that the client looks up. */
  readonly name?: string
  readonly request: Request
  /** What cannot be looked at at all, and why. */
  readonly leftOut: readonly { readonly step: string; readonly because: string }[]
}
