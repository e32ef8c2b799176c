import { servicePorts } from '../kube/apiserver/defaults.ts'
import { selectionOf } from '../kube/endpointslice/selection.ts'
import { resolveTargetPort } from '../kube/endpointslice/target-port.ts'
import { joinList, quote } from '../world/wording.ts'
import { defineRule } from './rule.ts'

interface Data {
  readonly name: string
  readonly numbers: readonly number[]
}

export const targetPortDiffersBetweenPods = defineRule<'Service', Data>({
  id: 'target-port-differs-between-pods',
  title: 'a named targetPort means one number on all selected pods',
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
    const { selected } = selectionOf(world, service)
    for (const port of servicePorts(service.manifest)) {
      if (typeof port.targetPort !== 'string') continue
      const byNumber = new Map(
        selected.flatMap((podLike) => {
          const resolution = resolveTargetPort(port, podLike.spec)
          return resolution.found && resolution.declared !== undefined
            ? [[resolution.port, { podLike, path: resolution.declared.path }]]
            : []
        }) as [number, { podLike: (typeof selected)[number]; path: readonly (string | number)[] }][],
      )
      if (byNumber.size < 2) continue
      yield {
        at: ['spec', 'ports', port.index, 'targetPort'],
        data: { name: port.targetPort, numbers: [...byNumber.keys()].toSorted((a, b) => a - b) },
        related: [...byNumber].map(([number, { podLike, path }]) => ({
          resource: podLike.resource,
          at: [...podLike.path, 'spec', ...path],
          note: `${number} here`,
        })),
      }
    }
  },

  message: ({ name, numbers }) => ({
    text: `targetPort ${quote(name)} means different ports on different pods: ${joinList(numbers.map(String))}`,
    hint: 'fine during a migration; otherwise declare the same containerPort everywhere',
  }),
})
