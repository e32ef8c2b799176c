import { nearNames } from '../names.ts'
import { setting, type Fix } from '../fix.ts'
import type { World } from '../../world/world.ts'
import { defined } from '../../world/defined.ts'
import { attachmentsOf, type Attachment } from '../../kube/references/attachment.ts'
import { hostOfRuleMatches, ingressMatchFor } from '../../kube/references/ingress-request.ts'
import { methodPathOf } from '../../kube/references/route-match.ts'
import { routeRuleFor } from '../../kube/references/route-request.ts'
import { hostMatches } from '../../kube/references/hostnames.ts'
import type { ServedRequest } from '../../kube/references/served-request.ts'
import { inNamespace, kubectl } from '../../text/shell.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { Gateway, Listener, Route, RouteMatch, RouteRule } from '../../world/types/gateway-api.ts'
import type { Ingress } from '../../world/types/manifest.ts'
import { missingObject } from './missing-object.ts'
import type { Call, End } from './model.ts'
import { doubted } from './route-follow.ts'
import type { RoutedKind } from './target.ts'
import type { Worlds } from './worlds.ts'

/** The request that is taken for an Ingress or a route, and the words that say so; or why there is none. */
export type RoutedTarget = { readonly request: ServedRequest; readonly text: string } | { readonly end: End }

/**
 * `ingress/NAME`, `httproute/NAME`, `tcproute/NAME` and the like: the first request, by host and path as they are written, that this very object takes.
 * Undefined for a target of another kind.
 */
export function routedTarget(worlds: Worlds, { target, namespace }: Call): RoutedTarget | undefined {
  const { routed } = target
  if (routed === undefined) return undefined
  const { closed } = worlds
  const { kind, name } = routed
  const own = target.namespace ?? namespace
  if (kind === 'Ingress') {
    const ingress = closed.get(kind, own, name)
    if (ingress === undefined) return { end: missing(worlds, kind, { name, namespace: own }) }
    const all = requestsOfIngress(ingress)
    const taken = all.find((request) => ingressMatchFor(closed, request)?.ingress === ingress)
    return chosen(ingress, taken ?? all[0], target.port)
  }
  const route = closed.get(kind, own, name)
  if (route === undefined) return { end: missing(worlds, kind, { name, namespace: own }) }
  const attachments = attachmentsOf(closed, route)
  const all = attachments.flatMap((attachment) => requestsOfRoute(route, attachment))
  if (all.length === 0) return { end: unattachedEnd(worlds, route, attachments) }
  const taken = all.find((request) => routeRuleFor(closed, request)?.route === route)
  return chosen(route, taken ?? all[0], target.port)
}

function chosen(
  resource: Resource,
  first: ServedRequest | undefined,
  port: number | undefined,
): RoutedTarget | undefined {
  if (first === undefined) return undefined
  const request = { ...first, port: port ?? first.port }
  const { scheme, host, path } = request
  const usual = request.port === (scheme === 'https' ? 443 : 80)
  const shown = `${scheme}://${host || '*'}${usual ? '' : `:${request.port}`}${path}`
  return { request, text: `${shown} is taken, the first request that ${nameOf(resource)} serves` }
}

function requestsOfIngress({ manifest: { spec, status } }: Resource<Ingress>): ServedRequest[] {
  const [address] = status?.loadBalancer?.ingress ?? []
  const anyHost = address?.hostname ?? address?.ip ?? ''
  const secured = (spec?.tls ?? []).flatMap(({ hosts = [] }) => hosts)
  const rules = spec?.rules ?? []
  return (rules.length === 0 ? [{}] : rules).flatMap(
    ({ host: pattern = '', http }: (typeof rules)[number]) => {
      const host = pattern === '' ? anyHost : oneOf(pattern)
      const isSecure = host !== '' && secured.some((named) => hostOfRuleMatches(named, host))
      const paths = http?.paths ?? []
      return (paths.length === 0 ? [{}] : paths).map(({ path }: (typeof paths)[number]) => ({
        scheme: isSecure ? ('https' as const) : ('http' as const),
        host,
        port: isSecure ? 443 : 80,
        path: path || '/',
        query: '',
      }))
    },
  )
}

function requestsOfRoute(route: Resource<Route>, { holder, listeners }: Attachment): ServedRequest[] {
  const { hostnames = [], rules = [] } = route.manifest.spec ?? {}
  const status = (holder?.manifest as Gateway | undefined)?.status
  const anyHost = status?.addresses?.[0]?.value ?? ''
  const matches = (rules.length === 0 ? [{}] : rules).flatMap(({ matches: list = [] }: RouteRule) =>
    list.length === 0 ? [{}] : list,
  )
  const grpc = route.kind === 'GRPCRoute' ? { grpc: true as const } : {}
  return listeners.flatMap((listener): ServedRequest[] => {
    const { hostname: own = '', port = 0 } = listener
    const hosts = hostnames.length === 0 ? [own] : hostnames.map((each) => narrower(each, own))
    const scheme = schemeOf(route, listener)
    if (scheme === 'tcp' || scheme === 'udp') return [{ scheme, host: anyHost, port, path: '', query: '' }]
    return hosts.flatMap((host) =>
      matches.map((match: RouteMatch) => ({
        scheme,
        host: host === '' ? anyHost : oneOf(host),
        port,
        path: route.kind === 'GRPCRoute' ? methodPathOf(match) : (match.path?.value ?? '/'),
        query: '',
        ...grpc,
      })),
    )
  })
}

/** What is sent to a listener for a route: of TCP and UDP a bare connection, of TLS one that names its host. */
function schemeOf({ kind }: Resource<Route>, { protocol }: Listener): ServedRequest['scheme'] {
  if (kind === 'TCPRoute') return protocol === 'TLS' ? 'https' : 'tcp'
  if (kind === 'UDPRoute') return 'udp'
  return protocol === 'HTTP' ? 'http' : 'https'
}

/** Of a wildcard of a route and the name of a listener the latter. */
function narrower(hostname: string, listener: string): string {
  return hostname.startsWith('*.') && listener !== '' && hostMatches(hostname, listener) ? listener : hostname
}

/** A host that a wildcard takes. */
function oneOf(pattern: string): string {
  return pattern.replace(/^\*\./, 'any.')
}

/** The end of all requests of a route that no listener takes. */
export function unattachedEnd(
  worlds: Worlds,
  route: Resource<Route>,
  attachments: readonly Attachment[],
): End {
  const refused = attachments.find((each) => each.refusal !== undefined)
  const refusal = refused?.refusal
  const text = `${nameOf(route)} is attached to no listener: ${refusal?.because ?? 'it names no Gateway that takes it'}`
  const absence = refusal?.absence
  const where = absence === 'Namespace' ? undefined : (refused?.ref.namespace ?? route.namespace)
  const doubt = absence === undefined ? undefined : worlds.open.doubt([absence], where)
  return (
    doubted(text, doubt) ?? {
      outcome: 'no-route',
      stage: 'route',
      because: text,
      cause: refusal?.reason === 'GatewayMissing' ? 'route-gateway-missing' : 'route-not-attached',
      fields: [{ resource: route, path: refusal?.at ?? ['spec', 'parentRefs'] }],
      confirm: kubectl('describe', route.kind.toLowerCase(), route.name, ...inNamespace(route.namespace)),
      ...defined({ remedy: refused && nameMeant(worlds.closed, route, refused) }),
    }
  )
}

/** The Gateway or ListenerSet that a slip of the parentRef means. */
function nameMeant(world: World, route: Resource<Route>, { ref, refusal }: Attachment): Fix | undefined {
  if (refusal?.reason !== 'GatewayMissing') return undefined
  const kind = ref.kind === 'ListenerSet' ? 'ListenerSet' : 'Gateway'
  const namespace = ref.namespace || (route.namespace ?? '')
  const { meant } = nearNames(world, kind, { namespace, name: ref.name ?? '' })
  return meant === undefined ? undefined : setting(route, refusal.at, meant)
}

function missing(worlds: Worlds, kind: RoutedKind, named: { name: string; namespace: string }): End {
  const missed = { outcome: 'no-route', stage: 'route', listed: kind.toLowerCase() } as const
  return missingObject(worlds, { kind, ...named }, missed)
}
