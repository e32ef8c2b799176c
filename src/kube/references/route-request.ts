import type { Gateway, Listener, Route, RouteMatch } from '../../world/gateway-api.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { attachmentsOf } from './attachment.ts'
import { hostMatches, specificityOf } from './hostnames.ts'
import { prefixMatches, type HttpRequest } from './http-request.ts'

/** The rule of an HTTPRoute that takes a request, and the door where it came in. */
export interface RouteRuleMatch {
  readonly gateway: Resource<Gateway>
  readonly listener: Listener
  readonly route: Resource<Route>
  readonly rule: number
  /** What matched, as in `path PathPrefix /v1 of rule 2 of HTTPRoute shop/chat, at listener http of Gateway infra/edge`. */
  readonly because: string
  /** What may take the request before that rule does, and is not evaluated. */
  readonly depends?: string
}

interface Door {
  readonly gateway: Resource<Gateway>
  readonly listener: Listener
}

interface Candidate extends Door {
  readonly route: Resource<Route>
  readonly hostname: string | undefined
  readonly rule: number
  readonly match: RouteMatch
}

/** The listeners that take connections for a request: of each Gateway those that name the host most exactly. */
function listenersFor(world: World, { scheme, host, port }: HttpRequest): Door[] {
  const protocol = scheme === 'https' ? 'HTTPS' : 'HTTP'
  return world.all('Gateway').flatMap((gateway) => {
    const open = (gateway.manifest.spec?.listeners ?? []).filter(
      (listener) =>
        listener.protocol === protocol && listener.port === port && hostMatches(listener.hostname, host),
    )
    const most = Math.max(...open.map(({ hostname }) => specificityOf(hostname)))
    return open
      .filter(({ hostname }) => specificityOf(hostname) === most)
      .map((listener) => ({ gateway, listener }))
  })
}

/** Does a Gateway serve the host: by a listener or a route that names it, or by its address? */
export function gatewayServes(world: World, request: HttpRequest): boolean {
  return listenersFor(world, request).some(
    (door) =>
      Boolean(door.listener.hostname) ||
      (door.gateway.manifest.status?.addresses ?? []).some(({ value }) => value === request.host) ||
      routesAt(world, door).some(({ manifest }) =>
        (manifest.spec?.hostnames ?? []).some((hostname) => hostMatches(hostname, request.host)),
      ),
  )
}

/**
 * The rule that takes a request, by the precedence of the specification: the hostname named most exactly, then an exact
 * path, the longest prefix, a method, most headers, most query parameters, the oldest route, its name, the first rule.
 * Undefined when no rule takes it, which gets 404. Follows HTTPRouteRule in kubernetes-sigs/gateway-api apis/v1.
 */
export function routeRuleFor(world: World, request: HttpRequest): RouteRuleMatch | undefined {
  const candidates = listenersFor(world, request).flatMap((door) => candidatesAt(world, door, request.host))
  const [best] = candidates.filter(({ match }) => matches(match, request)).toSorted(byPrecedence)
  if (best === undefined) return undefined
  const { gateway, listener, route, rule, match } = best
  const { type = 'PathPrefix', value = '/' } = match.path ?? {}
  const where = `rule ${rule + 1} of ${nameOf(route)}, at listener ${listener.name} of ${nameOf(gateway)}`
  const regular = candidates.find(
    (other) => other.hostname === best.hostname && other.match.path?.type === 'RegularExpression',
  )
  return {
    gateway,
    listener,
    route,
    rule,
    because: `path ${type} ${value} of ${where}`,
    ...(regular === undefined
      ? {}
      : { depends: `a regular expression in ${nameOf(regular.route)} may take it first` }),
  }
}

function routesAt(world: World, { gateway, listener }: Door): Resource<Route>[] {
  return world
    .all('HTTPRoute')
    .filter((route) =>
      attachmentsOf(world, route).some(
        (attachment) => attachment.gateway === gateway && attachment.listeners.includes(listener),
      ),
    )
}

function candidatesAt(world: World, door: Door, host: string): Candidate[] {
  return routesAt(world, door).flatMap((route) => {
    const { hostnames = [], rules = [] } = route.manifest.spec ?? {}
    const fitting = hostnames.filter((hostname) => hostMatches(hostname, host))
    if (hostnames.length > 0 && fitting.length === 0) return []
    const [hostname] = fitting.toSorted((a, b) => specificityOf(b) - specificityOf(a))
    return rules.flatMap(({ matches: list = [] }, rule) =>
      (list.length === 0 ? [{}] : list).map((match) => ({ ...door, route, hostname, rule, match })),
    )
  })
}

/** Would a plain GET match? Headers are none of its own; a regular expression is not evaluated. */
function matches(
  { path = {}, method, headers = [], queryParams = [] }: RouteMatch,
  request: HttpRequest,
): boolean {
  const { type = 'PathPrefix', value = '/' } = path
  const fits =
    type === 'Exact' ? value === request.path : type === 'PathPrefix' && prefixMatches(value, request.path)
  const asked = new URLSearchParams(request.query)
  return (
    fits &&
    (method === undefined || method === 'GET') &&
    headers.length === 0 &&
    queryParams.every(
      ({ type: kind = 'Exact', name, value: wanted }) => kind === 'Exact' && asked.get(name) === wanted,
    )
  )
}

function byPrecedence(a: Candidate, b: Candidate): number {
  const numbers = ({ hostname, match: { path = {}, method, headers = [], queryParams = [] } }: Candidate) => [
    specificityOf(hostname),
    path.type === 'Exact' ? 1 : 0,
    (path.value ?? '/').length,
    method === undefined ? 0 : 1,
    headers.length,
    queryParams.length,
  ]
  const [left, right] = [numbers(a), numbers(b)]
  const index = left.findIndex((value, at) => value !== right[at])
  if (index !== -1) return (right[index] ?? 0) - (left[index] ?? 0)
  const [mine, theirs] = [ageAndName(a), ageAndName(b)]
  return mine === theirs ? a.rule - b.rule : mine < theirs ? -1 : 1
}

function ageAndName({ route: { manifest, namespace = '', name } }: Candidate): string {
  return `${manifest.metadata?.creationTimestamp ?? ''} ${namespace}/${name}`
}
