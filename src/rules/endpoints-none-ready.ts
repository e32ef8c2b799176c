import { candidatesOf, isUsable } from '../kube/endpointslice/candidates.ts'
import { nameOf } from '../world/resource.ts'
import { count, joinList } from '../world/wording.ts'
import { defineRule } from './rule.ts'

interface Data {
  readonly pods: number
  readonly reasons: readonly string[]
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
    const candidates = candidatesOf(world, service)
    const observed = candidates.filter(({ podLike }) => podLike.pod?.manifest.status !== undefined)
    if (observed.length === 0 || candidates.some((candidate) => isUsable(candidate) || !hasStatus(candidate))) return
    const reasons = observed.map(({ podLike, because }) => `${podLike.resource.name}: ${because}`)
    yield {
      at: ['spec', 'selector'],
      side: 'key',
      data: { pods: observed.length, reasons: [...new Set(observed.map(({ because }) => because))] },
      related: observed
        .slice(0, mostPodsShown)
        .map(({ podLike }, index) => ({ resource: podLike.resource, at: ['status'], note: reasons[index] ?? nameOf(podLike.resource) })),
    }
  },

  message: ({ pods, reasons }) => ({
    text: pods === 1 ? `the only selected pod is not ready: ${reasons[0]}` : `none of the ${count(pods, 'selected pod')} is ready: ${joinList(reasons, 3)}`,
    hint: 'the Service is right; look at the pods: kubectl describe pod',
  }),
})

const mostPodsShown = 10

function hasStatus({ podLike }: ReturnType<typeof candidatesOf>[number]): boolean {
  return podLike.pod?.manifest.status !== undefined
}
