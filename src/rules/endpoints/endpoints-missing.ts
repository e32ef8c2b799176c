import { setting } from '../../diagnose/fix.ts'
import { isWithoutEndpoints, unlabelledSlice } from '../../diagnose/slice-meant.ts'
import { serviceNameLabel } from '../../kube/endpointslice/slice-labels.ts'
import { defined } from '../../world/defined.ts'
import { defineRule } from '../rule.ts'

export const endpointsMissing = defineRule<'Service', { readonly slice?: string }>({
  id: 'endpoints-missing',
  title: 'a Service has neither a selector nor endpoints',
  severity: 'error',
  subject: ['Service'],
  evidence: ['EndpointSlice', 'Endpoints'],
  why:
    'Without a selector no controller makes EndpointSlices: they have to be written by hand, with the label kubernetes.io/service-name. ' +
    'Until then the name resolves and every connection is refused; a headless Service has no name at all.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors',
  bad: `apiVersion: v1
kind: Service
metadata: {name: db}
spec:
  ports: [{port: 5432}]
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: db}
spec:
  ports: [{port: 5432}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, labels: {kubernetes.io/service-name: db}}
addressType: IPv4
endpoints: [{addresses: [192.0.2.4]}]
ports: [{port: 5432}]
`,

  *check(service, world) {
    if (!isWithoutEndpoints(world, service)) return
    const slice = unlabelledSlice(world, service)
    yield defined({
      at: ['spec'],
      side: 'key' as const,
      data: defined({ slice: slice?.name }),
      absence: slice === undefined ? ('bare' as const) : ('near-miss' as const),
      related: slice && [
        { resource: slice, at: ['metadata', 'labels'], note: `lacks the label ${serviceNameLabel}` },
      ],
      fix: slice && setting(slice, ['metadata', 'labels', serviceNameLabel], service.name),
    })
  },

  message: ({ slice }) => ({
    text: 'the Service has no selector, and no EndpointSlice or Endpoints object gives it an address',
    hint:
      slice === undefined
        ? 'add a selector, or an EndpointSlice with the label kubernetes.io/service-name'
        : `EndpointSlice ${slice} lacks the label kubernetes.io/service-name`,
  }),
})
