import { routeKinds } from '../world/kinds.ts'
import { faultOf } from '../kube/references/fault.ts'
import { missingService } from '../kube/references/missing.ts'
import { routeReferences } from '../kube/references/routes.ts'
import { defined } from '../world/defined.ts'
import { quote } from '../world/wording.ts'
import { defineRule } from './rule.ts'

type RouteKind = (typeof routeKinds)[number]

interface Data {
  readonly service: string
  readonly via: string
  readonly meant?: string
  readonly elsewhere?: string
}

export const routeBackendMissing = defineRule<RouteKind, Data>({
  id: 'route-backend-missing',
  title: 'the Services that routes name exist',
  severity: 'error',
  subject: routeKinds,
  evidence: ['Service'],
  why:
    'A route whose backend is missing stays accepted: the controller sets ResolvedRefs to False with BackendNotFound and answers 500 to the share of ' +
    'requests that this backend would have had (TCP, TLS and UDP: refuses them). Nothing else refuses the manifest.',
  source: 'https://gateway-api.sigs.k8s.io/reference/spec/#httpbackendref',
  bad: `apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec: {selector: {app: chat-api}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec: {gatewayClassName: any, listeners: [{name: http, port: 80, protocol: HTTP}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: chat, namespace: default}
spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{name: chat-apo, port: 80}]}]}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec: {selector: {app: chat-api}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec: {gatewayClassName: any, listeners: [{name: http, port: 80, protocol: HTTP}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: chat, namespace: default}
spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{name: chat-api, port: 80}]}]}
`,

  *check(route, world) {
    for (const reference of routeReferences(route)) {
      const { namespace, name, via = route.name, path: at } = reference
      if (faultOf(world, reference)?.fault !== 'service-missing') continue
      const { meant, elsewhere, absence = 'bare' } = missingService(world, reference) ?? {}
      yield defined({
        at,
        data: defined({ service: `${namespace}/${name}`, via, meant, elsewhere }),
        absence,
        absentFrom: namespace,
        fix:
          meant === undefined
            ? undefined
            : { title: `name ${meant}`, edits: [{ resource: route, at, set: meant }] },
      })
    }
  },

  message: ({ service, via, meant, elsewhere }) => ({
    text: `${via} leads to Service ${service}, which does not exist`,
    ...(meant !== undefined
      ? { hint: `did you mean ${quote(meant)}?` }
      : elsewhere !== undefined
        ? {
            hint: `namespace ${quote(elsewhere)} has one; name it, and let a ReferenceGrant there admit the route`,
          }
        : {}),
  }),
})
