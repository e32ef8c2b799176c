import { portFix } from '../../diagnose/port-fix.ts'
import { faultOf } from '../../diagnose/reference-fault.ts'
import { routeReferences } from '../../kube/references/routes.ts'
import { defined } from '../../world/defined.ts'
import { routeKinds, type RouteKind } from '../../world/kinds.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly service: string
  readonly via: string
  readonly because: string
}

export const routeBackendPortWrong = defineRule<RouteKind, Data>({
  id: 'route-backend-port-wrong',
  title: 'a route names a port that its Service does not have for that protocol',
  severity: 'error',
  subject: routeKinds,
  evidence: [],
  why:
    '`port` of a backendRef is a port of the Service, never the targetPort and never a name. Controllers that look set ResolvedRefs to False ' +
    '(PortNotFound in Envoy Gateway, BackendNotFound in Traefik and NGINX) and answer 500; others accept the route, and its traffic fails.',
  source: 'https://gateway-api.sigs.k8s.io/reference/spec/#backendobjectreference',
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
spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{name: chat-api, port: 8080}]}]}
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
      const { namespace, name, via = route.name, portPath: at } = reference
      const { fault, because = '' } = faultOf(world, reference) ?? {}
      const service = world.get('Service', namespace, name)
      if (
        at === undefined ||
        service === undefined ||
        (fault !== 'port-missing' && fault !== 'port-protocol')
      )
        continue
      yield defined({
        at,
        data: { service: `${namespace}/${name}`, via, because },
        related: [{ resource: service, at: ['spec', 'ports'], note: 'the ports of the Service' }],
        fix: portFix(service, reference),
      })
    }
  },

  message: ({ service, via, because }) => ({ text: `${via} leads to Service ${service}, but ${because}` }),
})
