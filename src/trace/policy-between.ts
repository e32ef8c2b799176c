import type { Destination } from '../kube/policy/destinations.ts'
import { directionVerdict, type DirectionVerdict } from '../kube/policy/direction.ts'
import { anyPodOf, labelsOfNamespace, type End } from '../kube/policy/ends.ts'
import { labelsKnown } from '../kube/workload/label-selector.ts'
import type { Direction } from '../kube/policy/network-policies.ts'
import { selectorOf } from '../kube/endpointslice/selection.ts'
import { nameOf } from '../world/resource.ts'
import { count } from '../text/wording.ts'
import type { HopAnswer, Route } from './model.ts'
import { deniedAnswer, openAnswer, policyEvidence } from './policy-answer.ts'
import { destinationsOfRoute } from './policy-ends.ts'

const cause = 'policy-blocks-service-client'

/** What policies say of every way from the senders to where the request can end up. */
export function verdictsBetween(
  route: Route,
  senders: readonly End[],
  direction: Direction,
): readonly DirectionVerdict[] {
  const { world, protocol } = route
  const destinations = destinationsOfRoute(route)
  return senders.flatMap((from) =>
    (destinations.length > 0 ? destinations : [podToCome(route)]).map(({ end, port }) =>
      directionVerdict(
        world,
        { from, to: end, protocol, ...(port === undefined ? {} : { port }) },
        direction,
      ),
    ),
  )
}

/** No pod is there: of one that the Service would select, its selector tells some labels. */
function podToCome({ world, service, clientNamespace }: Route): Destination {
  const namespace = service?.namespace ?? clientNamespace
  const selector = service && selectorOf(service.manifest)
  if (service === undefined || selector === undefined) return { end: anyPodOf(world, namespace) }
  const text = `a pod that ${nameOf(service)} selects`
  const labels = labelsKnown(selector, `the labels of ${text}, of which there is none`)
  return {
    end: { is: 'pod', text, namespace, labels, namespaceLabels: labelsOfNamespace(world, namespace) },
  }
}

/** The verdict that is told: the worst, since its share of the requests fails. */
export function worstOf(verdicts: readonly DirectionVerdict[]): DirectionVerdict | undefined {
  return (
    verdicts.find(({ verdict }) => verdict === 'denied') ??
    verdicts.find(({ verdict }) => verdict === 'unknown') ??
    verdicts[0]
  )
}

/** The answer of a hop: every pair of a sender and an endpoint counts. */
export function answerBetween(route: Route, senders: readonly End[], direction: Direction): HopAnswer {
  const verdicts = verdictsBetween(route, senders, direction)
  const worst = worstOf(verdicts)
  if (worst === undefined) return { status: 'unknown', because: 'no pod is known' }
  const { because } = worst
  if (worst.verdict === 'allowed') return { status: 'ok', because, evidence: policyEvidence(worst) }
  // the hop of the endpoints says why there is none, and what that means
  if (destinationsOfRoute(route).length === 0)
    return { status: 'unknown', because: `no pod is known, and ${because}`, moot: true }
  if (worst.verdict === 'unknown') return openAnswer(worst, { cause, because })
  const called = route.servicePort?.port
  const dropped = verdicts.filter(({ verdict }) => verdict === 'denied').length
  const answer = deniedAnswer(worst, { cause, because, ...(called === undefined ? {} : { called }) })
  const pairs = senders.length === 1 ? count(verdicts.length, 'pod') : `${verdicts.length} pairs of pods`
  return dropped === verdicts.length
    ? answer
    : { ...answer, status: 'suspicious', because: `for ${dropped} of ${pairs} ${because}` }
}
