import type { Service } from '../../world/types/manifest.ts'
import type { Companion } from './companion.ts'
import { inferencePool, type PoolWish } from './inference-pool.ts'
import { ingress, type IngressWish } from './ingress.ts'
import { networkPolicy } from './network-policy.ts'
import { referenceGrant } from './reference-grant.ts'
import { grpcRoute, httpRoute, type RouteWish } from './route.ts'
import { serviceMonitor, type MetricsWish } from './service-monitor.ts'

/** What is wanted next to a Service. */
export interface CompanionWishes {
  readonly route?: RouteWish
  readonly grpcRoute?: RouteWish
  /** The HTTPRoute leads to it then, instead of the Service. */
  readonly pool?: PoolWish
  readonly ingress?: IngressWish
  /** The namespaces whose routes may lead to the Service. */
  readonly grantTo?: readonly string[]
  readonly networkPolicy?: boolean
  readonly metrics?: MetricsWish
}

/** The manifests next to a Service, in a fixed order. Throws SvcError `usage` for what the Service has no port or pods for. */
export function companionsOf(service: Service, wishes: CompanionWishes): Companion[] {
  const routes = [wishes.route ? ['HTTPRoute'] : [], wishes.grpcRoute ? ['GRPCRoute'] : []].flat()
  const kinds = routes.length > 0 ? routes : ['HTTPRoute', 'GRPCRoute']
  return [
    wishes.route && httpRoute(service, wishes.route, wishes.pool !== undefined),
    wishes.grpcRoute && grpcRoute(service, wishes.grpcRoute),
    wishes.pool && inferencePool(service, wishes.pool),
    wishes.ingress && ingress(service, wishes.ingress),
    wishes.grantTo &&
      referenceGrant(service, { namespaces: wishes.grantTo, kinds, toPool: wishes.pool !== undefined }),
    wishes.networkPolicy ? networkPolicy(service) : undefined,
    wishes.metrics && serviceMonitor(service, wishes.metrics),
  ].filter((companion) => companion !== undefined)
}
