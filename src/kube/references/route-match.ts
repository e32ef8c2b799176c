import type { Route, RouteMatch } from '../../world/types/gateway-api.ts'
import type { Resource } from '../../world/resource.ts'
import { specificityOf } from './hostnames.ts'
import { prefixMatches, type ServedRequest } from './served-request.ts'

/** One match of one rule of a route; an empty one where the rule has none. */
export interface RuleMatch {
  readonly route: Resource<Route>
  /** Of the route, that which fits the request; undefined where it names none. */
  readonly hostname: string | undefined
  readonly rule: number
  readonly match: RouteMatch
}

/** Would the request match? Headers are none of its own; a regular expression is not evaluated. */
export function ruleMatches({ route, match }: RuleMatch, request: ServedRequest): boolean {
  if (route.kind === 'HTTPRoute') return httpMatches(match, request)
  return route.kind !== 'GRPCRoute' || grpcMatches(match, request)
}

/** Does it hang on a regular expression? */
export function isRegular({ route, match }: RuleMatch): boolean {
  const type = route.kind === 'GRPCRoute' ? grpcMethodOf(match).type : match.path?.type
  return type === 'RegularExpression'
}

function httpMatches(
  { path = {}, method, headers = [], queryParams = [] }: RouteMatch,
  request: ServedRequest,
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
      ({ type: kind = 'Exact', name = '', value: wanted }) => kind === 'Exact' && asked.get(name) === wanted,
    )
  )
}

interface GrpcMethod {
  readonly type: string
  readonly service: string
  readonly method: string
}

/** Empty texts for what it leaves open. */
function grpcMethodOf({ method }: RouteMatch): GrpcMethod {
  const written = typeof method === 'object' && method !== null ? (method as Partial<GrpcMethod>) : {}
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  return { type: text(written.type) || 'Exact', service: text(written.service), method: text(written.method) }
}

/** The path of a call that the match of a GRPCRoute takes, with a name in the place of what it leaves open. */
export function methodPathOf(match: RouteMatch): string {
  const { service, method } = grpcMethodOf(match)
  return `/${service || 'Any'}/${method || 'Any'}`
}

/** A call of gRPC asks for the path `/package.Service/Method`. */
function grpcMatches(match: RouteMatch, { path }: ServedRequest): boolean {
  const { type, service, method } = grpcMethodOf(match)
  const [, calledService, calledMethod, ...more] = path.split('/')
  return (
    type === 'Exact' &&
    (match.headers ?? []).length === 0 &&
    (service === '' || service === calledService) &&
    (method === '' || (method === calledMethod && more.length === 0))
  )
}

/** What is matched, for messages, with a space behind it: `path PathPrefix /v1 of `; empty for a route that has no matches. */
export function wordsOf({ route, match }: RuleMatch): string {
  if (route.kind === 'HTTPRoute') {
    const { type = 'PathPrefix', value = '/' } = match.path ?? {}
    return `path ${type} ${value} of `
  }
  if (route.kind !== 'GRPCRoute') return ''
  const { service, method } = grpcMethodOf(match)
  return service === '' && method === '' ? '' : `method ${service || '*'}/${method || '*'} of `
}

/**
 * The order of the specification, first things first: the hostname named most exactly, then of HTTP an exact path, the longest prefix, a
 * method, most headers, most query parameters; of gRPC the longest service, the longest method, most headers; then the oldest
 * route, its name, the first rule. Follows HTTPRouteRule and GRPCRouteRule in kubernetes-sigs/gateway-api apis/v1.
 */
export function byPrecedence(a: RuleMatch, b: RuleMatch): number {
  const [left, right] = [ranksOf(a), ranksOf(b)]
  const index = left.findIndex((value, at) => value !== right[at])
  if (index !== -1) return (right[index] ?? 0) - (left[index] ?? 0)
  const [mine, theirs] = [ageAndName(a), ageAndName(b)]
  return mine === theirs ? a.rule - b.rule : mine < theirs ? -1 : 1
}

function ranksOf({ route, hostname, match }: RuleMatch): number[] {
  const { path = {}, method, headers = [], queryParams = [] } = match
  if (route.kind === 'GRPCRoute') {
    const called = grpcMethodOf(match)
    return [specificityOf(hostname), called.service.length, called.method.length, headers.length]
  }
  return [
    specificityOf(hostname),
    path.type === 'Exact' ? 1 : 0,
    (path.value ?? '/').length,
    method === undefined ? 0 : 1,
    headers.length,
    queryParams.length,
  ]
}

function ageAndName({ route: { manifest, namespace = '', name } }: RuleMatch): string {
  return `${manifest.metadata?.creationTimestamp ?? ''} ${namespace}/${name}`
}
