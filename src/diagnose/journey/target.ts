import type { ServedRequest } from '../../kube/references/served-request.ts'
import { defined } from '../../world/defined.ts'
import type { Protocol } from '../../world/types/manifest.ts'

export type RoutedKind = 'Ingress' | 'HTTPRoute' | 'GRPCRoute' | 'TLSRoute' | 'TCPRoute' | 'UDPRoute'

/** What a target says: a host name or an address, perhaps a port and a protocol. */
export interface Target {
  readonly host?: string
  readonly address?: string
  /** `svc/NAME`: the Service itself, whatever a client would call it. */
  readonly service?: string
  /** `pod/NAME`: the address of one pod. */
  readonly pod?: string
  /** `node/NAME`: the address of a node, whose port is called. */
  readonly node?: string
  /** `ingress/NAME`, `httproute/NAME` and the like of other routes: the first request that this object serves. */
  readonly routed?: { readonly kind: RoutedKind; readonly name: string }
  /** Of a Service, a pod, an Ingress or a route, where it was written in front. */
  readonly namespace?: string
  readonly port?: number
  readonly protocol: Protocol
  /** Of a URL, or of a host with a path. */
  readonly url?: Pick<ServedRequest, 'path' | 'query' | 'grpc'> & { readonly scheme: 'http' | 'https' }
  /** Neither a scheme nor a suffix says which protocol is meant; TCP is a guess. */
  readonly protocolIsGuess?: true
}

const portOfScheme: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  ws: 80,
  wss: 443,
  grpc: 80,
  grpcs: 443,
}
const kinds = {
  svc: 'service',
  service: 'service',
  services: 'service',
  po: 'pod',
  pod: 'pod',
  pods: 'pod',
} as const
const nodes = { no: 'node', node: 'node', nodes: 'node' } as const
const routedKinds = {
  ing: 'Ingress',
  ingress: 'Ingress',
  ingresses: 'Ingress',
  httproute: 'HTTPRoute',
  httproutes: 'HTTPRoute',
  grpcroute: 'GRPCRoute',
  grpcroutes: 'GRPCRoute',
  tlsroute: 'TLSRoute',
  tlsroutes: 'TLSRoute',
  tcproute: 'TCPRoute',
  tcproutes: 'TCPRoute',
  udproute: 'UDPRoute',
  udproutes: 'UDPRoute',
} as const
const objectName = /^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/i
const namespaceName = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/i
const pattern =
  /^(?:(?<scheme>[a-z][a-z0-9+.-]*):\/\/)?(?<host>\[[0-9a-fA-F:.]+\]|[^\s:/[\]]+)(?::(?<port>\d{1,5}))?(?:\/(?<rest>.*))?$/

/**
 * Reads a target: `web`, `web.shop`, `web:80`, `svc/web`, `shop/web`, `shop/svc/web`, `pod/web-0`, `http://web:8080/path`,
 * `web.example.com/path`, `10.96.3.4:80`, `dns:53/udp`, `node/n1:30080`, `ingress/chat`, `httproute/chat`. Undefined when it is none of these.
 */
export function parseTarget(text: string): Target | undefined {
  const trimmed = text.trim()
  const object = trimmed.length > 600 ? undefined : parseObject(trimmed)
  if (object !== undefined) return object
  const groups = pattern.exec(trimmed)?.groups
  if (groups === undefined) return undefined
  const { scheme, host = '', port, rest = '' } = groups
  const number = port === undefined ? portOfScheme[scheme ?? ''] : Number(port)
  if (number !== undefined && !isPort(number)) return undefined
  const url = urlOf(scheme, groups['rest'])
  const common = { ...protocolOf(scheme, rest), ...defined({ port: number, url }) }
  const bare = host.replace(/^\[|\]$/g, '')
  return isAddress(host, bare) ? { ...common, address: bare } : { ...common, host: bare }
}

/** An object by its kind, or a Service by `NAMESPACE/NAME`; undefined for a host name, also one with a path. */
function parseObject(text: string): Target | undefined {
  const { parts, protocol } = withoutProtocol(text.split('/'))
  const [last = '', kindName, namespace, ...more] = parts.toReversed()
  const kind = kindOf(kindName ?? '')
  if (kindName === undefined || more.length > 0 || (kind === undefined && namespace !== undefined))
    return undefined
  // two parts are KIND/NAME, or the NAMESPACE/NAME of a Service
  const inNamespace = kind === undefined ? kindName : namespace
  const named = parseNamed(last)
  if (named === undefined || !namespaceName.test(inNamespace ?? 'x')) return undefined
  return {
    ...objectOf(kind, named.name),
    ...defined({ namespace: inNamespace, port: named.port }),
    ...protocolOf(undefined, protocol),
  }
}

function withoutProtocol(parts: readonly string[]): { parts: readonly string[]; protocol: string } {
  const last = parts.at(-1) ?? ''
  return parts.length > 1 && isProtocol(last)
    ? { parts: parts.slice(0, -1), protocol: last }
    : { parts, protocol: '' }
}

/** `web-0`, `web:80`. */
function parseNamed(text: string): { name: string; port?: number } | undefined {
  const [name = '', port, more] = text.split(':')
  if (!objectName.test(name) || more !== undefined) return undefined
  if (port === undefined) return { name }
  return /^\d{1,5}$/.test(port) && isPort(Number(port)) ? { name, port: Number(port) } : undefined
}

type KnownKind = 'service' | 'pod' | 'node' | RoutedKind

function kindOf(name: string): KnownKind | undefined {
  const known: Readonly<Record<string, KnownKind>> = { ...kinds, ...nodes, ...routedKinds }
  // kubectl prints the group, too: `ingress.networking.k8s.io/web`
  const [key = ''] = name.toLowerCase().split('.')
  return Object.hasOwn(known, key) ? known[key] : undefined
}

function objectOf(
  kind: KnownKind | undefined,
  name: string,
): Pick<Target, 'service' | 'pod' | 'node' | 'routed'> {
  const routed = Object.values(routedKinds).find((each) => each === kind)
  return routed === undefined ? { [kind ?? 'service']: name } : { routed: { kind: routed, name } }
}

function isPort(number: number): boolean {
  return number >= 1 && number <= 65_535
}

/** What an HTTP client would ask for; undefined where the target is not a URL. */
function urlOf(scheme: string | undefined, rest: string | undefined): Target['url'] {
  if (scheme === undefined ? rest === undefined || isProtocol(rest) : !/^(http|ws|grpc)s?$/.test(scheme))
    return undefined
  const [beforeHash = ''] = (rest ?? '').split('#')
  const mark = beforeHash.indexOf('?')
  const path = `/${mark === -1 ? beforeHash : beforeHash.slice(0, mark)}`
  const grpc = scheme?.startsWith('grpc') === true
  return {
    scheme: scheme?.endsWith('s') === true ? 'https' : 'http',
    path,
    query: mark === -1 ? '' : beforeHash.slice(mark + 1),
    ...(grpc ? { grpc } : {}),
  }
}

function isProtocol(text: string): boolean {
  return /^(udp|sctp|tcp)$/i.test(text)
}

function protocolOf(scheme: string | undefined, rest: string): Pick<Target, 'protocol' | 'protocolIsGuess'> {
  if (isProtocol(rest)) return { protocol: rest.toUpperCase() as Protocol }
  return scheme === undefined && rest === ''
    ? { protocol: 'TCP', protocolIsGuess: true }
    : { protocol: 'TCP' }
}

function isAddress(written: string, bare: string): boolean {
  return written.startsWith('[') || /^\d{1,3}(\.\d{1,3}){3}$/.test(bare)
}
