import { formatPort, servicePorts, typeOf, type DefaultedPort } from '../../kube/core/defaults.ts'
import {
  describeSlicePort,
  handWrittenFor,
  portWord,
  slicePortFor,
  type HandWritten,
} from '../../kube/endpointslice/hand-written.ts'
import { selectorOf } from '../../kube/endpointslice/selection.ts'
import { namingPort } from '../../diagnose/slice-fix.ts'
import { defined } from '../../world/defined.ts'
import { joinList, quote } from '../../text/wording.ts'
import type { Resource } from '../../world/resource.ts'
import type { Service } from '../../world/types/manifest.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly port: string
  readonly name: string
  readonly protocol: string
  readonly there: string
}

export const endpointsPortNameDiffers = defineRule<'Service', Data>({
  id: 'endpoints-port-name-differs',
  title: 'endpoints written by hand name their port differently from the Service',
  severity: 'error',
  subject: ['Service'],
  evidence: ['EndpointSlice', 'Endpoints'],
  why:
    'kube-proxy joins the ports of a Service and of its EndpointSlices by name and protocol; numbers and targetPort play no part. ' +
    'A slice or Endpoints object written by hand whose port has another name, or none where the Service gives one, leaves the Service without endpoints: connections are refused.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors',
  bad: `apiVersion: v1
kind: Service
metadata: {name: db}
spec:
  ports: [{name: postgres, port: 5432}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, labels: {kubernetes.io/service-name: db}}
addressType: IPv4
endpoints: [{addresses: [192.0.2.4]}]
ports: [{name: tcp, port: 5432}]
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: db}
spec:
  ports: [{name: postgres, port: 5432}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, labels: {kubernetes.io/service-name: db}}
addressType: IPv4
endpoints: [{addresses: [192.0.2.4]}]
ports: [{name: postgres, port: 5432}]
`,

  *check(service, world) {
    if (selectorOf(service.manifest) !== undefined) return
    if (['Headless', 'ExternalName'].includes(typeOf(service.manifest))) return
    const written = handWrittenFor(world, service).filter(({ slice }) => (slice.endpoints ?? []).length > 0)
    const named = written.filter(({ slice }) => (slice.ports ?? []).length > 0)
    if (named.length === 0) return
    for (const port of servicePorts(service.manifest)) {
      const lacking = lackingIn(service, named, port)
      if (lacking.length === 0) continue
      const ports = [...new Set(lacking.flatMap(({ slice }) => (slice.ports ?? []).map(describeSlicePort)))]
      yield {
        at: ['spec', 'ports', port.index],
        data: { port: formatPort(port), name: port.name, protocol: port.protocol, there: joinList(ports, 3) },
        related: lacking.slice(0, 3).map(({ resource, portsAt }) => ({
          resource,
          at: portsAt,
          note: 'what the endpoints call their ports',
        })),
        absence: 'near-miss',
        ...defined({ fix: namingPort(service, port, lacking) }),
      }
    }
  },

  message: ({ port, name, protocol, there }) => ({
    text: `port ${port} needs ${portWord(name)} (${protocol}) among the ports of its endpoints: there is ${there}`,
    hint: name === '' ? 'leave the name out on both sides' : `call the port ${quote(name)} on both sides`,
  }),
})

/** The slices of the families in which no slice has the port: packets of one family go to endpoints of that family. */
function lackingIn(
  { manifest: { spec } }: Resource<Service>,
  named: readonly HandWritten[],
  port: DefaultedPort,
): readonly HandWritten[] {
  const has = ({ slice }: HandWritten) => slicePortFor(port, slice) !== undefined
  const isServed = ({ slice }: HandWritten) =>
    spec?.ipFamilies?.some((family) => family === slice.addressType) ?? false
  const served = new Set(named.filter(has).map(({ slice }) => slice.addressType))
  const lacking = named.filter((each) => !served.has(each.slice.addressType))
  // of slices of a family that the Service lacks another rule speaks, unless they are all there is
  return served.size === 0 ? lacking : lacking.filter(isServed)
}
