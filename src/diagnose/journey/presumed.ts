import type { DefaultedPort } from '../../kube/core/defaults.ts'
import { selectorOf } from '../../kube/endpointslice/selection.ts'
import { directionVerdict } from '../../kube/policy/direction.ts'
import { labelsOfNamespace } from '../../kube/policy/ends.ts'
import type { ReachedEndpoint, ReachQuestion } from '../../kube/proxy/model.ts'
import { readyEndpoints } from '../../kube/proxy/ready-endpoints.ts'
import { labelsKnown } from '../../kube/workload/label-selector.ts'
import { defined } from '../../world/defined.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { Service } from '../../world/types/manifest.ts'
import { assumesNoOtherPolicy, deniedEnd } from './policy-end.ts'
import type { End, Way } from './model.ts'
import type { Sending } from './ways.ts'

/** Where it is not known which endpoints a node chooses: all that it could. */
export function endpointsPresumed(
  sending: Sending,
  question: ReachQuestion,
  servicePort: DefaultedPort,
): readonly ReachedEndpoint[] {
  return readyEndpoints(sending.worlds.closed, question, servicePort)
}

/**
 * Where the pods of a Service are not in sight: what policies say of any pod that its selector would choose. A denial is certain
 * whichever pods there are; anything else says nothing.
 */
export function deniedWhicheverPod(
  sending: Sending,
  service: Resource<Service>,
  port: number | undefined,
): Way | undefined {
  const { worlds, senders, protocol } = sending
  const selector = selectorOf(service.manifest)
  if (selector === undefined || sending.anyOfThem === true) return undefined
  const namespace = service.namespace ?? ''
  const text = `a pod that ${nameOf(service)} selects`
  const to = {
    is: 'pod' as const,
    text,
    namespace,
    labels: labelsKnown(selector, `the labels of ${text}, of which there is none`),
    get namespaceLabels() {
      return labelsOfNamespace(worlds.open, namespace)
    },
  }
  for (const direction of ['egress', 'ingress'] as const) {
    const verdicts = senders.map((from) =>
      directionVerdict(worlds.open, { from, to, protocol, ...defined({ port }) }, direction),
    )
    const [first] = verdicts
    if (first === undefined || !verdicts.every(({ verdict }) => verdict === 'denied')) continue
    const end: End = deniedEnd(first, defined({ called: sending.called }))
    const assumes = assumesNoOtherPolicy(first)
    const half =
      direction === 'egress' ? { egress: verdicts, ingress: [] } : { egress: [], ingress: verdicts }
    return { name: text, ...half, end: { ...end, assumes } }
  }
  return undefined
}
