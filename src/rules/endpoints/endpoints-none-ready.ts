import { candidatesOf } from '../../kube/endpointslice/candidates.ts'
import { describeNoneReady, reasonOf, unavailabilityOf } from '../../diagnose/unavailability.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly text: string
}

export const endpointsNoneReady = defineRule<'Service', Data>({
  id: 'endpoints-none-ready',
  title: 'at least one pod of a Service is ready',
  severity: 'error',
  subject: ['Service'],
  evidence: [],
  why:
    'The selector is right and the pods are there, but kube-proxy sends traffic only to endpoints that are ready (or, when none is, to ' +
    'terminating ones that still serve). With neither, connections are refused; the cause is in the pods, not in the Service.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#conditions',
  bad: `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
---
apiVersion: v1
kind: Pod
metadata: {name: web-1, labels: {app: web}}
spec:
  containers:
    - name: web
      image: web
      readinessProbe: {httpGet: {path: /healthz, port: 8080}}
status:
  phase: Running
  podIPs: [{ip: 10.1.0.4}]
  conditions: [{type: Ready, status: "False"}]
  containerStatuses: [{name: web, ready: false, state: {running: {}}}]
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
metadata: {name: web-1, labels: {app: web}}
spec:
  containers:
    - name: web
      image: web
      readinessProbe: {httpGet: {path: /healthz, port: 8080}}
status:
  phase: Running
  podIPs: [{ip: 10.1.0.4}]
  conditions: [{type: Ready, status: "True"}]
  containerStatuses: [{name: web, ready: true, state: {running: {}}}]
`,

  *check(service, world) {
    const unavailability = unavailabilityOf(candidatesOf(world, service))
    if (unavailability?.kind !== 'none-ready') return
    const { pods } = unavailability
    yield {
      at: ['spec', 'selector'],
      side: 'key',
      data: { text: describeNoneReady(pods) },
      reasons: pods,
      related: pods
        .slice(0, mostPodsShown)
        .map((pod) => ({ resource: pod.podSource.resource, at: ['status'], note: reasonOf(pod) })),
    }
  },

  message: ({ text }) => ({ text, hint: 'the Service is right; look at the pods: kubectl describe pod' }),
})

const mostPodsShown = 10
