import { faultOf } from '../../diagnose/reference-fault.ts'
import { routeReferences } from '../../kube/references/routes.ts'
import { routeKinds, type RouteKind } from '../../world/kinds.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly service: string
  readonly via: string
  readonly because: string
  readonly kind: string
  readonly from: string
}

export const routeBackendNotPermitted = defineRule<RouteKind, Data>({
  id: 'route-backend-not-permitted',
  title: 'no ReferenceGrant permits a route to use a Service of another namespace',
  severity: 'error',
  subject: routeKinds,
  evidence: ['ReferenceGrant'],
  why:
    'A route may use a Service of another namespace only where a ReferenceGrant next to the Service names the kind and the namespace of the route. ' +
    'Without one the controller sets ResolvedRefs to False with RefNotPermitted and answers 500. A grant for HTTPRoute admits no GRPCRoute, and the ' +
    'core group is the empty string.',
  source: 'https://gateway-api.sigs.k8s.io/api-types/referencegrant/',
  bad: `apiVersion: v1
kind: Service
metadata: {namespace: models, name: chat-api}
spec: {selector: {app: chat-api}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {namespace: models, name: chat-api, labels: {app: chat-api}}
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
spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{name: chat-api, namespace: models, port: 80}]}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata: {name: routes, namespace: models}
spec:
  from: [{group: gateway.networking.k8s.io, kind: GRPCRoute, namespace: default}]
  to: [{group: "", kind: Service}]
`,
  good: `apiVersion: v1
kind: Service
metadata: {namespace: models, name: chat-api}
spec: {selector: {app: chat-api}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {namespace: models, name: chat-api, labels: {app: chat-api}}
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
spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{name: chat-api, namespace: models, port: 80}]}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata: {name: routes, namespace: models}
spec:
  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: default}]
  to: [{group: "", kind: Service}]
`,

  *check(route, world) {
    for (const reference of routeReferences(route)) {
      const { namespace, name, via = route.name, path: at } = reference
      const { fault, because = '' } = faultOf(world, reference) ?? {}
      if (fault !== 'not-permitted') continue
      const data = {
        service: `${namespace}/${name}`,
        via,
        because,
        kind: route.kind,
        from: route.namespace ?? '',
      }
      const grants = world.derived(firstGrants, namespace)
      yield {
        at,
        data,
        absence: 'bare',
        absentFrom: namespace,
        related: grants.map((resource) => ({ resource, at: ['spec'], note: 'this grant admits others' })),
      }
    }
  },

  message: ({ service, via, because, kind, from }) => ({
    text: `${via} leads to Service ${service}, but ${because}`,
    hint: `in a ReferenceGrant there: from {group: gateway.networking.k8s.io, kind: ${kind}, namespace: ${from}}, to {group: "", kind: Service}`,
  }),
})

const mostGrantsShown = 10

/** Each route that none of them admits points at them. */
function firstGrants(world: World, namespace: string): readonly Resource[] {
  return world
    .all('ReferenceGrant', namespace)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .slice(0, mostGrantsShown)
}
