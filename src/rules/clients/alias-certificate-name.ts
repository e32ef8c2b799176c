import { proposed } from '../../diagnose/fix.ts'
import { typeOf } from '../../kube/core/defaults.ts'
import { serviceCalled } from '../../kube/references/called-service.ts'
import { namesInTexts } from '../../kube/references/references.ts'
import { shownText } from '../../kube/references/mentions.ts'
import { nameOf } from '../../world/resource.ts'
import { valueAt } from '../../world/place.ts'
import { quote } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly text: string
  readonly host: string
  readonly service: string
  readonly target: string
}

// what checks the name in the server's certificate
const overTls = new Set([
  'https',
  'wss',
  'rediss',
  'amqps',
  'ldaps',
  'mqtts',
  'ftps',
  'grpcs',
  'tls',
  'ssl',
  'mongodb+srv',
  'nats+tls',
  'smtps',
  'imaps',
])
const checksName =
  /\b(?:sslmode=verify-full|ssl-mode=VERIFY_IDENTITY|tls=true|ssl=true|encrypt=true|useSSL=true)\b/i

export const aliasCertificateName = defineRule<never, Data>({
  id: 'alias-certificate-name',
  title: 'a client speaks TLS to an alias, whose certificate is for another name',
  severity: 'note',
  subject: 'all',
  evidence: [],
  why:
    'An ExternalName is an alias in DNS and nothing more: the client connects to the host behind it, but asks for, and checks the certificate against, the name ' +
    'that it used itself. A certificate for the host behind the alias does not have this name, so TLS fails unless the client is told the name to expect; HTTP ' +
    'servers see the alias as Host, too.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#externalname',
  bad: `apiVersion: v1
kind: Service
metadata: {name: billing}
spec: {type: ExternalName, externalName: billing.example.com}
---
apiVersion: v1
kind: Pod
metadata: {name: client}
spec: {containers: [{name: client, image: client, env: [{name: BILLING_URL, value: "https://billing/v1"}]}]}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: billing}
spec: {type: ExternalName, externalName: billing.example.com}
---
apiVersion: v1
kind: Pod
metadata: {name: client}
spec: {containers: [{name: client, image: client, env: [{name: BILLING_URL, value: "https://billing.example.com/v1"}]}]}
`,

  *check(client, world) {
    for (const place of namesInTexts(world, client)) {
      const { path, mention, piece } = place
      const text = valueAt(client.manifest, path)
      const isTls =
        overTls.has(mention.scheme ?? '') ||
        (typeof text === 'string' && text.includes('=') && checksName.test(text.slice(0, 4096)))
      const service = isTls ? serviceCalled(world, place) : undefined
      if (service === undefined || typeOf(service.manifest) !== 'ExternalName') continue
      const target = service.manifest.spec?.externalName ?? ''
      yield {
        at: path,
        piece,
        data: { text: shownText(mention), host: mention.host, service: nameOf(service), target },
        related: [{ resource: service, at: ['spec', 'externalName'], note: 'where the name leads' }],
        fix: proposed({
          title: `call ${target}`,
          edits: [
            {
              resource: client,
              at: path,
              piece,
              replaceBy: mention.text.replace(mention.host, () => target),
            },
          ],
        }),
      }
    }
  },

  message: ({ text, host, service, target }) => ({
    text: `${quote(text)} speaks TLS to ${service}, an alias of ${target}: the certificate is checked against ${quote(host)}, the name that the client used`,
    hint: `call ${target}, or tell the client to expect that name (SNI, server name)`,
  }),
})
