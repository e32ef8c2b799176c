import { selectionOf, selectorOf } from '../../kube/endpointslice/selection.ts'
import { ownerOf } from '../../kube/workload/owner.ts'
import type { PodSource } from '../../kube/workload/pod-source.ts'
import { formatLabels, labelOf } from '../../world/labels.ts'
import { joinList, quote, quoteList } from '../../text/wording.ts'
import type { World } from '../../world/world.ts'
import { defineRule } from '../rule.ts'

// the labels by which people tell one application from another; a canary beside its stable version shares them
const identityLabels = [
  'app.kubernetes.io/name',
  'app',
  'k8s-app',
  'app.kubernetes.io/component',
  'component',
]

interface Data {
  readonly selector: string
  readonly key: string
  readonly values: readonly string[]
  readonly owners: readonly string[]
}

export const selectorMatchesSeveralApps = defineRule<'Service', Data>({
  id: 'selector-matches-several-apps',
  title: 'the selector of a Service matches the pods of several applications',
  severity: 'warning',
  subject: ['Service'],
  evidence: [],
  why:
    'A selector of common labels only also matches pods that were never meant to answer: a worker, a database, a migration Job. ' +
    'kube-proxy spreads connections over all of them, so some requests fail or, worse, are answered by the wrong program.',
  source: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/',
  bad: `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {team: shop}
  ports: [{port: 80, targetPort: 8080}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, team: shop}}
    spec: {containers: [{name: web, image: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: worker}
spec:
  selector: {matchLabels: {app: worker}}
  template:
    metadata: {labels: {app: worker, team: shop}}
    spec: {containers: [{name: worker, image: worker}]}
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
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, team: shop}}
    spec: {containers: [{name: web, image: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: worker}
spec:
  selector: {matchLabels: {app: worker}}
  template:
    metadata: {labels: {app: worker, team: shop}}
    spec: {containers: [{name: worker, image: worker}]}
`,

  *check(service, world) {
    const selector = selectorOf(service.manifest)
    const { selected } = selectionOf(world, service)
    if (selector === undefined || selected.length < 2) return
    for (const key of identityLabels) {
      const values = [...new Set(selected.flatMap(({ labels }) => labelOf(labels, key) ?? []))].toSorted()
      if (values.length < 2) continue
      const byValue = values.map((value) => selected.find(({ labels }) => labelOf(labels, key) === value))
      yield {
        at: ['spec', 'selector'],
        side: 'key',
        data: {
          selector: formatLabels(selector),
          key,
          values,
          owners: [...new Set(selected.map((item) => ownerText(world, item)))],
        },
        related: byValue.flatMap((podSource) =>
          podSource === undefined
            ? []
            : [
                {
                  resource: podSource.resource,
                  at: [...podSource.path, 'metadata', 'labels', key],
                  note: `one of the applications`,
                },
              ],
        ),
      }
      return
    }
  },

  message: ({ selector, key, values, owners }) => ({
    text: `selector ${quote(selector)} matches pods of several applications: ${key} is ${quoteList(values)}`,
    hint: `add ${quote(key)} to the selector; it now selects ${joinList(owners.toSorted(), 4)}`,
  }),
})

function ownerText(world: World, { resource }: PodSource): string {
  const { kind, name } = ownerOf(world, resource) ?? resource
  return `${kind} ${name}`
}
