import { serviceNameLabel } from '../../kube/endpointslice/slice-labels.ts'
import { typeOf } from '../../kube/core/defaults.ts'
import { labelOf } from '../../world/labels.ts'
import { splittingEndpoint } from '../../diagnose/slice-fix.ts'
import { joinList } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly first: string
  readonly others: readonly string[]
}

export const sliceSeveralAddresses = defineRule<'EndpointSlice', Data>({
  id: 'slice-several-addresses',
  title: 'an endpoint of an EndpointSlice lists several addresses',
  severity: 'warning',
  subject: ['EndpointSlice'],
  evidence: [],
  why:
    'The addresses of one endpoint are meant to be addresses of one and the same program, and kube-proxy uses the first of them alone. Written as a list of hosts, all but ' +
    'the first get no traffic.',
  source: 'https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoint-slice-v1/',
  bad: `apiVersion: v1
kind: Service
metadata: {name: db}
spec:
  ports: [{port: 5432}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, labels: {kubernetes.io/service-name: db}}
addressType: IPv4
endpoints: [{addresses: [192.0.2.4, 192.0.2.5]}]
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
endpoints: [{addresses: [192.0.2.4]}, {addresses: [192.0.2.5]}]
ports: [{port: 5432}]
`,

  *check(slice, world) {
    const name = labelOf(slice.manifest.metadata?.labels, serviceNameLabel)
    const service = name === undefined ? undefined : world.get('Service', slice.namespace, name)
    // DNS answers with all of them
    if (name === undefined || (service !== undefined && typeOf(service.manifest) === 'Headless')) return
    for (const [index, { addresses = [] }] of (slice.manifest.endpoints ?? []).entries()) {
      const [first, ...others] = addresses
      if (first === undefined || others.length === 0) continue
      yield {
        at: ['endpoints', index, 'addresses', 1],
        data: { first, others },
        fix: splittingEndpoint(slice, index),
      }
    }
  },

  message: ({ first, others }) => ({
    text: `kube-proxy uses only the first address of an endpoint: ${first}; ${joinList(others, 3)} ${others.length === 1 ? 'gets' : 'get'} no traffic`,
    hint: 'make each address an endpoint of its own',
  }),
})
