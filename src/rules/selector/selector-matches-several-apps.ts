import { applicationsBehind, jobsBehind, narrowing } from '../../diagnose/applications.ts'
import { defined } from '../../world/defined.ts'
import { selectorOf } from '../../kube/endpointslice/selection.ts'
import { ownerOf } from '../../kube/workload/owner.ts'
import type { PodSource } from '../../kube/workload/pod-source.ts'
import { formatLabels, labelOf } from '../../world/labels.ts'
import { joinList, quote, quoteList } from '../../text/wording.ts'
import type { Resource } from '../../world/resource.ts'
import type { Service } from '../../world/types/manifest.ts'
import type { World } from '../../world/world.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly selector: string
  /** Absent where the others are the pods of jobs. */
  readonly key?: string
  readonly values: readonly string[]
  readonly owners: readonly string[]
  readonly answering?: string
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
    const found = applicationsBehind(world, service)
    if (selector === undefined) return
    if (found === undefined) {
      yield* withJobs(world, service, formatLabels(selector))
      return
    }
    const { key, values, podSources, answering } = found
    const byValue = values.flatMap(
      (value) => podSources.find(({ labels }) => labelOf(labels, key) === value) ?? [],
    )
    yield defined({
      at: ['spec', 'selector'],
      side: 'key' as const,
      data: defined({
        selector: formatLabels(selector),
        key,
        values,
        owners: [...new Set(podSources.map((item) => ownerText(world, item)))],
        answering,
      }),
      related: byValue.map(({ resource, path }) => ({
        resource,
        at: [...path, 'metadata', 'labels', key],
        note: `one of the applications`,
      })),
      fix: narrowing(world, service),
    })
  },

  message: ({ selector, key, values, owners, answering }) =>
    key === undefined
      ? {
          text: `selector ${quote(selector)} matches the pods of ${joinList(owners)} too, which declare no port: while they run, requests go to them as well`,
          hint: 'give the pods of the job other labels',
        }
      : {
          text: `selector ${quote(selector)} matches pods of several applications: ${key} is ${quoteList(values)}`,
          hint: `add ${quote(key)} to the selector; it now selects ${joinList(owners.toSorted(), 4)}${answering === undefined ? '' : `, of which only ${quote(`${key}=${answering}`)} declares the port`}`,
        },
})

/** A Job lives for a short time, and what it takes is little: worth knowing. */
function* withJobs(world: World, service: Resource<Service>, selector: string) {
  const jobs = jobsBehind(world, service)
  if (jobs.length === 0) return
  yield {
    at: ['spec', 'selector'],
    side: 'key' as const,
    severity: 'note' as const,
    data: {
      selector,
      values: [],
      owners: [...new Set(jobs.map((item) => ownerText(world, item)))].toSorted(),
    },
    related: jobs.slice(0, 3).map(({ resource, path }) => ({
      resource,
      at: [...path, 'metadata', 'labels'],
      note: 'the labels of the job',
    })),
  }
}

function ownerText(world: World, { resource }: PodSource): string {
  const { kind, name } = ownerOf(world, resource) ?? resource
  return `${kind} ${name}`
}
