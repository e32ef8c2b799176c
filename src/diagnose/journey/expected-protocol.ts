import { declaredPorts } from '../../kube/core/target-port.ts'
import type { PodSource } from '../../kube/workload/pod-source.ts'
import { joinList } from '../../text/wording.ts'
import type { ServicePort } from '../../world/types/manifest.ts'
import type { Speech } from './observation.ts'
import type { Target } from './target.ts'

/** What a caller takes a port to speak. */
export interface Expected {
  readonly protocol: 'http' | 'https' | 'http2' | 'grpc' | 'grpcs' | 'other'
  /** Who says so, for readers. */
  readonly by: string
  /** The request itself, or a field that proxies obey; a name is a habit. */
  readonly firm: boolean
  readonly isUrl?: true
}

const byApplication: Readonly<Record<string, Expected['protocol']>> = {
  http: 'http',
  ws: 'http',
  'kubernetes.io/ws': 'http',
  https: 'https',
  wss: 'https',
  'kubernetes.io/wss': 'https',
  'kubernetes.io/h2c': 'http2',
  h2c: 'http2',
  http2: 'http2',
  grpc: 'grpc',
}

/** The port that is called, on both sides of the Service. */
export interface PortCalled {
  readonly service?: ServicePort | undefined
  readonly podSource?: PodSource | undefined
  readonly port?: number | undefined
}

/** What is expected at a port: by the URL that is called, the Service's appProtocol, the scheme of a probe, or a name. */
export function expectedAt({ url }: Target, called: PortCalled): Expected | undefined {
  const application = called.service?.appProtocol
  const ofPort = application && (byApplication[application.toLowerCase()] ?? 'other')
  if (url !== undefined) {
    const protocol = url.grpc === true ? (url.scheme === 'https' ? 'grpcs' : 'grpc') : url.scheme
    // a client of h2c writes http://, too
    return protocol === 'http' && ofPort === 'http2'
      ? { protocol: 'http2', by: `appProtocol ${application}`, firm: true }
      : { protocol, by: 'the URL', firm: true, isUrl: true }
  }
  if (ofPort) return { protocol: ofPort, by: `appProtocol ${application}`, firm: true }
  return byProbe(called) ?? byName(called)
}

function byProbe({ podSource, port }: PortCalled): Expected | undefined {
  for (const { readinessProbe, ports } of podSource?.spec.containers ?? []) {
    const request = readinessProbe?.httpGet
    if (request === undefined || port === undefined) continue
    const named = ports?.find(({ name }) => name === request.port)?.containerPort
    if (request.port !== port && named !== port) continue
    const protocol = request.scheme === 'HTTPS' ? 'https' : 'http'
    return { protocol, by: 'the readiness probe', firm: false }
  }
  return undefined
}

function byName({ service, podSource, port }: PortCalled): Expected | undefined {
  const declared = podSource && declaredPorts(podSource.spec).find((each) => each.port === port)
  for (const name of [service?.name, declared?.name]) {
    const [, word = ''] = /^(https?|grpc|h2c|http2)(?:-|$)/.exec(name ?? '') ?? []
    const protocol = byApplication[word]
    if (protocol !== undefined) return { protocol, by: `the port name ${name}`, firm: false }
  }
  return undefined
}

/** Why what was heard is not what is expected: a clause about the program; undefined where it fits, or nothing is expected. */
export function mismatchOf(expected: Expected | undefined, speech: Speech): string | undefined {
  if (expected === undefined) return undefined
  const said = `, where ${expected.by} has ${wordsOf[expected.protocol]}`
  const fits = speaks[expected.protocol]
  if (fits === undefined || fits.includes(speech.protocol)) return undefined
  return `${speechText(speech)}${said}`
}

const wordsOf: Readonly<Record<Expected['protocol'], string>> = {
  http: 'plain HTTP',
  https: 'HTTPS',
  http2: 'HTTP/2 without TLS',
  grpc: 'gRPC without TLS',
  grpcs: 'gRPC over TLS',
  other: 'another protocol',
}

const speaks: Readonly<Record<Expected['protocol'], readonly Speech['protocol'][] | undefined>> = {
  http: ['HTTP/1.1'],
  https: ['TLS'],
  http2: ['HTTP/2', 'gRPC'],
  grpc: ['HTTP/2', 'gRPC'],
  grpcs: ['TLS'],
  other: undefined,
}

/** `speaks TLS (certificate for a.example)`, `answers HTTP with 404 Not Found`. */
export function speechText({ protocol, status, server, location, names, alpn, health }: Speech): string {
  if (protocol === 'TLS') {
    const details = [
      names === undefined || names.length === 0 ? '' : `certificate for ${joinList(names, 3)}`,
      alpn === undefined ? '' : `ALPN ${alpn}`,
    ].filter((text) => text !== '')
    return `speaks TLS${details.length === 0 ? '' : ` (${details.join(', ')})`}`
  }
  if (protocol === 'HTTP/2') return 'speaks HTTP/2 without TLS, and not HTTP/1.1'
  if (protocol === 'gRPC')
    return `speaks gRPC without TLS${health === undefined ? '' : ` (health: ${health})`}`
  if (protocol !== 'HTTP/1.1') return `speaks ${protocol}`
  const by = server === undefined ? '' : ` (Server: ${server})`
  const to = location === undefined ? '' : `, a redirect to ${location}`
  return `answers HTTP with ${status ?? 'no status'}${by}${to}`
}
