import { candidatesOf, type Candidate } from '../../kube/endpointslice/candidates.ts'
import { noMatchOf } from '../../diagnose/no-match.ts'
import { scalingUp, unavailabilityOf } from '../../diagnose/unavailability.ts'
import { noneReadyUnseen, notThereYet } from '../../diagnose/unseen-pods.ts'
import { witnessesBehind } from '../../diagnose/witnesses.ts'
import { defined } from '../../world/defined.ts'
import { nameOf } from '../../world/resource.ts'
import { count } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly workload: string
  readonly replicas: number
  readonly isToCome?: true
  /** What its controller says of it. */
  readonly said: readonly string[]
}

export const endpointsNoPods = defineRule<'Service', Data>({
  id: 'endpoints-no-pods',
  title: 'the workload of a Service has no pods',
  severity: 'warning',
  subject: ['Service'],
  evidence: [],
  why:
    'The selector matches a workload, but no pod of it exists: it is scaled to 0, or its controller cannot make pods (a quota, an admission ' +
    'webhook, a missing ServiceAccount). The slice is empty and connections are refused until there is a pod.',
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#replicas',
  bad: `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 0
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web}]}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web-1, labels: {app: web}, ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, controller: true}]}
spec: {containers: [{name: web, image: web}]}
`,

  *check(service, world) {
    yield* ofManifests(notThereYet(world, service))
    const candidates = candidatesOf(world, service)
    const unavailability = unavailabilityOf(candidates)
    // of pods that cannot be seen, slices without an endpoint say that there is none
    const isSaid =
      unavailability?.kind === 'not-seen' && noneReadyUnseen(world, service, candidates)?.total === 0
    // a selector of a rollout that is over matches a workload without pods: the selector is what is wrong
    if (unavailability === undefined || !(unavailability.kind === 'no-pods' || isSaid)) return
    if (!('workload' in unavailability) || noMatchOf(world, service) !== undefined) return
    const { resource, replicas } = unavailability.workload.podSource
    // in a manifest it may be meant: an autoscaler or a person sets it
    const isManifest = resource.manifest.metadata?.uid === undefined
    yield {
      at: ['spec', 'selector'],
      side: 'key',
      ...(replicas === 0 && isManifest ? { severity: 'note' as const } : {}),
      ...(replicas > 0 && !isManifest ? { severity: 'error' as const } : {}),
      data: {
        workload: nameOf(resource),
        replicas,
        said: witnessesBehind(world, service).map(({ text }) => text),
      },
      reasons: [unavailability.workload],
      related: [
        {
          resource,
          at: ['spec', 'replicas'],
          note: replicas === 0 ? 'scaled to 0' : 'wants pods and has none',
        },
      ],
      ...defined({ fix: scalingUp(unavailability.workload.podSource) }),
    }
  },

  message: ({ workload, replicas, said, isToCome }) =>
    isToCome
      ? {
          text: `the Service has no ready pods: its EndpointSlices list none, and ${workload} is not in the cluster yet`,
          hint: 'connections are refused until it is applied, and its pods are ready',
        }
      : replicas === 0
        ? {
            text: `the Service has no pods: ${workload} is scaled to 0`,
            hint: `kubectl scale --replicas=1, or remove the Service`,
          }
        : {
            text: [
              `the Service has no pods: ${workload} wants ${count(replicas, 'pod')} and has none`,
              ...said,
            ].join('; '),
            hint:
              said.length > 0
                ? 'make room for its pods, or correct what is refused'
                : 'its events say why: kubectl describe',
          },
})

/** Nothing is wrong with what is to be applied: that it is not is worth knowing. */
function* ofManifests(toCome: Candidate | undefined) {
  if (toCome === undefined) return
  const { resource, replicas } = toCome.podSource
  yield {
    at: ['spec', 'selector'],
    side: 'key',
    severity: 'note',
    data: { workload: nameOf(resource), replicas, said: [], isToCome: true },
    reasons: [toCome],
    related: [{ resource, at: ['metadata', 'name'], note: 'to come' }],
  } as const
}
