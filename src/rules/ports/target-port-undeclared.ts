import { servicePorts } from '../../kube/core/defaults.ts'
import { selectionOf } from '../../kube/endpointslice/selection.ts'
import { declaredPorts } from '../../kube/core/target-port.ts'
import { portClues } from '../../diagnose/port-clues.ts'
import { describePodSource } from '../../kube/workload/describe.ts'
import type { PodSource } from '../../kube/workload/pod-source.ts'
import { joinList } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly targetPort: number
  readonly pod: string
  readonly declared: readonly string[]
  readonly clues: readonly string[]
}

export const targetPortUndeclared = defineRule<'Service', Data>({
  id: 'target-port-undeclared',
  title: 'a numeric targetPort is a port that the pod is known to serve',
  severity: 'note',
  subject: ['Service'],
  evidence: [],
  why:
    'containerPort is documentation only: a pod may serve a port that it does not declare. But where other ports are declared, and probe, ' +
    'environment and arguments speak of those, a targetPort outside of them is more often a slip than a secret. Nothing listens, so connections are refused.',
  source: 'https://kubernetes.io/docs/concepts/workloads/pods/',
  bad: `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8000}]
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers:
    - name: web
      image: web
      args: ["--port=8080"]
      ports: [{containerPort: 8080}]
      readinessProbe: {httpGet: {port: 8080}}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers:
    - name: web
      image: web
      args: ["--port=8080"]
      ports: [{containerPort: 8080}]
      readinessProbe: {httpGet: {port: 8080}}
`,

  *check(service, world) {
    const { selected } = selectionOf(world, service)
    for (const { index, targetPort } of servicePorts(service.manifest)) {
      if (typeof targetPort !== 'number') continue
      const podSource = selected.find((candidate) => contradicts(candidate, targetPort))
      if (podSource === undefined) continue
      const declared = declaredPorts(podSource.spec).map(({ name, port }) =>
        name === '' ? String(port) : `${port} (${name})`,
      )
      yield {
        at: ['spec', 'ports', index, 'targetPort'],
        data: {
          targetPort,
          pod: describePodSource(podSource),
          declared,
          clues: portClues(podSource.spec).map(({ text }) => text),
        },
        related: [
          {
            resource: podSource.resource,
            at: [...podSource.path, 'spec', 'containers', 0, 'ports'],
            note: 'the ports that the pod declares',
          },
        ],
      }
    }
  },

  message: ({ targetPort, pod, declared, clues }) => ({
    text: `targetPort ${targetPort} is not declared by ${pod}, which declares ${joinList(declared)}`,
    hint:
      clues.length === 0
        ? 'fine if the program listens there all the same'
        : `what else it says: ${joinList(clues, 4)}`,
  }),
})

/** It declares ports, not this one, and nothing else in it speaks of this one. */
function contradicts({ spec }: PodSource, targetPort: number): boolean {
  const declared = declaredPorts(spec)
  if (declared.length === 0 || declared.some(({ port }) => port === targetPort)) return false
  return !portClues(spec).some(({ port }) => port === targetPort)
}
