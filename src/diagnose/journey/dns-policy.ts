import { typeOf } from '../../kube/core/defaults.ts'
import { fqdnOf } from '../../kube/dns/service-name.ts'
import { dnsVerdict, type DnsVerdict } from '../../kube/policy/dns-egress.ts'
import type { ConnectionEnd as PolicyEnd } from '../../kube/policy/ends.ts'
import { assumesNoOtherPolicy, deniedEnd, openEnd } from './policy-end.ts'
import type { End, Leg, Passed } from './model.ts'
import type { Worlds } from './worlds.ts'

const cause = 'policy-dns-blocked'
const mostBytesOfUdp = 512

interface ClientQueries {
  readonly client: PolicyEnd
  /** Where the name led, were it answered. */
  readonly legs: readonly Leg[]
}

/** What policies let of the client's queries for a name through; nothing to say where it asks other servers. */
export function dnsPolicy(worlds: Worlds, { client, legs }: ClientQueries): { end?: End; passed?: Passed } {
  const verdict = dnsVerdict(worlds.open, client)
  if (verdict === undefined) return {}
  const blocked = blockedEnd(verdict, client)
  if (blocked !== undefined)
    return blocked.outcome === 'unknown'
      ? { passed: { because: blocked.because, open: blocked } }
      : { end: blocked }
  const { withoutTcp } = verdict
  if (withoutTcp === undefined) return {}
  const { addresses, bytes } = longestAnswer(worlds, legs)
  if (bytes <= mostBytesOfUdp)
    return { passed: { because: 'names may be asked for over UDP only, which is enough here' } }
  const because = `the answer of DNS has ${addresses} addresses, too many for UDP, and ${client.text} cannot ask over TCP: ${withoutTcp.because}`
  return {
    passed: { because, open: { ...deniedEnd(withoutTcp, { cause, because }), outcome: 'unknown', because } },
  }
}

/** A name that cannot be asked for leads nowhere, whatever may leave for the Service. */
function blockedEnd({ verdict, because, half }: DnsVerdict, client: PolicyEnd): End | undefined {
  // of what was not read the answer for the request itself speaks
  if (verdict === 'allowed' || half === undefined || half.deciding.length === 0) return undefined
  if (verdict === 'unknown')
    return openEnd(half, { cause, because: `whether ${client.text} may ask for names is open: ${because}` })
  return {
    ...deniedEnd(half, { cause, because: `${client.text} cannot resolve names: ${because}` }),
    assumes: assumesNoOtherPolicy(half),
  }
}

/** A header, the question, and an A record for each pod of a headless Service; without EDNS, as glibc, musl and Go ask. */
function longestAnswer({ closed }: Worlds, legs: readonly Leg[]): { addresses: number; bytes: number } {
  const [service] = legs.flatMap((leg) => leg.service ?? [])
  if (service === undefined || typeOf(service.manifest) !== 'Headless') return { addresses: 1, bytes: 0 }
  const addresses = legs
    .flatMap(({ ways }) => ways)
    .reduce(
      (sum, { podSource, address }) => sum + (address === undefined ? (podSource?.replicas ?? 1) : 1),
      0,
    )
  const name = fqdnOf(closed, service).length + 2
  return { addresses, bytes: 12 + name + 4 + 16 * addresses }
}
