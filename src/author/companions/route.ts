import { SvcError } from '../../errors.ts'
import type { Service } from '../../world/types/manifest.ts'
import { backendPort, speaksGrpc, speaksHttp } from './backend-port.ts'
import { besides, type Companion } from './companion.ts'
import { poolKind } from './inference-pool.ts'

/** `--route host=H,path=P,gateway=NS/G,section=S,timeout=T,namespace=NS,port=P` */
export interface RouteWish {
  readonly hosts: readonly string[]
  readonly path?: string
  readonly gateway: { readonly namespace?: string; readonly name: string; readonly section?: string }
  /** Gateway API's duration; `0s` for none. HTTPRoute only. */
  readonly timeout?: string
  /** Where the route is, when not next to the Service. */
  readonly namespace?: string
  readonly port?: string
}

/**
 * An HTTPRoute from a Gateway to the Service, or to the InferencePool next to it, by the numbers of Gateway API's reference
 * (https://gateway-api.sigs.k8s.io/reference/spec/): the backend is the port of the Service, never that of the pods.
 * Throws SvcError `usage`.
 */
export function httpRoute(service: Service, wish: RouteWish, toPool = false): Companion {
  const { path, timeout } = wish
  const { port } = backendPort(service, { flag: '--route', port: wish.port, suits: speaksHttp })
  const rule = {
    ...(path === undefined ? {} : { matches: [{ path: { type: 'PathPrefix', value: path } }] }),
    ...(timeout === undefined ? {} : { timeouts: { request: timeout } }),
    backendRefs: [toPool ? poolRef(service, wish) : backendRef(service, wish, port)],
  }
  return route('HTTPRoute', service, { wish, rule })
}

/** A GRPCRoute from a Gateway to the Service. Throws SvcError `usage`. */
export function grpcRoute(service: Service, wish: RouteWish): Companion {
  const { port } = backendPort(service, { flag: '--grpc-route', port: wish.port, suits: speaksGrpc })
  return route('GRPCRoute', service, { wish, rule: { backendRefs: [backendRef(service, wish, port)] } })
}

function route(kind: string, service: Service, { wish, rule }: { wish: RouteWish; rule: object }): Companion {
  const { hosts, gateway } = wish
  const { name, namespace, section } = gateway
  const parent = {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(section === undefined ? {} : { sectionName: section }),
  }
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind,
    metadata: besides(service, wish.namespace),
    spec: {
      parentRefs: [parent],
      ...(hosts.length === 0 ? {} : { hostnames: hosts }),
      rules: [rule],
    },
  }
}

function backendRef({ metadata }: Service, { namespace }: RouteWish, port: number) {
  const { name = '', namespace: own } = metadata ?? {}
  if (namespace === undefined || namespace === own) return { name, port }
  if (own === undefined)
    throw new SvcError('usage', 'a route in another namespace must name that of the Service', {
      hint: 'add --namespace NS',
    })
  return { name, namespace: own, port }
}

/** As to the Service, but for the port: a pool has its own. */
function poolRef(service: Service, wish: RouteWish) {
  const { port: _port, ...rest } = backendRef(service, wish, 0)
  return { ...poolKind, ...rest }
}
