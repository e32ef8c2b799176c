import type { Route } from '../../world/gateway-api.ts'
import type { routeKinds } from '../../world/kinds.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { attachmentsOf } from './attachment.ts'
import { doorsFor, hasAddress, type Door } from './doors.ts'
import { hostMatches, specificityOf } from './hostnames.ts'
import { byPrecedence, isRegular, ruleMatches, wordsOf, type RuleMatch } from './route-match.ts'
import { isBareConnection, type ServedRequest } from './served-request.ts'

/** The rule of a route that takes a request, and the door where it came in. */
export interface RouteRuleMatch extends Door {
  readonly route: Resource<Route>
  readonly rule: number
  /** What matched, as in `path PathPrefix /v1 of rule 2 of HTTPRoute shop/chat, at listener http of Gateway infra/edge`. */
  readonly because: string
  /** What may take the request before that rule does, and is not evaluated. */
  readonly depends?: string
}

type RouteKind = (typeof routeKinds)[number]

type Candidate = Door & RuleMatch

/** Does a Gateway serve the host: by a listener or a route that names it, or by its address? */
export function gatewayServes(world: World, request: ServedRequest): boolean {
  return doorsFor(world, request).some(
    (door) =>
      Boolean(door.listener.hostname) ||
      hasAddress(door.gateway, request.host) ||
      routesAt(world, door, request).some(({ manifest }) =>
        (manifest.spec?.hostnames ?? []).some((hostname) => hostMatches(hostname, request.host)),
      ),
  )
}

/**
 * The rule that takes a request, by the precedence of the specification. Undefined when no rule takes it; `kindsFor` says which
 * routes could have.
 */
export function routeRuleFor(world: World, request: ServedRequest): RouteRuleMatch | undefined {
  const candidates = doorsFor(world, request).flatMap((door) => candidatesAt(world, door, request))
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

/** The kinds of routes that could take the request, at the listeners that are there for it. */
export function kindsFor(world: World, request: ServedRequest): RouteKind[] {
  return [...new Set(doorsFor(world, request).flatMap((door) => kindsAt(door, request)))]
}

/** The namespaces whose routes the listeners may take; undefined for any. */
export function namespacesAt(world: World, request: ServedRequest): (string | undefined)[] {
  return doorsFor(world, request).map(({ holder, listener }) =>
    (listener.allowedRoutes?.namespaces?.from ?? 'Same') === 'Same' ? holder.namespace : undefined,
  )
}

function kindsAt({ listener: { protocol, tls } }: Door, { grpc }: ServedRequest): RouteKind[] {
  if (protocol === 'TCP') return ['TCPRoute']
  if (protocol === 'UDP') return ['UDPRoute']
  if (protocol === 'TLS') return tls?.mode === 'Passthrough' ? ['TLSRoute'] : ['TLSRoute', 'TCPRoute']
  return grpc === true ? ['GRPCRoute'] : ['HTTPRoute', 'GRPCRoute']
}

function routesAt(world: World, door: Door, request: ServedRequest): Resource<Route>[] {
  return kindsAt(door, request)
    .flatMap((kind) => world.all(kind))
    .filter((route) =>
      attachmentsOf(world, route).some(
        ({ holder, listeners }) => holder === door.holder && listeners.includes(door.listener),
      ),
    )
}

function candidatesAt(world: World, door: Door, request: ServedRequest): Candidate[] {
  return routesAt(world, door, request).flatMap((route) => {
    const { hostnames = [], rules = [] } = route.manifest.spec ?? {}
    const fitting = isBareConnection(request)
      ? []
      : hostnames.filter((hostname) => hostMatches(hostname, request.host))
    if (!isBareConnection(request) && hostnames.length > 0 && fitting.length === 0) return []
    const [hostname] = fitting.toSorted((a, b) => specificityOf(b) - specificityOf(a))
    return rules.flatMap(({ matches: list = [] }, rule) =>
      (list.length === 0 ? [{}] : list).map((match) => ({ ...door, route, hostname, rule, match })),
    )
  })
}
