import { SvcError } from '../errors.ts'
import {
  whyNotDnsLabel,
  whyNotPortName,
  whyNotPortNumber,
  whyNotQualifiedName,
} from '../kube/apiserver/names.ts'
import type { Protocol, ServicePort } from '../world/types/manifest.ts'

/** `[NAME=]PORT[:TARGET][@NODEPORT][/PROTO][+APPPROTO]` */
export const portGrammar = '[NAME=]PORT[:TARGET][@NODEPORT][/PROTO][+APPPROTO]'

const pattern =
  /^(?:(?<name>[^=:@/+]*)=)?(?<port>[^=:@/+]*)(?::(?<target>[^=:@/+]*))?(?:@(?<nodePort>[^=:@/+]*))?(?:\/(?<protocol>[^=:@/+]*))?(?:\+(?<app>.*))?$/
// `client:2379` can only mean `client=2379`: a port is a number
const nameInFront = /^([a-z](?:[a-z0-9-]*[a-z0-9])?):(?=\d)/i
const protocols: ReadonlySet<string> = new Set(['TCP', 'UDP', 'SCTP'])

export type { Protocol }

export interface PortContext {
  /** The flag that the text is behind. */
  readonly flag?: string
  /** The protocol of a text that names none. */
  readonly fallback?: Protocol | undefined
  /** The only protocol that the flag is for. */
  readonly only?: Protocol
}

/**
 * Reads one port of a Service as people write it on a command line: `80`, `80:8080`, `http=80:web`, `53/udp`,
 * `80:8080@30080`, `grpc=9000+kubernetes.io/h2c`. Throws SvcError `usage` that says which part is wrong.
 */
export function parsePort(spec: string, context: PortContext = {}): ServicePort {
  const { flag = '--port' } = context
  const at = `invalid ${flag} value "${spec}"`
  const groups = pattern.exec(spec.replace(nameInFront, '$1='))?.groups
  if (groups === undefined)
    throw new SvcError('usage', at, {
      hint: `write ${portGrammar}, as in 80, http=80:8080 or 53/udp`,
    })
  return readParts(at, groups, context)
}

function readParts(
  at: string,
  groups: Readonly<Record<string, string | undefined>>,
  context: PortContext,
): ServicePort {
  const { name, port = '', target, nodePort, app } = groups
  if (name !== undefined) demand(at, whyNotDnsLabel(name), `the name "${name}"`)
  if (app !== undefined) demand(at, whyNotQualifiedName(app), `the appProtocol "${app}"`)
  const protocol = readProtocol(at, groups['protocol'], context)
  return {
    ...(name === undefined ? {} : { name }),
    port: numberIn(at, 'port', port),
    ...(target === undefined ? {} : { targetPort: targetIn(at, target) }),
    ...(nodePort === undefined ? {} : { nodePort: numberIn(at, 'node port', nodePort) }),
    ...(protocol === 'TCP' ? {} : { protocol }),
    ...(app === undefined ? {} : { appProtocol: app }),
  }
}

function readProtocol(at: string, text: string | undefined, { flag, fallback, only }: PortContext): Protocol {
  const wanted = text?.toUpperCase() ?? only ?? fallback ?? 'TCP'
  if (protocols.has(wanted) && (only === undefined || wanted === only)) return wanted as Protocol
  throw new SvcError('usage', at, {
    hint:
      only === undefined
        ? `the protocol "${text}" must be tcp, udp or sctp`
        : `${flag} is for ${only}; use --port for others`,
  })
}

/** A port as `parsePort` reads it. */
export function portWords({ name, port, targetPort, nodePort, protocol, appProtocol }: ServicePort): string {
  return [
    name === undefined ? '' : `${name}=`,
    port,
    targetPort === undefined ? '' : `:${targetPort}`,
    nodePort === undefined ? '' : `@${nodePort}`,
    protocol === undefined ? '' : `/${protocol.toLowerCase()}`,
    appProtocol === undefined ? '' : `+${appProtocol}`,
  ].join('')
}

/** A number, or the name of a container port. `what` begins the complaint. */
export function readTarget(what: string, text: string): number | string {
  if (/^\d+$/.test(text)) return readNumber(what, text)
  demand(`${what} "${text}"`, whyNotPortName(text))
  return text
}

function targetIn(at: string, text: string): number | string {
  if (/^\d+$/.test(text)) return numberIn(at, 'target port', text)
  demand(at, whyNotPortName(text), `the target port "${text}"`)
  return text
}

function numberIn(at: string, part: string, text: string): number {
  demand(at, whyNotNumber(text), `the ${part} "${text}"`)
  return Number(text)
}

export function readNumber(what: string, text: string): number {
  demand(`${what} "${text}"`, whyNotNumber(text))
  return Number(text)
}

function whyNotNumber(text: string): string | undefined {
  return /^\d{1,5}$/.test(text) ? whyNotPortNumber(Number(text)) : 'be a number from 1 to 65535'
}

function demand(complaint: string, why: string | undefined, part = 'it'): void {
  if (why !== undefined) throw new SvcError('usage', complaint, { hint: `${part} must ${why}` })
}
