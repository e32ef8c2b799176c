import { setting } from '../../diagnose/fix.ts'
import { quote } from '../../text/wording.ts'
import { defined } from '../../world/defined.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly externalName: string
  /** The name in it, where there is one. */
  readonly host?: string
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
    const at = ['spec', 'externalName']
    const host = hostIn(externalName)
    yield defined({
      at,
      data: defined({ externalName, host }),
      fix: host === undefined ? undefined : setting(service, at, host),
    })
  },

  message: ({ externalName, host }) =>
    host !== undefined
      ? {
          text: `externalName ${quote(externalName)} is more than a name: DNS has no schemes and no ports, and the API server refuses it`,
          hint: `set externalName to ${quote(host)}; clients name the port themselves`,
        }
      : {
          text: `externalName ${quote(externalName)} is an address; DNS answers NXDOMAIN for it`,
          hint: 'use a host name, or a Service without selector and an EndpointSlice that lists the address',
        },
})

/** The name in `http://db.example.com:5432/x` or `db.example.com:5432`; undefined for an address. */
function hostIn(text: string): string | undefined {
  const [, host] = /^(?:[a-z][\w+.-]*:\/\/)?([A-Za-z][\w.-]*)(?::\d+)?(?:\/.*)?$/.exec(text) ?? []
  return host === undefined || host === text ? undefined : host
}
