import { routeKinds, type RouteKind } from '../../world/kinds.ts'
import { missingHint, missingTargets, type MissingTarget } from '../../diagnose/missing-reference.ts'
import { routeReferences } from '../../kube/references/routes.ts'
import { defineRule } from '../rule.ts'

export const routeBackendMissing = defineRule<RouteKind, MissingTarget>({
  id: 'route-backend-missing',
  title: 'the Service of a route does not exist',
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

  check: (route, world) => missingTargets(world, routeReferences(route)),

  message: (data) => ({
    text: `${data.via} leads to Service ${data.service}, which does not exist`,
    ...missingHint(data, '; name it, and let a ReferenceGrant there admit the route'),
  }),
})
