import { proposed, setting } from '../../diagnose/fix.ts'
import { formatPort, servicePorts, typeOf, type DefaultedPort } from '../../kube/core/defaults.ts'
import { handWrittenFor, slicePortFor } from '../../kube/endpointslice/hand-written.ts'
import { selectorOf } from '../../kube/endpointslice/selection.ts'
import { quote } from '../../text/wording.ts'
import type { Resource } from '../../world/resource.ts'
import type { Service } from '../../world/types/manifest.ts'
import type { World } from '../../world/world.ts'
import { defineRule, type Violation } from '../rule.ts'

interface Data {
  readonly port: DefaultedPort
  /** The ports of its endpoints, to which packets go; absent for an ExternalName. */
  readonly instead?: readonly number[]
  /** The host of an ExternalName. */
  readonly host?: string
}

export const targetPortIgnored = defineRule<'Service', Data>({
  id: 'target-port-ignored',
  title:
    'a targetPort has no effect: endpoints written by hand have another port, or the Service is an ExternalName',
  severity: 'note',
  subject: ['Service'],
  evidence: [],
  why:
    'targetPort is read by the controller that makes EndpointSlices from the pods of a selector. Without a selector, kube-proxy sends packets to the ' +
    'port that the EndpointSlice or Endpoints object gives. An ExternalName is a CNAME record: clients get another host name and dial the port they ' +
    'were given, so no port is translated. Some Ingress controllers connect to the external host themselves and choose the port in their own way: ' +
    'ingress-nginx takes targetPort.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors',
  bad: `apiVersion: v1
kind: Service
metadata: {name: db}
spec:
  ports: [{port: 5432, targetPort: 5433}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, labels: {kubernetes.io/service-name: db}}
addressType: IPv4
endpoints: [{addresses: [192.0.2.4]}]
ports: [{port: 6432}]
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: db}
spec:
  ports: [{port: 5432, targetPort: 6432}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, labels: {kubernetes.io/service-name: db}}
addressType: IPv4
endpoints: [{addresses: [192.0.2.4]}]
ports: [{port: 6432}]
`,

  *check(service, world) {
    const type = typeOf(service.manifest)
    const { externalName: host = '' } = service.manifest.spec ?? {}
    for (const port of servicePorts(service.manifest)) {
      // the API server fills targetPort in from port: equal to it, it says nothing
      if (port.targetPort === port.port) continue
      const at = ['spec', 'ports', port.index, 'targetPort']
      if (type === 'ExternalName') yield { at, data: { port, host } }
      // of a headless Service, headless-target-port-ignored speaks
      else if (type !== 'Headless') yield* ofEndpoints(world, service, port)
    }
  },

  message: ({ port, instead = [], host }) => {
    const text = `targetPort ${quote(port.targetPort)} has no effect`
    return host === undefined
      ? {
          text: `${text} without a selector: packets for port ${formatPort(port)} go to port ${instead.join(' or ')} of its endpoints`,
          hint: 'change the port of the endpoints if another one is meant; otherwise set targetPort to it',
        }
      : {
          text: `${text} in DNS for an ExternalName: clients that dial ${port.port} reach port ${port.port} of ${quote(host)}`,
          hint: 'let clients dial the port of the external host; behind an Ingress, the controller chooses the port (ingress-nginx takes targetPort)',
        }
  },
})

function* ofEndpoints(
  world: World,
  service: Resource<Service>,
  port: DefaultedPort,
): Generator<Violation<Data>> {
  if (selectorOf(service.manifest) !== undefined || typeof port.targetPort === 'string') return
  const joined = handWrittenFor(world, service).flatMap(({ resource, slice, portsAt }) => {
    const number = (slice.endpoints ?? []).length === 0 ? undefined : slicePortFor(port, slice)?.port
    return number === undefined ? [] : [{ resource, portsAt, number }]
  })
  const instead = [...new Set(joined.map(({ number }) => number))]
  if (instead.length === 0 || instead.includes(port.targetPort)) return
  const [only, another] = instead
  const at = ['spec', 'ports', port.index, 'targetPort']
  yield {
    at,
    data: { port, instead },
    related: joined
      .slice(0, 3)
      .map(({ resource, portsAt }) => ({ resource, at: portsAt, note: 'the port that packets go to' })),
    ...(only === undefined || another !== undefined ? {} : { fix: proposed(setting(service, at, only)) }),
  }
}
