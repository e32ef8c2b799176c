import { setting } from '../../diagnose/fix.ts'
import { lostSlice } from '../../diagnose/slice-meant.ts'
import { serviceNameLabel } from '../../kube/endpointslice/slice-labels.ts'
import { defined } from '../../world/defined.ts'
import { quote } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly names: string
  readonly meant?: string
}

export const sliceServiceMissing = defineRule<'EndpointSlice', Data>({
  id: 'slice-service-missing',
  title: 'an EndpointSlice is for a Service that does not exist',
  severity: 'warning',
  subject: ['EndpointSlice'],
  evidence: ['Service'],
  why:
    'A slice belongs to the Service that its label kubernetes.io/service-name names, not to the one that it is called after. With the name of no Service it has no effect, and the ' +
    'Service that it was written for has no endpoints.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#ownership',
  bad: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, labels: {kubernetes.io/service-name: database}}
addressType: IPv4
endpoints: [{addresses: [192.0.2.4]}]
ports: [{port: 5432}]
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: database}
spec:
  ports: [{port: 5432}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, labels: {kubernetes.io/service-name: database}}
addressType: IPv4
endpoints: [{addresses: [192.0.2.4]}]
ports: [{port: 5432}]
`,

  *check(slice, world) {
    const lost = lostSlice(world, slice)
    if (lost === undefined) return
    const { names, meant } = lost
    const at = ['metadata', 'labels', serviceNameLabel]
    yield defined({
      at,
      data: defined({ names, meant: meant?.name }),
      absence: 'bare' as const,
      related: meant && [
        { resource: meant, at: ['metadata', 'name'], note: 'has no selector and no endpoints' },
      ],
      fix: meant && setting(slice, at, meant.name),
    })
  },

  message: ({ names, meant }) =>
    defined({
      text: `there is no Service ${quote(names)}, so nothing uses these endpoints`,
      hint: meant === undefined ? undefined : `did you mean ${quote(meant)}, which has no endpoints?`,
    }),
})
