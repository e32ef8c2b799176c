import { servicePorts, typeOf } from '../../kube/core/defaults.ts'
import { selectorOf } from '../../kube/endpointslice/selection.ts'
import { actualSlices } from '../../kube/endpointslice/slices.ts'
import { listingPorts } from '../../diagnose/slice-fix.ts'
import { count, quoteList } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly slice: string
  readonly endpoints: number
  /** Empty for a slice written by hand, for a Service without a selector. */
  readonly targetPorts: readonly string[]
}

export const endpointsWithoutPort = defineRule<'Service', Data>({
  id: 'endpoints-without-port',
  title: 'an EndpointSlice lists addresses but no port',
  severity: 'error',
  subject: ['Service'],
  evidence: [],
  why:
    'When a pod resolves none of the Service’s ports, the controller still lists its address, in a slice with `ports: []`; one written by hand may lack them too. Such endpoints ' +
    'look healthy in `kubectl get endpointslices` and `kubectl describe service`, and kube-proxy cannot use them: connections are refused.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/',
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
endpoints: [{addresses: [10.1.0.4], conditions: {ready: true}}]
ports: []
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
endpoints: [{addresses: [10.1.0.4], conditions: {ready: true}}]
ports: [{port: 5432, protocol: TCP}]
`,

  *check(service, world) {
    const ports = servicePorts(service.manifest)
    // DNS answers with the addresses in the slices of a headless Service, whatever their ports
    if (ports.length === 0 || typeOf(service.manifest) === 'Headless') return
    const byController = selectorOf(service.manifest) !== undefined
    for (const slice of actualSlices(world, service)) {
      // one that is not ready gets no packet anyway: the pod of a finished Job stays in a slice for a while
      const endpoints = (slice.manifest.endpoints ?? []).filter(
        ({ conditions }) => conditions?.ready !== false,
      ).length
      if (endpoints === 0 || (slice.manifest.ports ?? []).length > 0) continue
      yield {
        at: ['spec', 'ports'],
        side: 'key',
        data: {
          slice: slice.name,
          endpoints,
          targetPorts: byController ? ports.map(({ targetPort }) => String(targetPort)) : [],
        },
        related: [
          { resource: slice, at: ['ports'], note: 'no port, so kube-proxy cannot use these endpoints' },
        ],
        ...(byController ? {} : { fix: listingPorts(service, slice) }),
      }
    }
  },

  message: ({ slice, endpoints, targetPorts }) => {
    const text = `EndpointSlice ${slice} lists ${count(endpoints, 'endpoint')} but no port`
    if (targetPorts.length === 0)
      return { text, hint: 'list under ports the name, number and protocol of each port of the Service' }
    return {
      text: `${text}: their pods have no port ${quoteList(targetPorts)}`,
      hint: 'name a port that the containers declare, or use its number',
    }
  },
})
