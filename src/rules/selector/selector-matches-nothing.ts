import type { NearestMiss } from '../../diagnose/nearest-miss.ts'
import { noMatchOf } from '../../diagnose/no-match.ts'
import type { Fix } from '../../diagnose/fix.ts'
import { formatPath, type FieldPath } from '../../world/place.ts'
import { defined } from '../../world/defined.ts'
import { defineRule, type Related } from '../rule.ts'

interface Data {
  readonly text: string
  readonly meant?: string
}

export const selectorMatchesNothing = defineRule<'Service', Data>({
  id: 'selector-matches-nothing',
  title: 'the selector of a Service matches no pod',
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
    const noMatch = noMatchOf(world, service)
    if (noMatch === undefined) return
    const { at, text, meant, miss, fix, reasons, proof, lost, doubt } = noMatch
    const isGuess =
      proof === 'in-sight' &&
      (miss?.kind === 'other-namespace' || (miss?.kind === 'slip' && miss.underOtherKey === true))
    yield defined({
      at,
      // a wrong value is marked itself; all else is said of a key
      side: isWrongValue(fix, at) ? ('value' as const) : ('key' as const),
      data: defined({ text, meant }),
      related: lost === undefined ? miss && relatedTo(miss) : [],
      // what is in doubt the engine says
      reasons: reasons.slice(0, 1),
      fix,
      absence: absences[proof],
      severity: isGuess ? ('warning' as const) : undefined,
      // the engine knows what was not read, and nothing of operators
      doubt: world.doubt(['Pod'], service.namespace) === undefined ? doubt?.because : undefined,
    })
  },

  message: ({ text, meant }) => defined({ text, hint: meant }),
})

function isWrongValue(fix: Fix | undefined, at: FieldPath): boolean {
  const [only, another] = fix?.edits ?? []
  return (
    only !== undefined && another === undefined && 'set' in only && formatPath(only.at) === formatPath(at)
  )
}

const absences = { proven: undefined, 'in-sight': 'near-miss', open: 'bare' } as const

function relatedTo(miss: NearestMiss): Related[] {
  const [first] = miss.podSources
  if (first === undefined) return []
  if (miss.kind === 'other-namespace')
    return [
      {
        resource: first.resource,
        at: [...first.path, 'metadata', 'labels'],
        note: `the labels, in namespace ${first.resource.namespace ?? ''}`,
      },
    ]
  if (miss.kind === 'workload-labels') {
    return [
      {
        resource: first.resource,
        at: [...first.path, 'metadata'],
        note: 'the pod template, where the selector looks',
      },
    ]
  }
  if (miss.kind === 'rollout-hash' || miss.kind === 'same-application')
    return [
      {
        resource: first.resource,
        at: [...first.path, 'metadata', 'labels'],
        note: 'the labels that the pods carry',
      },
    ]
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
