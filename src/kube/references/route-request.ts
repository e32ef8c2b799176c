import type { Route } from '../../world/types/gateway-api.ts'
import type { RouteKind } from '../../world/kinds.ts'
import { groupsBy } from '../../world/groups-by.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { attachmentsOf } from './attachment.ts'
import { entryPointsFor, hasAddress, type EntryPoint } from './entry-points.ts'
import { hostMatches, specificityOf } from './hostnames.ts'
import { byPrecedence, isRegular, ruleMatches, wordsOf, type RuleMatch } from './route-match.ts'
import { isBareConnection, type ServedRequest } from './served-request.ts'

/** The rule of a route that takes a request, and the entryPoint where it came in. */
export interface RouteRuleMatch extends EntryPoint {
  readonly route: Resource<Route>
  readonly rule: number
  /** What matched, as in `path PathPrefix /v1 of rule 2 of HTTPRoute shop/chat, at listener http of Gateway infra/edge`. */
  readonly because: string
  /** What may take the request before that rule does, and is not evaluated. */
  readonly depends?: string
}

type RouteCandidate = EntryPoint & RuleMatch

/** Does a Gateway serve the host: by a listener or a route that names it, or by its address? */
export function gatewayServes(world: World, request: ServedRequest): boolean {
  return entryPointsFor(world, request).some(
    (entryPoint) =>
      Boolean(entryPoint.listener.hostname) ||
      hasAddress(entryPoint.gateway, request.host) ||
      routesAt(world, entryPoint, request).some(({ manifest }) =>
        (manifest.spec?.hostnames ?? []).some((hostname) => hostMatches(hostname, request.host)),
      ),
  )
}

/**
 * The rule that takes a request, by the precedence of the specification. Undefined when no rule takes it; `kindsFor` says which
 * routes could have.
 */
export function routeRuleFor(world: World, request: ServedRequest): RouteRuleMatch | undefined {
  const candidates = entryPointsFor(world, request).flatMap((entryPoint) =>
    candidatesAt(world, entryPoint, request),
  )
  const [best] = candidates.filter((candidate) => ruleMatches(candidate, request)).toSorted(byPrecedence)
  if (best === undefined) return undefined
  const { gateway, holder, listener, route, rule } = best
  const where = `rule ${rule + 1} of ${nameOf(route)}, at listener ${listener.name} of ${nameOf(holder)}`
  const regular = candidates.find((other) => other.hostname === best.hostname && isRegular(other))
  return {
    gateway,
    holder,
    listener,
    route,
    rule,
    because: `${wordsOf(best)}${where}`,
    ...(regular === undefined
      ? {}
      : { depends: `a regular expression in ${nameOf(regular.route)} may take it first` }),
  }
}

/** The route with a regular expression, which is not evaluated and may take a request that no other rule takes. */
export function regularRouteFor(world: World, request: ServedRequest): Resource<Route> | undefined {
  return entryPointsFor(world, request)
    .flatMap((entryPoint) => candidatesAt(world, entryPoint, request))
    .find(isRegular)?.route
}

/** The kinds of routes that could take the request, at the listeners that are there for it. */
export function kindsFor(world: World, request: ServedRequest): RouteKind[] {
  return [...new Set(entryPointsFor(world, request).flatMap((entryPoint) => kindsAt(entryPoint, request)))]
}

/** The namespaces whose routes the listeners may take; undefined for any. */
export function namespacesAt(world: World, request: ServedRequest): (string | undefined)[] {
  return entryPointsFor(world, request).map(({ holder, listener }) =>
    (listener.allowedRoutes?.namespaces?.from ?? 'Same') === 'Same' ? holder.namespace : undefined,
  )
}

function kindsAt({ listener: { protocol, tls } }: EntryPoint, { grpc }: ServedRequest): RouteKind[] {
  if (protocol === 'TCP') return ['TCPRoute']
  if (protocol === 'UDP') return ['UDPRoute']
  if (protocol === 'TLS') return tls?.mode === 'Passthrough' ? ['TLSRoute'] : ['TLSRoute', 'TCPRoute']
  return grpc === true ? ['GRPCRoute'] : ['HTTPRoute', 'GRPCRoute']
}

function routesAt(world: World, entryPoint: EntryPoint, request: ServedRequest): Resource<Route>[] {
  return kindsAt(entryPoint, request)
    .flatMap((kind) => world.derived(routesByHolder, kind).get(entryPoint.holder) ?? [])
    .filter((route) =>
      attachmentsOf(world, route).some(
        ({ holder, listeners }) => holder === entryPoint.holder && listeners.includes(entryPoint.listener),
      ),
    )
}

function routesByHolder(world: World, kind: RouteKind): ReadonlyMap<Resource, readonly Resource<Route>[]> {
  return groupsBy<Resource<Route>, Resource>(world.all(kind), (route) =>
    attachmentsOf(world, route).flatMap(({ holder }) => holder ?? []),
  )
}

function candidatesAt(world: World, entryPoint: EntryPoint, request: ServedRequest): RouteCandidate[] {
  return routesAt(world, entryPoint, request).flatMap((route) => {
    const { hostnames = [], rules = [] } = route.manifest.spec ?? {}
    const fitting = isBareConnection(request)
      ? []
      : hostnames.filter((hostname) => hostMatches(hostname, request.host))
    if (!isBareConnection(request) && hostnames.length > 0 && fitting.length === 0) return []
    const [hostname] = fitting.toSorted((a, b) => specificityOf(b) - specificityOf(a))
    return rules.flatMap(({ matches: list = [] }, rule) =>
      (list.length === 0 ? [{}] : list).map((match) => ({ ...entryPoint, route, hostname, rule, match })),
    )
  })
}
