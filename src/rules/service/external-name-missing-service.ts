import { aliasCircle } from '../../diagnose/alias-fault.ts'
import { missingHint, missingTargets, type MissingTarget } from '../../diagnose/missing-reference.ts'
import { aliasReferences } from '../../kube/references/aliases.ts'
import { nameOf } from '../../world/resource.ts'
import { defineRule } from '../rule.ts'

type Data = MissingTarget | { readonly circle: readonly string[] }

export const externalNameMissingService = defineRule<'Service', Data>({
  id: 'external-name-missing-service',
  title: 'externalName is the name of a Service of this cluster that does not exist, or leads back to itself',
  severity: 'error',
  subject: ['Service'],
  evidence: ['Service'],
  why:
    'An ExternalName Service is a CNAME record. The DNS of the cluster follows one that names a Service of the same cluster, and where that is not there, or is ' +
    'an alias that leads back, it answers without an address: clients see a host that they cannot resolve.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#externalname',
  bad: `apiVersion: v1
kind: Service
metadata: {name: models, namespace: shop}
spec:
  type: ExternalName
  externalName: chat-apo.shop.svc.cluster.local
---
apiVersion: v1
kind: Service
metadata: {name: chat-api, namespace: shop}
spec: {selector: {app: chat-api}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, namespace: shop, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat, ports: [{containerPort: 8080}]}]}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: models, namespace: shop}
spec:
  type: ExternalName
  externalName: chat-api.shop.svc.cluster.local
---
apiVersion: v1
kind: Service
metadata: {name: chat-api, namespace: shop}
spec: {selector: {app: chat-api}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, namespace: shop, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat, ports: [{containerPort: 8080}]}]}
`,

  *check(alias, world) {
    yield* missingTargets(world, aliasReferences(alias, world))
    const circle = aliasCircle(world, alias)
    if (circle === undefined) return
    const [, ...others] = circle
    yield {
      at: ['spec', 'externalName'],
      data: { circle: [...circle, alias].map((each) => nameOf(each)) },
      related: others.map((resource) => ({ resource, at: ['spec', 'externalName'], note: 'leads on' })),
    }
  },

  message: (data) =>
    'circle' in data
      ? {
          text: `externalName leads back to the Service itself: ${data.circle.join(' → ')}`,
          hint: 'DNS answers no address for any of them: name the Service or the host that is meant',
        }
      : {
          text: `externalName names Service ${data.service}, which does not exist${data.says}: DNS answers no address`,
          ...missingHint(data),
        },
})
