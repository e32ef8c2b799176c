import { familiesOf } from '../endpointslice/slices.ts'
import type { Family } from './proxied-port.ts'
import type { ServiceView } from './view.ts'

/** What kube-proxy of one node answers on the health check node port of a Service. */
export interface NodeHealth {
  readonly node: string
  readonly status: 200 | 503
  /** The ready endpoints on the node; it is the weight that the answer carries, too. */
  readonly localEndpoints: number
}

/**
 * What a load balancer hears from each node at its address of a family, while kube-proxy there is well; undefined for a
 * Service that has no health check node port in it. Each family has a server of its own, which counts the endpoints of that
 * family. Endpoints that end do not count although they still get what comes in: so a node is drained.
 * Follows newServiceHealthServer, SyncServices and ServeHTTP in kubernetes/kubernetes
 * pkg/proxy/healthcheck/service_health.go.
 */
export function healthChecksOf(
  { world, service, slices }: ServiceView,
  family: Family,
): NodeHealth[] | undefined {
  const { type, externalTrafficPolicy } = service.manifest.spec ?? {}
  if (type !== 'LoadBalancer' || externalTrafficPolicy !== 'Local') return undefined
  if (!familiesOf(service.manifest).includes(family)) return undefined
  const ready = readyByNode(slices, family)
  const names = new Set([...world.all('Node').map(({ name }) => name), ...ready.keys()])
  return [...names].toSorted().map((node) => {
    const localEndpoints = ready.get(node)?.size ?? 0
    return { node, status: localEndpoints > 0 ? 200 : 503, localEndpoints }
  })
}

/** The addresses of the ready endpoints on each node; a slice without a port gives none. */
function readyByNode(slices: ServiceView['slices'], family: Family): ReadonlyMap<string, Set<string>> {
  const ready = new Map<string, Set<string>>()
  for (const { manifest } of slices) {
    if (manifest.addressType !== family || (manifest.ports ?? []).length === 0) continue
    for (const { addresses = [], nodeName, conditions } of manifest.endpoints ?? []) {
      if (nodeName === undefined || conditions?.ready === false) continue
      ready.set(nodeName, (ready.get(nodeName) ?? new Set()).add(addresses[0] ?? ''))
    }
  }
  return ready
}
