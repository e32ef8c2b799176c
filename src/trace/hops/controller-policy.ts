import type { Direction } from '../../kube/policy/network-policies.ts'
import { possibleSenders, sendersBehind } from '../../kube/policy/senders.ts'
import { nameOf } from '../../world/resource.ts'
import { joinList } from '../../text/wording.ts'
import { evidence } from '../evidence.ts'
import type { HopAnswer, HopRule, Route } from '../model.ts'
import { openAnswer, policyEvidence } from '../policy-answer.ts'
import { answerBetween, verdictsBetween, worstOf } from '../policy-between.ts'

/** Behind an Ingress or a Gateway its controller's pods send the request. */
export const controllerEgressHop: HopRule = {
  id: 'policy',
  direction: 'egress',
  asks: 'whether a NetworkPolicy lets the controller out',
  answer: (route) => answerFor(route, 'egress'),
}

export const controllerIngressHop: HopRule = {
  id: 'policy',
  direction: 'ingress',
  asks: 'whether a NetworkPolicy lets the request of the controller in',
  answer: (route) => answerFor(route, 'ingress'),
}

function answerFor(route: Route, direction: Direction): HopAnswer {
  const { world, entryPoint } = route
  if (entryPoint === undefined) return { status: 'unknown', because: 'no Ingress and no Gateway is known' }
  const senders = sendersBehind(world, entryPoint)
  if ('unknown' in senders) return whoeverSends(route, { direction, why: senders.unknown })
  const answer = answerBetween(route, senders.ends, direction)
  const who = joinList([...new Set(senders.ends.map(({ text }) => text))], 3)
  return {
    ...answer,
    because: `${who} ${senders.ends.length === 1 ? 'sends' : 'send'} (${senders.because}); ${answer.because}`,
    evidence: [
      ...(answer.evidence ?? []),
      ...senders.evidence.slice(0, 1).map(({ resource, path }) => evidence(resource, path)),
    ],
  }
}

/** Where nobody knows who sends, it passes only if it passes from everywhere. */
function whoeverSends(route: Route, { direction, why }: { direction: Direction; why: string }): HopAnswer {
  const { world, entryPoint } = route
  const text = `the controller of ${entryPoint === undefined ? 'it' : nameOf(entryPoint.resource)}`
  const verdicts = verdictsBetween(route, possibleSenders(world, text), direction)
  const worst = worstOf(verdicts)
  if (worst === undefined || worst.verdict === 'allowed') {
    const open = verdicts.find(({ deciding }) => deciding.length > 0) ?? verdicts.at(-1)
    return {
      status: 'ok',
      because: `${open?.because ?? 'nothing holds it back'}, whichever pods send`,
      ...(open === undefined ? {} : { evidence: policyEvidence(open) }),
    }
  }
  const because = `which pods send is not known (${why}), and it decides: ${worst.because}`
  return openAnswer(worst, { cause: 'policy-blocks-service-client', because })
}
