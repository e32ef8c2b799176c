import { familiesApart } from '../../diagnose/slice-reach.ts'
import { joinList } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly families: readonly string[]
  readonly none: boolean
  readonly found: readonly string[]
}

export const endpointsOfOtherFamily = defineRule<'Service', Data>({
  id: 'endpoints-of-other-family',
  title: 'endpoints written by hand are not of an address family of the Service',
  severity: 'error',
  subject: ['Service'],
  evidence: ['EndpointSlice', 'Endpoints'],
  why:
    'kube-proxy keeps the rules of IPv4 and of IPv6 apart: an IPv4 virtual IP leads to endpoints of slices with addressType IPv4 alone. A slice of the other ' +
    'family is read and has no effect; connections are refused.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/dual-stack/#services',
  bad: `apiVersion: v1
kind: Service
metadata: {name: db}
spec:
  ipFamilies: [IPv4]
  ports: [{port: 5432}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, labels: {kubernetes.io/service-name: db}}
addressType: IPv6
endpoints: [{addresses: ["2001:db8::4"]}]
ports: [{port: 5432}]
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: db}
spec:
  ipFamilies: [IPv4]
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
    const apart = familiesApart(world, service)
    if (apart === undefined) return
    const { families, written, none } = apart
    const { ipFamilies = [], ipFamilyPolicy } = service.manifest.spec ?? {}
    const field =
      ipFamilies.length > 0 ? 'ipFamilies' : ipFamilyPolicy === undefined ? 'clusterIP' : 'ipFamilyPolicy'
    yield {
      at: ['spec', field],
      // packets to the other address get through
      ...(none ? {} : { severity: 'warning' as const }),
      data: { families, none, found: [...new Set(written.map(({ slice }) => slice.addressType))] },
      absence: 'near-miss',
      related: written
        .slice(0, 3)
        .map(({ resource }) => ({ resource, at: ['addressType'], note: 'the family of the endpoints' })),
    }
  },

  message: ({ families, none, found }) =>
    none
      ? {
          text: `its endpoints are ${joinList(found)}, and the Service is ${joinList(families)}: no packet reaches them`,
          hint: `list addresses of ${joinList(families)}, or give the Service the other family`,
        }
      : {
          text: `none of its endpoints is ${joinList(families)}: what is sent to its ${joinList(families)} address is refused`,
          hint: `list addresses of ${joinList(families)} in a slice of their own, or make the Service ${joinList(found)} alone`,
        },
})
