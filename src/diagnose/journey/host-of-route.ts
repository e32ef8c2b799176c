import { attachmentsOf } from '../../kube/references/attachment.ts'
import { hostMatches } from '../../kube/references/hostnames.ts'
import { isFollowed, meshReferences } from '../../kube/references/mesh.ts'
import { inNamespace, kubectl } from '../../text/shell.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import { defined } from '../../world/defined.ts'
import type { Route } from '../../world/types/gateway-api.ts'
import type { VirtualService } from '../../world/types/mesh.ts'
import type { World } from '../../world/world.ts'
import { faultOf } from '../reference-fault.ts'
import type { End } from './model.ts'
import { routeRefused } from './route-witness.ts'
import type { Worlds } from './worlds.ts'

const kindsWithHosts = ['HTTPRoute', 'GRPCRoute', 'TLSRoute'] as const

/**
 * Where a host ends that no entry point serves, though a route is written for it: at a Gateway that does not take the route, or at a
 * VirtualService whose destination does not hold. Undefined where no object has the host.
 */
export function hostOfRouteEnd({ closed, open }: Worlds, host: string): End | undefined {
  for (const kind of kindsWithHosts) {
    for (const route of closed.all(kind)) {
      const { hostnames = [] } = (route as Resource<Route>).manifest.spec ?? {}
      if (!hostnames.some((pattern) => hostMatches(pattern, host))) continue
      const end = unattached(closed, open, route)
      if (end !== undefined) return end
    }
  }
  return closed
    .all('VirtualService')
    .filter(({ manifest }) => (manifest.spec?.hosts ?? []).some((pattern) => hostMatches(pattern, host)))
    .map((virtualService) => byVirtualService(closed, virtualService))[0]
}

function unattached(closed: World, open: World, route: Resource<Route>): End | undefined {
  for (const { holder, refusal, path } of attachmentsOf(closed, route)) {
    const refused = holder === undefined ? undefined : routeRefused(closed, route, holder)
    if (refused !== undefined) return refused
    if (refusal === undefined) continue
    const doubt = holder === undefined ? open.doubt(['Gateway', 'ListenerSet'], undefined) : undefined
    return {
      outcome: doubt === undefined ? 'no-route' : 'unknown',
      stage: 'route',
      because: `${nameOf(route)} has this host and is not attached: ${refusal.because}${doubt === undefined ? '' : `; ${doubt.because}`}`,
      fields: [{ resource: route, path }],
      cause: holder === undefined ? 'route-gateway-missing' : 'route-not-attached',
      confirm: kubectl('describe', route.kind.toLowerCase(), route.name, ...inNamespace(route.namespace)),
    }
  }
  return undefined
}

const causes: Readonly<Record<string, string>> = {
  'subset-missing': 'mesh-subset-missing',
  'port-missing': 'mesh-port-wrong',
  'service-missing': 'mesh-host-missing',
}

/** Gateways of Istio are not followed; a destination that does not hold fails behind whichever of them. */
function byVirtualService(closed: World, virtualService: Resource<VirtualService>): End {
  for (const reference of meshReferences(virtualService, closed).filter(isFollowed)) {
    const fault = faultOf(closed, reference)
    if (fault === undefined || fault.absence !== undefined) continue
    return {
      outcome: 'answered',
      stage: 'route',
      because: `${nameOf(virtualService)} sends requests for this host to Service ${reference.namespace}/${reference.name}, but ${fault.because}`,
      fields: [{ resource: virtualService, path: reference.portPath ?? reference.path }],
      ...defined({ cause: causes[fault.fault] }),
      confirm: kubectl(
        'describe',
        'virtualservice',
        virtualService.name,
        ...inNamespace(virtualService.namespace),
      ),
    }
  }
  const gateways = (virtualService.manifest.spec?.gateways ?? []).join(', ')
  return {
    outcome: 'unknown',
    stage: 'route',
    because: `${nameOf(virtualService)} takes requests for this host at ${gateways === '' ? 'the proxies of the mesh' : `Gateway ${gateways}`} of Istio, which is not followed`,
    fields: [{ resource: virtualService, path: ['spec', 'hosts'] }],
  }
}
