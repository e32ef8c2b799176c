import type { LabelSelectorSpec, Manifest } from './manifest.ts'

/**
 * Manifests of the Gateway API: only the fields that `svc` reads, which are the same in all served versions.
 * Follows kubernetes-sigs/gateway-api apis/v1.
 */

export interface AllowedRoutes {
  readonly namespaces?: { readonly from?: string; readonly selector?: LabelSelectorSpec }
  readonly kinds?: readonly { readonly group?: string; readonly kind: string }[]
}

export interface Listener {
  readonly name?: string
  readonly hostname?: string
  readonly port?: number
  readonly protocol?: string
  readonly tls?: { readonly mode?: string }
  readonly allowedRoutes?: AllowedRoutes
}

/** Which namespaces may attach something. */
export type AllowedNamespaces = NonNullable<AllowedRoutes['namespaces']>

export interface Gateway extends Manifest {
  readonly spec?: {
    readonly gatewayClassName?: string
    readonly listeners?: readonly Listener[]
    readonly allowedListeners?: { readonly namespaces?: AllowedNamespaces }
  }
  readonly status?: { readonly addresses?: readonly { readonly type?: string; readonly value?: string }[] }
}

/** More listeners for a Gateway, which must allow it. */
export interface ListenerSet extends Manifest {
  readonly spec?: {
    readonly parentRef?: Pick<ParentRef, 'group' | 'kind' | 'namespace' | 'name'>
    readonly listeners?: readonly Listener[]
  }
}

export interface ParentRef {
  readonly group?: string
  readonly kind?: string
  readonly namespace?: string
  readonly name?: string
  readonly sectionName?: string
  readonly port?: number
}

export interface BackendRef {
  readonly group?: string
  readonly kind?: string
  readonly namespace?: string
  readonly name?: string
  readonly port?: number
  readonly weight?: number
  readonly filters?: readonly RouteFilter[]
}

export interface RouteFilter {
  readonly type?: string
  readonly requestMirror?: { readonly backendRef?: BackendRef }
  readonly requestRedirect?: { readonly hostname?: string; readonly scheme?: string }
}

/** Of a header or of a query parameter. */
export interface ValueMatch {
  readonly type?: string
  readonly name?: string
  readonly value?: string
}

export interface RouteMatch {
  readonly path?: { readonly type?: string; readonly value?: string }
  /** A verb in an HTTPRoute, a gRPC service and method in a GRPCRoute. */
  readonly method?: unknown
  readonly headers?: readonly ValueMatch[]
  readonly queryParams?: readonly ValueMatch[]
}

export interface RouteRule {
  readonly name?: string
  readonly matches?: readonly RouteMatch[]
  readonly filters?: readonly RouteFilter[]
  readonly backendRefs?: readonly BackendRef[]
}

/** HTTPRoute, GRPCRoute, TLSRoute, TCPRoute and UDPRoute: the last two have no hostnames, only the first two matches. */
export interface Route extends Manifest {
  readonly spec?: {
    readonly parentRefs?: readonly ParentRef[]
    readonly hostnames?: readonly string[]
    readonly rules?: readonly RouteRule[]
  }
}

export interface ReferenceGrant extends Manifest {
  readonly spec?: {
    readonly from?: readonly { readonly group: string; readonly kind: string; readonly namespace: string }[]
    readonly to?: readonly { readonly group: string; readonly kind: string; readonly name?: string }[]
  }
}

export interface BackendTLSPolicy extends Manifest {
  readonly spec?: {
    readonly targetRefs?: readonly {
      readonly group?: string
      readonly kind?: string
      readonly name?: string
      readonly sectionName?: string
    }[]
  }
}
