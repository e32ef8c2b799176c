import { ingressReferences } from '../kube/references/ingress.ts'
import { missingService } from '../kube/references/missing.ts'
import { quote } from '../world/wording.ts'
import { defineRule } from './rule.ts'

interface Data {
  readonly service: string
  readonly route: string
  readonly meant?: string
  readonly elsewhere?: string
}

export const ingressBackendMissing = defineRule<'Ingress', Data>({
  id: 'ingress-backend-missing',
  title: 'the Services that an Ingress names exist in its namespace',
  severity: 'error',
  subject: ['Ingress'],
  evidence: ['Service'],
  why:
    'An Ingress reaches Services of its own namespace only, and the API server never checks that they exist. The controller serves 503 or 404 ' +
    'for the route, or drops it.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource',
  bad: `apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec: {selector: {app: chat-api}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: chat}
spec: {defaultBackend: {service: {name: chat-apo, port: {number: 80}}}}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec: {selector: {app: chat-api}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: chat}
spec: {defaultBackend: {service: {name: chat-api, port: {number: 80}}}}
`,

  *check(ingress, world) {
    for (const { namespace, name, via, path: at } of ingressReferences(ingress)) {
      const missing = missingService(world, { namespace, name })
      if (missing === undefined) continue
      const { meant, elsewhere, absence } = missing
      yield {
        at,
        data: {
          service: `${namespace}/${name}`,
          route: via,
          ...(meant ? { meant } : {}),
          ...(elsewhere ? { elsewhere } : {}),
        },
        absence,
        ...(meant === undefined
          ? {}
          : { fix: { title: `name ${meant}`, edits: [{ resource: ingress, at, set: meant }] } }),
      }
    }
  },

  message: ({ service, route, meant, elsewhere }) => ({
    text: `${route} leads to Service ${service}, which does not exist`,
    ...(meant !== undefined
      ? { hint: `did you mean ${quote(meant)}?` }
      : elsewhere !== undefined
        ? { hint: `namespace ${quote(elsewhere)} has one; an Ingress cannot reach it there` }
        : {}),
  }),
})
