import { attachmentsOf } from '../../kube/references/attachment.ts'
import { routeKinds, type RouteKind } from '../../world/kinds.ts'
import { appliedTogether } from '../../world/applied-together.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly route: string
  readonly because: string
  readonly reason: string
}

export const routeNotAttached = defineRule<RouteKind, Data>({
  id: 'route-not-attached',
  title: 'no listener of the Gateway accepts the route',
  severity: 'error',
  subject: routeKinds,
  evidence: ['Namespace'],
  why:
    'A Gateway takes a route at a listener that sectionName and port choose, that allows its kind and its namespace (its own one, where ' +
    'allowedRoutes says nothing), and whose hostname meets one of the route’s. Else the controller sets Accepted to False (NoMatchingParent, ' +
    'NotAllowedByListeners, NoMatchingListenerHostname), and requests get 404.',
  source: 'https://gateway-api.sigs.k8s.io/reference/spec/#allowedroutes',
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
spec: {gatewayClassName: any, listeners: [{name: http, port: 80, protocol: HTTP, hostname: "*.example.com"}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: chat, namespace: default}
spec: {parentRefs: [{name: edge}], hostnames: [chat.example.org], rules: [{backendRefs: [{name: chat-api, port: 80}]}]}
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
spec: {gatewayClassName: any, listeners: [{name: http, port: 80, protocol: HTTP, hostname: "*.example.com"}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: chat, namespace: default}
spec: {parentRefs: [{name: edge}], hostnames: [chat.example.com], rules: [{backendRefs: [{name: chat-api, port: 80}]}]}
`,

  *check(route, world) {
    for (const { holder, refusal } of attachmentsOf(world, route)) {
      if (refusal === undefined || holder === undefined) continue
      const { at, because, reason, absence } = refusal
      // a Gateway may be another one by the time that it is applied, or be changed before
      const isOpen =
        world.doubt([holder.kind === 'Gateway' ? 'Gateway' : 'ListenerSet'], holder.namespace)?.state ===
        'partial'
      yield {
        at,
        ...(isOpen ? openly(appliedTogether(route, holder)) : {}),
        data: { route: `${route.kind} ${route.name}`, because, reason },
        related: [{ resource: holder, at: ['spec', 'listeners'], note: 'the listeners there' }],
        ...(absence === undefined ? {} : { absence: 'bare' as const }),
      }
    }
  },

  message: ({ route, because, reason }) => ({ text: `${route} is not attached: ${because} (${reason})` }),
})

/** In files, where the Gateway may be another one by the time that the route is applied: most of all one of another folder. */
function openly(isTogether: boolean) {
  return {
    severity: 'warning' as const,
    ...(isTogether
      ? {}
      : { doubt: 'the Gateway of that name is in another folder, and another one may be meant' }),
  }
}
