import { slicesApart } from '../../diagnose/slice-reach.ts'
import { joinList } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly none: boolean
  readonly missing: readonly string[]
  readonly foreign: readonly string[]
}

export const endpointsDifferFromPods = defineRule<'Service', Data>({
  id: 'endpoints-differ-from-pods',
  title: 'the EndpointSlices of a Service list something else than its ready pods',
  severity: 'warning',
  subject: ['Service'],
  evidence: ['Pod', 'EndpointSlice'],
  why:
    'kube-proxy and DNS follow EndpointSlices, not pods. When the controller does not run, or something else has written into a slice, packets go where the slice says: to ' +
    'addresses that no pod has, or nowhere, while selector, pods and ports look right.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/',
  bad: `apiVersion: v1
kind: Service
metadata: {name: web, uid: s1}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web, image: web, ports: [{containerPort: 8080}]}]}
status: {phase: Running, podIPs: [{ip: 10.1.0.4}], conditions: [{type: Ready, status: "True"}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels: {kubernetes.io/service-name: web, endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io}
  ownerReferences: [{apiVersion: v1, kind: Service, name: web, uid: s1, controller: true}]
addressType: IPv4
endpoints: []
ports: []
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: web, uid: s1}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web, image: web, ports: [{containerPort: 8080}]}]}
status: {phase: Running, podIPs: [{ip: 10.1.0.4}], conditions: [{type: Ready, status: "True"}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels: {kubernetes.io/service-name: web, endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io}
  ownerReferences: [{apiVersion: v1, kind: Service, name: web, uid: s1, controller: true}]
addressType: IPv4
endpoints: [{addresses: [10.1.0.4], conditions: {ready: true, serving: true, terminating: false}}]
ports: [{name: "", port: 8080, protocol: TCP}]
`,

  *check(service, world) {
    const apart = slicesApart(world, service)
    // what a controller adds in the next second is no news, as long as anything answers
    if (apart === undefined || (!apart.none && apart.foreign.length === 0)) return
    const { none, missing, foreign, slices } = apart
    yield {
      at: ['spec', 'selector'],
      side: 'key',
      ...(none ? { severity: 'error' as const } : {}),
      data: { none, missing, foreign },
      related: slices
        .slice(0, 3)
        .map((slice) => ({ resource: slice, at: ['endpoints'], note: 'what packets follow' })),
    }
  },

  message: ({ none, missing, foreign }) => ({
    text: none
      ? `its EndpointSlices give packets no endpoint, though its ready pods are ${joinList(missing, 3)}`
      : `its EndpointSlices send packets to ${joinList(foreign, 3)}, and no ready pod that it selects is there`,
    hint: 'the EndpointSlice controller is behind or does not run, or something else writes these slices',
  }),
})
