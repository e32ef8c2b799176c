import type { ServiceView } from './view.ts'

/** What kube-proxy of one node answers on the health check node port of a Service. */
export interface NodeHealth {
  readonly node: string
  readonly status: 200 | 503
  /** The ready endpoints on the node; it is the weight that the answer carries, too. */
  readonly localEndpoints: number
}

/**
 * What a load balancer hears from each node, while kube-proxy there is well; undefined for a Service that has no health
 * check node port. Endpoints that end do not count although they still get what comes in: so a node is drained.
 * Follows SyncServices and ServeHTTP in kubernetes/kubernetes pkg/proxy/healthcheck/service_health.go.
 */
export function healthChecksOf({ world, service, slices }: ServiceView): NodeHealth[] | undefined {
  const { type, externalTrafficPolicy } = service.manifest.spec ?? {}
  if (type !== 'LoadBalancer' || externalTrafficPolicy !== 'Local') return undefined
  const ready = new Map<string, Set<string>>()
  for (const { manifest } of slices) {
    if ((manifest.ports ?? []).length === 0) continue
    for (const { addresses, nodeName, conditions } of manifest.endpoints ?? []) {
      if (nodeName === undefined || conditions?.ready === false) continue
      ready.set(nodeName, (ready.get(nodeName) ?? new Set()).add(addresses[0] ?? ''))
    }
  }
  const names = new Set([...world.all('Node').map(({ name }) => name), ...ready.keys()])
  return [...names].toSorted().map((node) => {
    const localEndpoints = ready.get(node)?.size ?? 0
    return { node, status: localEndpoints > 0 ? 200 : 503, localEndpoints }
  })
}
