import { describeMiss } from '../../diagnose/describe-miss.ts'
import { diagnoseNoMatch, reasonsOfNoMatch } from '../../diagnose/no-match.ts'
import type { NearestMiss } from '../../diagnose/nearest-miss.ts'
import { selectionOf, selectorOf } from '../../kube/endpointslice/selection.ts'
import { defined } from '../../world/defined.ts'
import { formatLabels } from '../../world/labels.ts'
import type { FieldPath } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'
import { quote } from '../../text/wording.ts'
import { defineRule, type Fix, type Related } from '../rule.ts'

interface Data {
  readonly selector: string
  readonly meant?: string
}

export const selectorMatchesNothing = defineRule<'Service', Data>({
  id: 'selector-matches-nothing',
  title: 'the selector of a Service matches at least one pod',
  severity: 'error',
  subject: ['Service'],
  evidence: ['Pod'],
  why:
    'The EndpointSlice controller lists the pods of the Service’s own namespace whose labels hold every pair of the selector. ' +
    'When none does, it writes an empty slice: the name resolves, and every connection is refused.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#services-in-kubernetes',
  bad: `apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec:
  selector: {app: chat-apo}
  ports: [{port: 80, targetPort: http}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat-api}
spec:
  selector: {matchLabels: {app: chat-api}}
  template:
    metadata: {labels: {app: chat-api}}
    spec: {containers: [{name: server, image: chat, ports: [{name: http, containerPort: 8080}]}]}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec:
  selector: {app: chat-api}
  ports: [{port: 80, targetPort: http}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat-api}
spec:
  selector: {matchLabels: {app: chat-api}}
  template:
    metadata: {labels: {app: chat-api}}
    spec: {containers: [{name: server, image: chat, ports: [{name: http, containerPort: 8080}]}]}
`,

  *check(service, world) {
    const selector = selectorOf(service.manifest)
    const { selected, maybe, withoutPods } = selectionOf(world, service)
    if (selector === undefined || selected.length + maybe.length + withoutPods.length > 0) return
    const { miss, proof } = diagnoseNoMatch(world, service)
    const fix = miss && fixOf(service, miss)
    yield defined({
      at: miss === undefined ? selectorPath : placeOf(miss),
      // a wrong value is marked itself; all else is said of a key
      side: fix === undefined ? ('key' as const) : ('value' as const),
      data: defined({ selector: formatLabels(selector), meant: miss && describeMiss(world, miss) }),
      related: miss && relatedTo(miss),
      // what is in doubt the engine says
      reasons: reasonsOfNoMatch(world, service, defined({ miss })),
      fix,
      absence: absences[proof],
    })
  },

  message: ({ selector, meant }) => ({
    text: `selector ${quote(selector)} matches no pod`,
    ...(meant === undefined ? {} : { hint: meant }),
  }),
})

const selectorPath = ['spec', 'selector']
const absences = { proven: undefined, 'in-sight': 'near-miss', open: 'bare' } as const

function placeOf(miss: NearestMiss): FieldPath {
  return miss.kind === 'slip' || miss.kind === 'one-label' ? [...selectorPath, miss.key] : selectorPath
}

/** Of a slip in the value; the right key may already stand beside the wrong one. */
function fixOf(service: Resource, miss: NearestMiss): Fix | undefined {
  if (miss.kind !== 'slip' || miss.foundKey !== miss.key) return undefined
  const at = placeOf(miss)
  return {
    title: `set ${miss.key} of the selector to ${quote(miss.found)}`,
    edits: [{ resource: service, at, set: miss.found }],
  }
}

function relatedTo(miss: NearestMiss): Related[] {
  if (miss.kind === 'other-namespace') return []
  const [first] = miss.podSources
  if (first === undefined) return []
  if (miss.kind === 'workload-labels') {
    return [
      {
        resource: first.resource,
        at: [...first.path, 'metadata'],
        note: 'the pod template, where the selector looks',
      },
    ]
  }
  const key = miss.kind === 'slip' ? miss.foundKey : miss.key
  const absent = miss.kind === 'one-label' && miss.found === undefined
  return [
    {
      resource: first.resource,
      at: [...first.path, 'metadata', 'labels', key],
      note: absent ? 'the labels that the pods carry' : 'the label that the pods carry',
    },
  ]
}
