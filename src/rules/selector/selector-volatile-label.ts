import { noMatchOf } from '../../diagnose/no-match.ts'
import { selectionOf, selectorOf } from '../../kube/endpointslice/selection.ts'
import { ownerOf } from '../../kube/workload/owner.ts'
import type { PodSource } from '../../kube/workload/pod-source.ts'
import { releaseLabels, rolloutLabels } from '../../kube/workload/runtime-labels.ts'
import { proposed, removing } from '../../diagnose/fix.ts'
import type { Resource } from '../../world/resource.ts'
import type { Service } from '../../world/types/manifest.ts'
import { labelOf } from '../../world/labels.ts'
import { valueAt } from '../../world/place.ts'
import { quote } from '../../text/wording.ts'
import type { World } from '../../world/world.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly key: string
  readonly value: string
  readonly byController: boolean
  readonly workload?: string
}

export const selectorVolatileLabel = defineRule<'Service', Data>({
  id: 'selector-volatile-label',
  title: 'the selector of a Service names a label that changes with a rollout',
  severity: 'warning',
  subject: ['Service'],
  evidence: [],
  why:
    'A label that changes with each rollout (a hash that a controller writes, or a version that the workload’s own selector ' +
    'does not fix) lets go of the old pods before the new ones match, or never matches the new ones: 503 during the deploy, or for good.',
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pod-template-hash-label',
  bad: `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web, version: "1.4.2"}
  ports: [{port: 80, targetPort: 8080}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, version: "1.4.2"}}
    spec: {containers: [{name: web, image: web, ports: [{containerPort: 8080}]}]}
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
    metadata: {labels: {app: web, version: "1.4.2"}}
    spec: {containers: [{name: web, image: web, ports: [{containerPort: 8080}]}]}
`,

  *check(service, world) {
    // where the rollout is over, that nothing is selected is the news
    if (noMatchOf(world, service)?.miss?.kind === 'rollout-hash') return
    const { selected } = selectionOf(world, service)
    for (const [key, value] of Object.entries(selectorOf(service.manifest) ?? {})) {
      const at = ['spec', 'selector', key]
      if (rolloutLabels.has(key) && !isKept(service, key))
        yield {
          at,
          side: 'key',
          data: { key, value, byController: true },
          fix: proposed(removing(service, at)),
        }
      if (!releaseLabels.has(key)) continue
      const loose = selected
        .map((podSource) => workloadOf(world, podSource))
        .find((workload) => workload !== undefined && !fixes(workload, key))
      if (loose === undefined) continue
      yield {
        at,
        side: 'key',
        fix: proposed(removing(service, at)),
        data: { key, value, byController: false, workload: `${loose.kind} ${loose.name}` },
        related: [
          {
            resource: loose,
            at: ['spec', 'selector'],
            note: `the workload's own selector leaves ${key} free to change`,
          },
        ],
      }
    }
  },

  message: ({ key, value, byController, workload }) => ({
    text: byController
      ? `selector names ${quote(key)}, which changes with every rollout`
      : `selector names ${quote(`${key}=${value}`)}, which ${workload} may change with a rollout`,
    hint: `leave ${quote(key)} out of the selector`,
  }),
})

/** Argo Rollouts writes its hash into the Services that it manages, anew with each rollout. */
function isKept({ manifest: { metadata } }: Resource<Service>, key: string): boolean {
  const isManaged =
    labelOf(metadata?.annotations, 'argo-rollouts.argoproj.io/managed-by-rollouts') !== undefined
  // a manifest written by hand is not where the controller writes it
  return isManaged && key === 'rollouts-pod-template-hash' && metadata?.uid !== undefined
}

function workloadOf(world: World, podSource: PodSource) {
  return podSource.pod === undefined ? podSource.resource : ownerOf(world, podSource.resource)?.resource
}

function fixes(workload: { manifest: unknown }, key: string): boolean {
  const matchLabels = valueAt(workload.manifest, ['spec', 'selector', 'matchLabels'])
  // a kind without such a selector (a custom resource) tells us nothing
  if (typeof matchLabels !== 'object' || matchLabels === null) return true
  return labelOf(matchLabels as Record<string, string>, key) !== undefined
}
