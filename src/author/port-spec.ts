import { SvcError } from '../errors.ts'
import {
  whyNotDnsLabel,
  whyNotPortName,
  whyNotPortNumber,
  whyNotQualifiedName,
} from '../kube/apiserver/names.ts'
import type { Protocol, ServicePort } from '../world/manifest.ts'

/** `[NAME=]PORT[:TARGET][@NODEPORT][/PROTO][+APPPROTO]` */
export const portGrammar = '[NAME=]PORT[:TARGET][@NODEPORT][/PROTO][+APPPROTO]'

const pattern =
  /^(?:(?<name>[^=:@/+]*)=)?(?<port>[^=:@/+]*)(?::(?<target>[^=:@/+]*))?(?:@(?<nodePort>[^=:@/+]*))?(?:\/(?<protocol>[^=:@/+]*))?(?:\+(?<app>.*))?$/
const protocols: ReadonlySet<string> = new Set(['TCP', 'UDP', 'SCTP'])

/**
 * Reads one port of a Service as people write it on a command line: `80`, `80:8080`, `http=80:web`, `53/udp`,
 * `80:8080@30080`, `grpc=9000+kubernetes.io/h2c`. Throws SvcError `usage` that says which part is wrong.
 */
export function parsePort(spec: string): ServicePort {
  const groups = pattern.exec(spec)?.groups
  if (groups === undefined)
    throw wrong(spec, 'is no port', `write ${portGrammar}, as in 80, http=80:8080 or 53/udp`)
  const { name, port = '', target, nodePort, protocol, app } = groups
  if (name !== undefined) require(spec, `name "${name}"`, whyNotDnsLabel(name))
  const wanted = protocol?.toUpperCase()
  if (wanted !== undefined && !protocols.has(wanted))
    throw wrong(spec, `has the protocol "${protocol}"`, 'it is tcp, udp or sctp')
  if (app !== undefined) require(spec, `appProtocol "${app}"`, whyNotQualifiedName(app))
  return {
    ...(name === undefined ? {} : { name }),
    port: portNumber(spec, 'port', port),
    ...(target === undefined ? {} : { targetPort: targetOf(spec, target) }),
    ...(nodePort === undefined ? {} : { nodePort: portNumber(spec, 'node port', nodePort) }),
    ...(wanted === undefined || wanted === 'TCP' ? {} : { protocol: wanted as Protocol }),
    ...(app === undefined ? {} : { appProtocol: app }),
  }
}

const wellKnown: Readonly<Record<number, string>> = {
  53: 'dns',
  80: 'http',
  443: 'https',
  5432: 'postgres',
  6379: 'redis',
  8080: 'http-alt',
  9090: 'metrics',
}

/**
 * Gives each port a name when there are several, as the API requires: its target's name, a well-known one, or
 * `tcp-80`. A single port stays as it was written.
 */
export function namePorts(ports: readonly ServicePort[]): ServicePort[] {
  if (ports.length < 2) return [...ports]
  const taken = new Set(ports.flatMap(({ name }) => name ?? []))
  return ports.map((port) => {
    if (port.name !== undefined) return port
    const plain = `${(port.protocol ?? 'TCP').toLowerCase()}-${port.port}`
    const candidates = [
      typeof port.targetPort === 'string' ? port.targetPort : undefined,
      wellKnown[port.port],
      plain,
    ]
    const name = candidates.find((candidate) => candidate !== undefined && !taken.has(candidate)) ?? plain
    taken.add(name)
    return { name, ...port }
  })
}

function targetOf(spec: string, target: string): number | string {
  if (/^\d+$/.test(target)) return portNumber(spec, 'target port', target)
  require(spec, `target port "${target}"`, whyNotPortName(target))
  return target
}

function portNumber(spec: string, what: string, text: string): number {
  require(spec, `${what} "${text}"`, /^\d{1,5}$/.test(text)
    ? whyNotPortNumber(Number(text))
    : 'be a number from 1 to 65535')
  return Number(text)
}

function require(spec: string, what: string, why: string | undefined): void {
  if (why !== undefined) throw wrong(spec, `has the ${what}`, `it must ${why}`)
}

function wrong(spec: string, what: string, hint: string): SvcError {
  return new SvcError('usage', `--port "${spec}" ${what}`, { hint })
}
