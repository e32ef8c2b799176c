import { routeKinds, type RouteKind } from '../../world/kinds.ts'
import { routeBackends, type RouteBackend } from '../../kube/references/routes.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly via: string
}

export const routeWeightsAllZero = defineRule<RouteKind, Data>({
  id: 'route-weights-all-zero',
  title: 'every backend of a route has weight 0',
  severity: 'warning',
  subject: routeKinds,
  evidence: [],
  why:
    'A backend of weight 0 gets no request. Where all backends of a rule have weight 0 no request of that rule has anywhere to go: controllers answer ' +
    '500 or 503, though Service, port and pods are fine.',
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
spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{name: chat-api, port: 80, weight: 0}]}]}
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
spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{name: chat-api, port: 80, weight: 1}]}]}
`,

  *check(route) {
    const byRule = new Map<number, RouteBackend[]>()
    for (const backend of routeBackends(route)) {
      if (backend.mirror) continue
      const others = byRule.get(backend.rule)
      if (others === undefined) byRule.set(backend.rule, [backend])
      else others.push(backend)
    }
    for (const [rule, ofRule] of byRule) {
      if (ofRule.some(({ weight }) => weight !== 0)) continue
      yield {
        at: [...(ofRule[0]?.path ?? []), 'weight'],
        data: { via: `rule ${rule + 1} of ${route.kind} ${route.name}` },
      }
    }
  },

  message: ({ via }) => ({
    text: `${via} gives every backend the weight 0, so its requests go nowhere`,
    hint: 'give one of them a weight, or leave it out: it is 1 then',
  }),
})
