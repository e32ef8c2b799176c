import { grantFor, quoteRefusal } from '../../diagnose/controller-refusal.ts'
import { refusalsOfGateway, refusalsOfRoute, type Refusal } from '../../kube/references/controller-status.ts'
import { defined } from '../../world/defined.ts'
import { routeKinds } from '../../world/kinds.ts'
import type { Route } from '../../world/types/gateway-api.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import { defineRule } from '../rule.ts'

const gatewayKinds = ['Gateway', 'ListenerSet'] as const
type Subject = (typeof routeKinds)[number] | (typeof gatewayKinds)[number]

interface Data {
  readonly what: string
  readonly says: string
  readonly right?: string
}

export const routeRefused = defineRule<Subject, Data>({
  id: 'route-refused',
  title: 'a controller refuses a route or a Gateway',
  severity: 'error',
  subject: [...routeKinds, ...gatewayKinds],
  evidence: [],
  why:
    'The status of a route says for each parent whether its controller takes it (Accepted) and finds its backends (ResolvedRefs); that of a Gateway, whether ' +
    'it is Programmed. What the controller says decides, whatever the manifests look like: requests of a route that is refused get 404 or 500. A condition of an ' +
    'older generation is not counted.',
  source: 'https://gateway-api.sigs.k8s.io/guides/troubleshooting/',
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
metadata: {name: chat, namespace: default, generation: 2}
spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{name: chat-api, port: 80}]}]}
status:
  parents:
    - controllerName: example.com/gateway
      parentRef: {name: edge}
      conditions:
        - {type: Accepted, status: "False", reason: UnsupportedValue, message: filters are not supported, observedGeneration: 2}
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
metadata: {name: chat, namespace: default, generation: 2}
spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{name: chat-api, port: 80}]}]}
status:
  parents:
    - controllerName: example.com/gateway
      parentRef: {name: edge}
      conditions:
        - {type: Accepted, status: "True", reason: Accepted, message: "", observedGeneration: 2}
`,

  *check(resource, world) {
    const isGateway = gatewayKinds.some((kind) => kind === resource.kind)
    const refusals: Refusal[] = isGateway ? refusalsOfGateway(resource) : refusalsOfRoute(resource)
    for (const refusal of refusals)
      yield {
        at: refusal.path,
        side: 'key' as const,
        data: defined({
          what: `${nameOf(resource)}${refusal.listener === undefined ? '' : `, listener ${refusal.listener}`}`,
          says: quoteRefusal(refusal),
          right: isGateway ? undefined : grantFor(world, resource as Resource<Route>, refusal),
        }),
      }
  },

  message: ({ what, says, right }) => ({
    text: `${what} is refused: ${says}`,
    ...(right === undefined ? {} : { hint: right }),
  }),
})
