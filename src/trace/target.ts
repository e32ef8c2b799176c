import type { ServedRequest } from '../kube/references/served-request.ts'
import { defined } from '../world/defined.ts'
import type { Protocol } from '../world/types/manifest.ts'

/** What a target says: a host name or an address, perhaps a port and a protocol. */
export interface Target {
  readonly host?: string
  readonly address?: string
  /** `svc/NAME`: the Service itself, whatever a client would call it. */
  readonly service?: string
  /** `node/NAME`: the address of a node, whose port is called. */
  readonly node?: string
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
const pattern =
  /^(?:(?<scheme>[a-z][a-z0-9+.-]*):\/\/)?(?:(?<kind>svc|service|services|no|node|nodes)\/)?(?<host>\[[0-9a-fA-F:.]+\]|[^\s:/[\]]+)(?::(?<port>\d{1,5}))?(?:\/(?<rest>.*))?$/

/**
 * Reads a target: `web`, `web.shop`, `web:80`, `svc/web`, `http://web:8080/path`, `web.example.com/path`, `10.96.3.4:80`, `dns:53/udp`,
 * `node/n1:30080`.
 * Undefined when it is none of these.
 */
export function parseTarget(text: string): Target | undefined {
  const groups = pattern.exec(text.trim())?.groups
  if (groups === undefined) return undefined
  const { scheme, kind, host = '', port, rest = '' } = groups
  const number = port === undefined ? portOfScheme[scheme ?? ''] : Number(port)
  if (number !== undefined && (number < 1 || number > 65_535)) return undefined
  const url = kind === undefined ? urlOf(scheme, groups['rest']) : undefined
  const common = { ...protocolOf(scheme, rest), ...defined({ port: number, url }) }
  const bare = host.replace(/^\[|\]$/g, '')
  if (kind !== undefined) return { ...common, [kind.startsWith('no') ? 'node' : 'service']: bare }
  return isAddress(host, bare) ? { ...common, address: bare } : { ...common, host: bare }
}

/** What an HTTP client would ask for; undefined where the target is no URL. */
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
