import type { Reach } from '../../src/kube/proxy/model.ts'
import type { Met } from '../bed/packets.js'

/** One packet that was predicted, and what is known of who sends it where. */
export interface PacketCase {
  readonly name: string
  readonly client: string
  readonly network: 'http' | 'udp'
  readonly address: string
  readonly predicted: Reach
}

const outcomeOf = { refused: 'refused', dropped: 'timeout', 'no-route': 'no-route', unknown: 'unknown' }

/** What was met, in the words of the prediction: who answered, and what else there was. */
function seen(met: readonly Met[]) {
  const bodies = met.filter(({ outcome }) => outcome === 'answered').map(({ body = '' }) => body)
  const others = met.filter(({ outcome }) => outcome !== 'answered').map(({ outcome }) => outcome)
  return { pods: [...new Set(bodies)].toSorted(), others: [...new Set(others)].toSorted() }
}

/** Undefined when what was met is what was predicted, else both. `podOf`: the pod that has an address. */
export function differs(
  { name, predicted }: PacketCase,
  met: readonly Met[],
  podOf: ReadonlyMap<string, string>,
): object | undefined {
  const { outcome, endpoints, notes, because } = predicted
  const isNoted = (code: string) => notes.some((note) => note.code === code)
  const pods = [...new Set(endpoints.map(({ address = '' }) => podOf.get(address) ?? address))].toSorted()
  const lost = isNoted('replies-bypass-node') ? ['timeout'] : []
  const expected = { pods, others: outcome === 'endpoints' ? lost : [outcomeOf[outcome]] }
  const actual = seen(met)
  if (JSON.stringify(expected) === JSON.stringify(actual)) return undefined
  const everything = [...actual.pods, ...actual.others]
  // whoever is bound to one of them meets that one only, or the silence of one whose answers get lost
  if (isNoted('affinity') && everything.length === 1 && [...pods, ...lost].includes(everything[0] ?? ''))
    return undefined
  return { name, because, expected, actual }
}
