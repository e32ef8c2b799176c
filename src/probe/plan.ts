import type { Expected } from '../diagnose/journey/expected-protocol.ts'
import type { PlannedStep } from '../diagnose/probe-report.ts'
import type { Resource } from '../world/resource.ts'
import type { Pod, Protocol } from '../world/types/manifest.ts'

/** What an HTTP request asks for. */
interface HttpRequest {
  readonly host: string
  readonly path: string
}

/** One endpoint that is looked at. */
export interface EndpointPlace {
  readonly namespace: string
  readonly pod: string
  readonly address: string
  readonly port: number
  readonly protocol: Protocol
  readonly containers: readonly string[]
  /** The address to which the API server and the kubelet connect. */
  readonly isPrimary: boolean
  readonly expected?: Expected
  readonly request: HttpRequest
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

export type ProbeStep = PlannedStep &
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

/** An address, or a name that the client's own resolver is to look up, and a port. Over UDP it is a DNS server. */
export interface ProbeTarget {
  readonly host: string
  readonly port: number
  readonly protocol: Protocol
}

/** The address of a controller, and the request that it takes. */
export interface EntryRequest {
  readonly address: string
  readonly port: number
  readonly scheme: 'HTTP' | 'HTTPS'
  readonly request: HttpRequest
}

/** What a probe is to look at. */
export interface Plan {
  readonly steps: readonly ProbeStep[]
  /** What the client connects to. */
  readonly targets: readonly ProbeTarget[]
  /** What the client asks the controller of an Ingress or a Gateway for, at its address. */
  readonly entry?: EntryRequest
  /** Those of them that are virtual IPs, as `ADDRESS:PORT`. */
  readonly vips: readonly string[]
  /** The name that the client looks up. */
  readonly name?: string
  /** A name that every DNS server of the cluster answers. */
  readonly dnsName: string
  /** What cannot be looked at at all, and why. */
  readonly leftOut: readonly { readonly step: string; readonly because: string }[]
}
