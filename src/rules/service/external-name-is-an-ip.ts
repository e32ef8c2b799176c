import { quote } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly externalName: string
}

const ipv4 = /^\d{1,3}(\.\d{1,3}){3}\.?$/

export const externalNameIsAnIp = defineRule<'Service', Data>({
  id: 'external-name-is-an-ip',
  title: 'externalName is an IP address, not a host name',
  severity: 'error',
  subject: ['Service'],
  evidence: [],
  why:
    'An ExternalName Service is a CNAME record, and a CNAME cannot hold an address. The API server accepts an IPv4 address as if it were a ' +
    'name of digits; CoreDNS answers NXDOMAIN for it. For an address, use a Service without selector and an EndpointSlice.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#externalname',
  bad: `apiVersion: v1
kind: Service
metadata: {name: legacy}
spec:
  type: ExternalName
  externalName: 192.0.2.7
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: legacy}
spec:
  type: ExternalName
  externalName: legacy.example.com
`,

  *check(service) {
    const { type, externalName = '' } = service.manifest.spec ?? {}
    if (type !== 'ExternalName' || !(ipv4.test(externalName) || externalName.includes(':'))) return
    yield { at: ['spec', 'externalName'], data: { externalName } }
  },

  message: ({ externalName }) => ({
    text: `externalName ${quote(externalName)} is an address; DNS answers NXDOMAIN for it`,
    hint: 'use a host name, or a Service without selector and an EndpointSlice that lists the address',
  }),
})
