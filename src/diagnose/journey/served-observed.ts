import { canonicalIP } from '../../kube/core/canonical-ip.ts'
import { joinList } from '../../text/wording.ts'
import type { Protocol } from '../../world/types/manifest.ts'
import { mismatchOf, speechText, type Expected } from './expected-protocol.ts'
import type { End } from './model.ts'
import type { ListeningSocket, Met, Speech } from './observation.ts'

/** What was seen at one endpoint. */
export interface Sight {
  /** `Pod shop/web-1`, or the address. */
  readonly who: string
  readonly address: string
  readonly port: number
  readonly protocol: Protocol
  /** From the API server to the pod's address. */
  readonly api?: Met | undefined
  /** From inside of the pod's network, to loopback. */
  readonly inside?: Met | undefined
  /** From the client itself to the endpoint. */
  readonly client?: { readonly met: Met; readonly who: string } | undefined
  readonly listeners?: readonly ListeningSocket[] | undefined
  readonly expected?: Expected | undefined
  /** The host of the call, which a certificate must be for. */
  readonly host?: string | undefined
}

/** The end at an endpoint as it was seen; undefined where nothing that was seen decides. */
export type ServedSeen = Pick<End, 'outcome' | 'stage' | 'because' | 'doubtful' | 'grounds' | 'cause'>

/**
 * What the program at an endpoint does, from connections that were made to it. Refused by the API server is the answer of the pod itself;
 * a time-out may be of the way there, so that it needs a second look from inside of the pod.
 */
export function programSeen(sight: Sight): ServedSeen | undefined {
  if (sight.protocol !== 'TCP') return byListeners(sight)
  const speech = speechOf(sight)
  if (speech !== undefined) return byInsideAlone(sight, speech) ?? bySpeech(sight, speech)
  const { api, inside } = sight
  if (api?.outcome === 'refused') return refused(sight)
  const isAnswered = api !== undefined && api.outcome !== 'time-out'
  if (inside?.outcome === 'refused' && !isAnswered)
    return byListeners(sight) ?? (api === undefined ? nothingInside(sight) : undefined)
  return unspoken(sight)
}

/** A program that was connected to, and not heard. */
function unspoken(sight: Sight): ServedSeen | undefined {
  const outcomes = [sight.api?.outcome, sight.inside?.outcome]
  const isHanging = outcomes.includes('time-out') && outcomes.includes('open')
  if (outcomes.includes('silent') || isHanging) return speechless(sight, 'silent')
  if (outcomes.includes('closed')) return speechless(sight, 'closed')
  if (outcomes[0] === 'open') return open(sight)
  return outcomes[0] === undefined ? byListeners(sight) : undefined
}

/** What was heard, by whom it was heard best: inside of the pod the host of the call is named. */
function speechOf({ api, inside }: Sight): Speech | undefined {
  return inside?.speech ?? api?.speech
}

/** A program that is heard inside of the pod alone: it is bound to loopback where the pod's own address refuses. */
function byInsideAlone(sight: Sight, speech: Speech): ServedSeen | undefined {
  const { api, who, port } = sight
  if (api?.speech !== undefined || api?.outcome === 'open' || api?.outcome === 'closed') return undefined
  if (api?.outcome === 'refused') return refused(sight)
  if (api?.outcome === 'time-out')
    return {
      outcome: 'unknown',
      stage: 'policy-ingress',
      because: `the API server gets no answer from ${who} on ${port} in time, though the program inside ${speechText(speech)}: something on the way drops its packets, or the API server is slow itself`,
    }
  // without the API server's own look nothing tells loopback from the pod's address
  const byTable = byListeners(sight)
  if (byTable !== undefined && byTable.outcome !== 'reached') return byTable
  const seen = bySpeech(sight, speech)
  return seen.outcome !== 'reached' || byTable !== undefined
    ? seen
    : {
        outcome: 'unknown',
        stage: 'port',
        because: `${seen.because} inside of the pod; whether it does at ${sight.address} is not known`,
      }
}

function refused(sight: Sight): ServedSeen {
  const { who, address, port, inside } = sight
  const byTable = byListeners(sight)
  if (byTable !== undefined)
    return byTable.outcome === 'reached'
      ? {
          outcome: 'unknown',
          stage: 'policy-ingress',
          because: `${who} listens on ${port}, yet the API server's connection to it is refused: something on the way rejects it`,
        }
      : byTable
  const isInside = inside !== undefined && ['answered', 'open', 'silent', 'closed'].includes(inside.outcome)
  if (isInside)
    return {
      ...notServed,
      because: address.includes(':')
        ? `${who} refuses connections to ${port} at its IPv6 address, though a program listens inside: on IPv4 or on loopback alone`
        : `${who} refuses connections to ${port} at its address, though a program listens inside: on loopback alone`,
    }
  return { ...notServed, because: `${who} refuses connections to ${port}: no program listens there` }
}

const notServed = {
  outcome: 'refused',
  stage: 'port',
  grounds: 'observed',
  cause: 'target-port-not-served',
} as const

function nothingInside({ who, port }: Sight): ServedSeen {
  return {
    outcome: 'refused',
    stage: 'port',
    doubtful: true,
    because: `nothing listens on ${port} of loopback in ${who}; a program bound to the pod's address alone would not show`,
  }
}

/** What the table of sockets says of the port; undefined where there is none. */
function byListeners({ who, address, port, protocol, listeners }: Sight): ServedSeen | undefined {
  if (listeners === undefined) return undefined
  const over = protocol === 'TCP' ? '' : ` over ${protocol}`
  const here = listeners.filter((each) => each.port === port)
  if (here.some((each) => takes(each.address, address)))
    return {
      outcome: 'reached',
      stage: 'port',
      grounds: 'observed',
      because: `${who} listens on ${port}${over}`,
    }
  const [first] = here
  if (first !== undefined) {
    const where = here.map((each) => each.address)
    const isLoopback = where.every(isLoopbackAddress)
    const family = !isLoopback && address.includes(':') ? 'IPv4 alone' : joinList(where, 3)
    return {
      ...notServed,
      because: `${who} listens on ${port}${over} of ${isLoopback ? `loopback alone (${joinList(where, 3)})` : family}, not at ${address}`,
    }
  }
  const others = [
    ...new Set(listeners.filter((each) => !isLoopbackAddress(each.address)).map((each) => each.port)),
  ].sort((a, b) => a - b)
  const instead = others.length === 0 ? 'on no port' : `on ${joinList(others.map(String), 5)}`
  return { ...notServed, because: `${who} does not listen on ${port}${over}: it listens ${instead}` }
}

/** An address that no other pod reaches. */
export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || address.startsWith('127.')
}

/** Does a socket that is bound to an address take connections to another? All of IPv6 take those to IPv4, too. */
function takes(bound: string, address: string): boolean {
  if (bound === '::') return true
  if (bound === '0.0.0.0') return !address.includes(':')
  return canonicalIP(bound) === canonicalIP(address)
}

function bySpeech(sight: Sight, speech: Speech): ServedSeen {
  const { who, port, expected, host } = sight
  const wrong = mismatchOf(expected, speech)
  const says = `${who} on ${port} ${speechText(speech)}`
  if (wrong !== undefined && expected?.firm === true)
    return { outcome: 'refused', stage: 'port', because: `${who} on ${port} ${wrong}` }
  const failing = failureOf(speech, expected)
  if (failing !== undefined) return { outcome: 'refused', stage: 'port', because: `${says}: ${failing}` }
  const odd =
    wrong !== undefined
      ? `, though ${expected?.by} says otherwise`
      : speech.fits === false && host !== undefined
        ? `; the certificate is not for ${host}, so clients that verify it refuse`
        : ''
  return { outcome: 'reached', stage: 'port', grounds: 'observed', because: `${says}${odd}` }
}

const proxies = /envoy|haproxy|traefik|linkerd|nginx/i

/** An answer that is a failure: unavailable, or of a proxy in the pod that does not get through; any 5xx of the path that was called. */
function failureOf(
  { protocol, status, server, health }: Speech,
  expected: Expected | undefined,
): string | undefined {
  if (health === 'NOT_SERVING') return 'the program itself says that it does not serve'
  if (protocol !== 'HTTP/1.1' || status === undefined || status < 500) return undefined
  const isGateway = status === 502 || status === 503 || status === 504
  if (expected?.isUrl !== true && !isGateway) return undefined
  if (isGateway && server !== undefined && proxies.test(server))
    return `a proxy in the pod (${server}) does not reach the program behind it`
  return 'the way there works, and the program itself fails'
}

/** One protocol is known to be spoken there, or any: what closes on HTTP and TLS may answer to its own. */
function speechless(sight: Sight, how: 'silent' | 'closed'): ServedSeen {
  const { who, port, expected } = sight
  const isKnown = expected !== undefined && expected.protocol !== 'other'
  const text = `${who} accepts connections on ${port} and ${how === 'silent' ? 'never answers' : 'closes them unanswered'}`
  if (isKnown) return { outcome: 'dropped', stage: 'port', because: text }
  return how === 'closed'
    ? {
        outcome: 'reached',
        stage: 'port',
        grounds: 'observed',
        because: `${text} on HTTP and TLS: it speaks another protocol`,
      }
    : {
        outcome: 'unknown',
        stage: 'port',
        because: `${text} to HTTP and TLS: whether it answers its own protocol is not known`,
      }
}

function open({ who, port }: Sight): ServedSeen {
  return {
    outcome: 'reached',
    stage: 'port',
    grounds: 'observed',
    because: `${who} accepts connections on ${port}`,
  }
}
