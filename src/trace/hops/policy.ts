import type { Direction } from '../../kube/policy/network-policies.ts'
import { directionVerdict, type DirectionVerdict } from '../../kube/policy/direction.ts'
import { dnsVerdict } from '../../kube/policy/dns-leg.ts'
import { anyPodOf, type End } from '../../kube/policy/ends.ts'
import { count } from '../../world/wording.ts'
import { evidence, shellWord } from '../evidence.ts'
import type { Evidence, HopAnswer, HopRule, Route } from '../model.ts'
import { clientEnd, destinationsOf, type Destination } from '../policy-ends.ts'

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
  if (half.isolating.length === 0) return undefined
  const common = { evidence: evidenceOf(half), ...confirmOf(half) }
  const names = `${client.text} may not ask for names: ${dns.because}`
  return dns.verdict === 'denied'
    ? denied(half, { ...common, because: names })
    : {
        ...common,
        status: statusOf(half),
        because: `whether ${client.text} may ask for names is open: ${dns.because}`,
      }
}

function answerFor(route: Route, client: End, direction: Direction): HopAnswer {
  const { world, protocol, service } = route
  const destinations = destinationsOf(route)
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
  if (worst.verdict === 'allowed')
    return { status: 'ok', because: worst.because, evidence: evidenceOf(worst) }
  if (!known) return { status: 'not-checked', because: `no pod is known, and ${worst.because}` }
  const common = { evidence: evidenceOf(worst), ...confirmOf(worst) }
  const dropped = verdicts.filter(({ verdict }) => verdict === 'denied').length
  if (worst.verdict === 'unknown') return { ...common, status: statusOf(worst), because: worst.because }
  if (dropped === verdicts.length) return denied(worst, { ...common, because: worst.because })
  return {
    ...common,
    status: 'suspicious',
    because: `for ${dropped} of ${count(verdicts.length, 'pod')} ${worst.because}`,
  }
}

/** Another policy could allow it, so that of files alone it is no proof. */
function denied({ doubt }: DirectionVerdict, answer: Omit<HopAnswer, 'status'>): HopAnswer {
  return doubt === undefined
    ? {
        ...answer,
        status: 'problem',
        because: `${answer.because}; where the network plugin enforces policies, it is dropped`,
      }
    : { ...answer, status: 'unknown', because: `${answer.because}, but ${doubt.because}` }
}

/** A lost document may have been a policy, but where none is in sight other hops have more to say. */
function statusOf({ doubt, isolating }: DirectionVerdict): 'unknown' | 'forbidden' | 'suspicious' {
  if (doubt?.state === 'unread' && isolating.length === 0) return 'suspicious'
  return doubt?.state === 'forbidden' ? 'forbidden' : 'unknown'
}

function evidenceOf({ isolating }: DirectionVerdict): Evidence[] {
  return isolating.flatMap(({ policy, selects, rules }) => {
    const allowing = selects.is === 'yes' ? rules.find(({ allows }) => allows.is === 'yes') : undefined
    return [evidence(policy, allowing?.rule.at ?? ['spec'])]
  })
}

function confirmOf({ isolating }: DirectionVerdict): { confirm?: string } {
  const [first] = isolating
  if (first === undefined) return {}
  const { name, namespace = '' } = first.policy
  return { confirm: `kubectl describe networkpolicy ${shellWord(name)} -n ${shellWord(namespace)}` }
}
