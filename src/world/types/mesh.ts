import type { LabelSelectorSpec, Manifest } from './manifest.ts'

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

interface MutualTls {
  readonly mode?: string
}

export interface PeerAuthentication extends Manifest {
  readonly spec?: {
    readonly selector?: LabelSelectorSpec
    readonly mtls?: MutualTls
    readonly portLevelMtls?: Readonly<Record<string, MutualTls>>
  }
}

/** Of what is not listed here it is known only that it is there. */
interface AuthorizationSource {
  readonly namespaces?: readonly string[]
  readonly notNamespaces?: readonly string[]
  readonly principals?: readonly string[]
  readonly notPrincipals?: readonly string[]
}

export interface AuthorizationRule {
  readonly from?: readonly { readonly source?: AuthorizationSource }[]
  readonly to?: readonly { readonly operation?: { readonly ports?: readonly string[] } }[]
  readonly when?: readonly unknown[]
}

export interface AuthorizationPolicy extends Manifest {
  readonly spec?: {
    readonly selector?: LabelSelectorSpec
    readonly targetRef?: unknown
    readonly targetRefs?: readonly unknown[]
    readonly action?: string
    readonly rules?: readonly AuthorizationRule[]
  }
}
