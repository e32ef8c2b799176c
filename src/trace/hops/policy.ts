import { directionVerdict } from '../../kube/policy/direction.ts'
import { dnsVerdict } from '../../kube/policy/dns-leg.ts'
import { anyPodOf, type End } from '../../kube/policy/ends.ts'
import type { Direction } from '../../kube/policy/network-policies.ts'
import { count } from '../../world/wording.ts'
import type { HopAnswer, HopRule, Route } from '../model.ts'
import { deniedAnswer, openAnswer, policyEvidence } from '../policy-answer.ts'
import type { Destination } from '../../kube/policy/destinations.ts'
import { clientEnd, destinationsOfRoute } from '../policy-ends.ts'

/** What may leave the client: its queries for the name first, then the request itself. */
export const egressHop: HopRule = {
  id: 'policy',
  direction: 'egress',
  asks: 'whether a NetworkPolicy lets the client out',

  answer(route) {
    const client = clientEnd(route)
    return dnsLeg(route, client) ?? answerFor(route, client, 'egress')
  },
}

/** What may reach the pod. */
export const ingressHop: HopRule = {
  id: 'policy',
  direction: 'ingress',
  asks: 'whether a NetworkPolicy lets the request in',
  answer: (route) => answerFor(route, clientEnd(route), 'ingress'),
}

/** A name that cannot be asked for leads nowhere, whatever may leave for the Service. */
function dnsLeg({ world, host }: Route, client: End): HopAnswer | undefined {
  if (host === undefined) return undefined
  const dns = dnsVerdict(world, client)
  if (dns === undefined || dns.verdict === 'allowed' || dns.half === undefined) return undefined
  const { half } = dns
  // of what was not read the answer for the request itself speaks
  if (half.deciding.length === 0) return undefined
  const cause = 'policy-dns-blocked'
  return dns.verdict === 'denied'
    ? deniedAnswer(half, { cause, because: `${client.text} may not ask for names: ${dns.because}` })
    : openAnswer(half, { cause, because: `whether ${client.text} may ask for names is open: ${dns.because}` })
}

function answerFor(route: Route, client: End, direction: Direction): HopAnswer {
  const { world, protocol, service } = route
  const destinations = destinationsOfRoute(route)
  const known = destinations.length > 0
  const asked: Destination[] = known
    ? destinations
    : [{ end: anyPodOf(world, service?.namespace ?? route.clientNamespace) }]
  const verdicts = asked.map(({ end, port }) =>
    directionVerdict(
      world,
      { from: client, to: end, protocol, ...(port === undefined ? {} : { port }) },
      direction,
    ),
  )
  const [first] = verdicts
  if (first === undefined) return { status: 'unknown', because: 'no pod is known' }
  const worst =
    verdicts.find(({ verdict }) => verdict === 'denied') ??
    verdicts.find(({ verdict }) => verdict === 'unknown') ??
    first
  const { because } = worst
  if (worst.verdict === 'allowed') return { status: 'ok', because, evidence: policyEvidence(worst) }
  if (!known) return { status: 'not-checked', because: `no pod is known, and ${because}` }
  const cause = 'policy-blocks-service-client'
  if (worst.verdict === 'unknown') return openAnswer(worst, { cause, because })
  const called = route.servicePort?.port
  const dropped = verdicts.filter(({ verdict }) => verdict === 'denied').length
  const answer = deniedAnswer(worst, { cause, because, ...(called === undefined ? {} : { called }) })
  return dropped === verdicts.length
    ? answer
    : {
        ...answer,
        status: 'suspicious',
        because: `for ${dropped} of ${count(verdicts.length, 'pod')} ${because}`,
      }
}
