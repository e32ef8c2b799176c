import type { Manifest } from './manifest.ts'

/** Manifests of Istio: only the fields that `svc` reads. Follows istio/api networking/v1. */

/** Where requests go: a host of the mesh, whose port may be left out where it has one only. */
export interface MeshDestination {
  readonly host?: string
  readonly port?: { readonly number?: number }
  /** Some of the pods of the host, as a DestinationRule defines them. */
  readonly subset?: string
}

interface MeshRoute {
  readonly route?: readonly { readonly destination?: MeshDestination }[]
}

export interface VirtualService extends Manifest {
  readonly spec?: {
    readonly hosts?: readonly string[]
    readonly gateways?: readonly string[]
    readonly http?: readonly (MeshRoute & {
      readonly mirror?: MeshDestination
      readonly mirrors?: readonly { readonly destination?: MeshDestination }[]
    })[]
    readonly tcp?: readonly MeshRoute[]
    readonly tls?: readonly MeshRoute[]
  }
}

export interface DestinationRule extends Manifest {
  readonly spec?: { readonly host?: string; readonly subsets?: readonly { readonly name?: string }[] }
}

export interface ServiceEntry extends Manifest {
  readonly spec?: {
    readonly hosts?: readonly string[]
    readonly endpoints?: readonly { readonly address?: string }[]
  }
}
