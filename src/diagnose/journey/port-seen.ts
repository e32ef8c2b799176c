import { defined } from '../../world/defined.ts'
import { connects } from './endpoint-seen.ts'
import type { Speech } from './observation.ts'
import { isLoopbackAddress, programSeen, type ServedSeen, type Sight } from './served-observed.ts'

/** What a port of a pod was seen to do, from the API server and from inside of the pod. */
export interface PortSeen {
  readonly outcome: PortOutcome
  /** Whether whoever gets there is served; absent where that is not known. */
  readonly serves?: boolean
  /** A clause about the pod. */
  readonly because: string
  /** The one port on which the pod listens instead. */
  readonly instead?: number
  /** Two or three words for a table. */
  readonly short: string
}

/**
 * `answers`: in a protocol that is known. `accepts`: the connection, and what it speaks is not known. `silent`, `closes`: accepted, and then nothing, or
 * its end. `no-answer`: packets get lost on the way there. `loopback-only`: other pods are refused. `not-looked-at`: the look was left out.
 */
type PortOutcome =
  | 'answers'
  | 'accepts'
  | 'silent'
  | 'closes'
  | 'refused'
  | 'loopback-only'
  | 'no-answer'
  | 'unknown'
  | 'not-looked-at'

/** What was seen at one port. In: all that was seen there. Out: one word, and whether it serves. Throws nothing. */
export function portSeen(sight: Sight): PortSeen {
  const served = programSeen(sight)
  const speech = sight.inside?.speech ?? sight.api?.speech
  if (served === undefined) return unserved(sight)
  const { because } = served
  const outcome = outcomeOf(served, sight)
  const short = outcome === 'answers' && speech !== undefined ? spoken(speech) : shortWords[outcome]
  if (served.outcome === 'unknown' || served.doubtful === true) return { outcome, because, short }
  const instead = outcome === 'refused' ? otherPort(sight) : undefined
  return { outcome, serves: served.outcome === 'reached', because, short, ...defined({ instead }) }
}

/** No look was decisive. */
function unserved({ who, port, api, inside }: Sight): PortSeen {
  if (api === undefined && inside === undefined)
    return { outcome: 'not-looked-at', because: `${who} was not asked on ${port}`, short: '?' }
  const outcome = api?.outcome === 'time-out' ? 'no-answer' : 'unknown'
  const how = api ?? inside
  return { outcome, because: `${who} on ${port}: ${how?.because ?? 'not known'}`, short: shortWords[outcome] }
}

function outcomeOf({ outcome, stage, doubtful }: ServedSeen, sight: Sight): PortOutcome {
  if (outcome === 'unknown' || doubtful === true) return stage === 'policy-ingress' ? 'no-answer' : 'unknown'
  const { api, inside } = sight
  const isHeard = (inside?.speech ?? api?.speech) !== undefined
  if (outcome === 'reached') return isHeard ? 'answers' : 'accepts'
  if (outcome === 'dropped') return isClosed(sight) ? 'closes' : 'silent'
  if (isLoopbackOnly(sight)) return 'loopback-only'
  // it is reached, and says what does not serve
  return isHeard && api?.outcome !== 'refused' ? 'answers' : 'refused'
}

/** Where the program listens, if that is one port. */
function otherPort({ listeners = [], port }: Sight): number | undefined {
  const reachable = listeners.filter(({ address }) => !isLoopbackAddress(address))
  const ports = [...new Set(reachable.map((each) => each.port))]
  return ports.length === 1 && ports[0] !== port ? ports[0] : undefined
}

function isClosed({ api, inside }: Sight): boolean {
  return api?.outcome === 'closed' || inside?.outcome === 'closed'
}

function isLoopbackOnly({ api, inside, listeners, port }: Sight): boolean {
  const here = listeners?.filter((each) => each.port === port) ?? []
  if (here.length > 0) return here.every(({ address }) => isLoopbackAddress(address))
  return api?.outcome === 'refused' && inside !== undefined && connects(inside)
}

function spoken({ protocol, status }: Speech): string {
  return protocol === 'HTTP/1.1' ? `HTTP ${status ?? ''}`.trim() : protocol
}

const shortWords: Readonly<Record<PortOutcome, string>> = {
  answers: 'answers',
  accepts: 'accepts',
  silent: 'silent',
  closes: 'closes',
  refused: 'refused',
  'loopback-only': 'loopback only',
  'no-answer': 'no answer',
  unknown: '?',
  'not-looked-at': '?',
}
