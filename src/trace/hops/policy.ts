import { typeOf } from '../../kube/core/defaults.ts'
import { fqdnOf } from '../../kube/dns/service-name.ts'
import type { DirectionVerdict } from '../../kube/policy/direction.ts'
import { dnsVerdict, type DnsVerdict } from '../../kube/policy/dns-egress.ts'
import type { End } from '../../kube/policy/ends.ts'
import type { HopAnswer, HopRule, Route } from '../model.ts'
import { deniedAnswer, openAnswer } from '../policy-answer.ts'
import { answerBetween } from '../policy-between.ts'
import { clientEnd, destinationsOfRoute } from '../policy-ends.ts'

/** What may leave the client: its queries for the name first, then the request itself. */
export const egressHop: HopRule = {
  id: 'policy',
  direction: 'egress',
  asks: 'whether a NetworkPolicy lets the client out',

  answer(route) {
    const client = clientEnd(route)
    const dns = route.host === undefined ? undefined : dnsVerdict(route.world, client)
    const blocked = dns && dnsBlocked(dns, client)
    if (blocked !== undefined) return blocked
    const answer = answerBetween(route, [client], 'egress')
    return dns?.withoutTcp === undefined || answer.status !== 'ok'
      ? answer
      : overUdpOnly(route, { client, half: dns.withoutTcp, answer })
  },
}

/** What may reach the pod. */
export const ingressHop: HopRule = {
  id: 'policy',
  direction: 'ingress',
  asks: 'whether a NetworkPolicy lets the request in',
  answer: (route) => answerBetween(route, [clientEnd(route)], 'ingress'),
}

const cause = 'policy-dns-blocked'

/** A name that cannot be asked for leads nowhere, whatever may leave for the Service. */
function dnsBlocked({ verdict, because, half }: DnsVerdict, client: End): HopAnswer | undefined {
  // of what was not read the answer for the request itself speaks
  if (verdict === 'allowed' || half === undefined || half.deciding.length === 0) return undefined
  return verdict === 'denied'
    ? deniedAnswer(half, { cause, because: `${client.text} may not ask for names: ${because}` })
    : openAnswer(half, { cause, because: `whether ${client.text} may ask for names is open: ${because}` })
}

const mostBytesOfUdp = 512

/** Resolvers come back over TCP for an answer that is too long for UDP: that of a headless Service with many pods. */
function overUdpOnly(
  route: Route,
  { client, half, answer }: { client: End; half: DirectionVerdict; answer: HopAnswer },
): HopAnswer {
  const { addresses, bytes } = longestAnswer(route)
  if (bytes <= mostBytesOfUdp)
    return {
      ...answer,
      because: `${answer.because}; names may be asked for over UDP only, which is enough here`,
    }
  const because = `the answer of DNS has ${addresses} addresses, too many for UDP, and ${client.text} may not ask over TCP: ${half.because}`
  return { ...deniedAnswer(half, { cause, because }), status: 'suspicious' }
}

/** A header, the question, and an A record for each pod of a headless Service; without EDNS, as glibc, musl and Go ask. */
function longestAnswer(route: Route): { addresses: number; bytes: number } {
  const { world, service } = route
  if (service === undefined || typeOf(service.manifest) !== 'Headless') return { addresses: 1, bytes: 0 }
  const addresses = destinationsOfRoute(route).reduce(
    (sum, { end }) => sum + (end.is === 'pod' ? (end.podSource?.replicas ?? 1) : 1),
    0,
  )
  const name = fqdnOf(world, service).length + 2
  return { addresses, bytes: 12 + name + 4 + 16 * addresses }
}
