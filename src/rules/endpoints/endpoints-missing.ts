import { isWithoutEndpoints } from '../../diagnose/slice-meant.ts'
import { defineRule } from '../rule.ts'

export const endpointsMissing = defineRule<'Service', undefined>({
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
    yield { at: ['spec'], side: 'key', data: undefined, absence: 'bare' }
  },

  message: () => ({
    text: 'the Service has no selector, and no EndpointSlice or Endpoints object gives it an address',
    hint: 'add a selector, or an EndpointSlice with the label kubernetes.io/service-name',
  }),
})
