import { setting } from '../../diagnose/fix.ts'
import { attachmentsOf } from '../../kube/references/attachment.ts'
import { routeKinds, type RouteKind } from '../../world/kinds.ts'
import { nearNames } from '../../diagnose/names.ts'
import { defined } from '../../world/defined.ts'
import { quote } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly route: string
  readonly because: string
  readonly meant?: string
  readonly elsewhere?: string
}

export const routeGatewayMissing = defineRule<RouteKind, Data>({
  id: 'route-gateway-missing',
  title: 'the Gateway or ListenerSet of a route does not exist',
  severity: 'error',
  subject: routeKinds,
  evidence: ['Gateway', 'ListenerSet'],
  why:
    'A route without a Gateway serves nothing, and nothing reports it: no controller is responsible for it, so its status stays empty. A parentRef ' +
    'without `namespace` means the namespace of the route.',
  source: 'https://gateway-api.sigs.k8s.io/reference/spec/#parentreference',
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
spec: {parentRefs: [{name: egde}], rules: [{backendRefs: [{name: chat-api, port: 80}]}]}
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
    for (const { ref, refusal } of attachmentsOf(world, route)) {
      if (refusal?.reason !== 'GatewayMissing') continue
      const kind = ref.kind === 'ListenerSet' ? 'ListenerSet' : 'Gateway'
      const namespace = ref.namespace || (route.namespace ?? '')
      const { meant, elsewhere } = nearNames(world, kind, { namespace, name: ref.name ?? '' })
      yield defined({
        at: refusal.at,
        data: defined({
          route: `${route.kind} ${route.name}`,
          because: refusal.because,
          meant,
          elsewhere,
        }),
        absence: 'bare' as const,
        absentFrom: namespace,
        fix: meant === undefined ? undefined : setting(route, refusal.at, meant),
      })
    }
  },

  message: ({ route, because, meant, elsewhere }) => ({
    text: `${route} is not attached: ${because}`,
    ...(elsewhere !== undefined
      ? { hint: `namespace ${quote(elsewhere)} has one; name it in the parentRef` }
      : meant === undefined
        ? {}
        : { hint: `did you mean ${quote(meant)}?` }),
  }),
})
