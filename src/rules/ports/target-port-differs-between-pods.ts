import { servicePorts, type DefaultedPort } from '../../kube/core/defaults.ts'
import { selectionOf } from '../../kube/endpointslice/selection.ts'
import { resolveTargetPort } from '../../kube/core/target-port.ts'
import { ownerOf } from '../../kube/workload/owner.ts'
import { describePods } from '../../kube/workload/describe.ts'
import { hasEnded, type PodSource } from '../../kube/workload/pod-source.ts'
import { nextTo } from '../../diagnose/applications.ts'
import { labelOf } from '../../world/labels.ts'
import type { FieldPath } from '../../world/place.ts'
import { joinList, quote } from '../../text/wording.ts'
import type { World } from '../../world/world.ts'
import { defineRule, type Related } from '../rule.ts'

interface Data {
  readonly name: string
  readonly numbers: readonly number[]
  /** The pods that have no port of that name, in words; empty when all have one. */
  readonly lacking: string
}

export const targetPortDiffersBetweenPods = defineRule<'Service', Data>({
  id: 'target-port-differs-between-pods',
  title: 'a named targetPort means different numbers on different pods',
  severity: 'note',
  subject: ['Service'],
  evidence: [],
  why:
    'Pods that resolve a name to different numbers land in different slices of one Service. Through the virtual IP that works; a ' +
    'NetworkPolicy, a mesh or a client that dials pods on one number reaches only some of them.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/',
  bad: `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: http}]
---
apiVersion: v1
kind: Pod
metadata: {name: web-old, labels: {app: web}}
spec: {containers: [{name: web, image: web, ports: [{name: http, containerPort: 8080}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web-new, labels: {app: web}}
spec: {containers: [{name: web, image: web, ports: [{name: http, containerPort: 9090}]}]}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: http}]
---
apiVersion: v1
kind: Pod
metadata: {name: web-old, labels: {app: web}}
spec: {containers: [{name: web, image: web, ports: [{name: http, containerPort: 8080}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web-new, labels: {app: web}}
spec: {containers: [{name: web, image: web, ports: [{name: http, containerPort: 8080}]}]}
`,

  *check(service, world) {
    const { selected: all, withoutPods } = selectionOf(world, service)
    const selected = nextTo(service, all)
    const lasting = selected.filter((podSource) => isExpectedToAnswer(podSource))
    const ofJobs = new Set(lasting.filter((podSource) => isOfJob(world, podSource)))
    const serving = lasting.filter((podSource) => !ofJobs.has(podSource))
    for (const port of servicePorts(service.manifest)) {
      if (typeof port.targetPort !== 'string') continue
      const byNumber = new Map<number, TemplatePlace>()
      const lacking: PodSource[] = []
      const sortIn = (podSource: PodSource): void => {
        const resolution = resolveTargetPort(port, podSource.spec)
        if (!resolution.found) lacking.push(podSource)
        else if (resolution.declared !== undefined)
          byNumber.set(resolution.port, { podSource, path: resolution.declared.path })
      }
      serving.forEach(sortIn)
      // what has no pods yet may have the port that all pods lack
      if (byNumber.size === 0 && lacking.length > 0)
        withoutPods.filter((each) => !lacks(each, port)).forEach(sortIn)
      const jobs =
        lacking.length > 0 || byNumber.size > 1 ? [] : [...ofJobs].filter((each) => lacks(each, port))
      const without = [...lacking, ...jobs]
      if (byNumber.size === 0 || (byNumber.size === 1 && without.length === 0)) continue
      const numbers = [...byNumber.keys()].toSorted((a, b) => a - b)
      yield {
        at: ['spec', 'ports', port.index, 'targetPort'],
        ...(jobs.length > 0
          ? { severity: 'note' as const }
          : lacking.length > 0
            ? { severity: 'warning' as const }
            : {}),
        data: {
          name: port.targetPort,
          numbers,
          lacking: without.length === 0 ? '' : describePods(world, without),
        },
        related: [
          ...numbers.flatMap((number) => relatedTo(number, byNumber.get(number))),
          ...without.slice(0, 3).map((podSource) => ({
            resource: podSource.resource,
            at: [...podSource.path, 'spec', 'containers', 0, 'ports'],
            note: 'no port of that name here',
          })),
        ],
      }
    }
  },

  message: ({ name, numbers, lacking }) => ({
    text:
      lacking === ''
        ? `targetPort ${quote(name)} means different ports on different pods: ${joinList(numbers.map(String))}`
        : `targetPort ${quote(name)} is not a port of ${lacking}: no traffic goes there`,
    hint: 'fine during a migration; otherwise declare the same containerPort everywhere',
  }),
})

interface TemplatePlace {
  readonly podSource: PodSource
  readonly path: FieldPath
}

function relatedTo(number: number, place: TemplatePlace | undefined): Related[] {
  if (place === undefined) return []
  const { podSource, path } = place
  return [{ resource: podSource.resource, at: [...podSource.path, 'spec', ...path], note: `${number} here` }]
}

/** A hook of a chart, one that has ended: they share labels, and are gone when requests come. */
function isExpectedToAnswer(podSource: PodSource): boolean {
  const { annotations } = podSource.resource.manifest.metadata ?? {}
  return !hasEnded(podSource) && labelOf(annotations, 'helm.sh/hook') === undefined
}

/** Its pods share labels, and nobody expects them to answer: worth knowing. */
function isOfJob(world: World, { resource }: PodSource): boolean {
  const { kind } = ownerOf(world, resource) ?? resource
  return kind === 'Job' || kind === 'CronJob'
}

function lacks({ spec }: PodSource, port: DefaultedPort): boolean {
  return !resolveTargetPort(port, spec).found
}
