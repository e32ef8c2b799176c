import { setting } from '../../diagnose/fix.ts'
import { nearNames, nearWords } from '../../diagnose/names.ts'
import { attachmentOfSet } from '../../kube/references/listener-set.ts'
import { defined } from '../../world/defined.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly set: string
  readonly because: string
  readonly reason: string
  readonly meant?: string
}

export const listenerSetNotAttached = defineRule<'ListenerSet', Data>({
  id: 'listener-set-not-attached',
  title: 'the Gateway does not accept a ListenerSet',
  severity: 'error',
  subject: ['ListenerSet'],
  evidence: ['Gateway', 'Namespace'],
  why:
    'A Gateway takes ListenerSets of the namespaces that its allowedListeners admit, which by default are none, its own included. A set that is ' +
    'not admitted gets the condition Accepted False (NotAllowed), and the routes of its listeners serve nothing.',
  source: 'https://gateway-api.sigs.k8s.io/reference/spec/#allowedlisteners',
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
metadata: {name: edge, namespace: default}
spec: {gatewayClassName: any, listeners: [{name: http, port: 80, protocol: HTTP}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: ListenerSet
metadata: {name: extra, namespace: default}
spec: {parentRef: {name: edge}, listeners: [{name: chat, port: 8080, protocol: HTTP}]}
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
metadata: {name: edge, namespace: default}
spec: {gatewayClassName: any, allowedListeners: {namespaces: {from: Same}}, listeners: [{name: http, port: 80, protocol: HTTP}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: ListenerSet
metadata: {name: extra, namespace: default}
spec: {parentRef: {name: edge}, listeners: [{name: chat, port: 8080, protocol: HTTP}]}
`,

  *check(set, world) {
    const attached = attachmentOfSet(world, set)
    if (attached === undefined || 'gateway' in attached) return
    const { because, reason, absence } = attached
    const { name = '', namespace = set.namespace ?? '' } = set.manifest.spec?.parentRef ?? {}
    const { meant } = reason === 'GatewayMissing' ? nearNames(world, 'Gateway', { namespace, name }) : {}
    const at = ['spec', 'parentRef', 'name']
    yield defined({
      at,
      data: defined({ set: set.name, because, reason, meant }),
      absence: absence === undefined ? undefined : ('bare' as const),
      absentFrom: absence?.namespace,
      fix: meant === undefined ? undefined : setting(set, at, meant),
    })
  },

  message: ({ set, because, reason, meant }) => ({
    text: `ListenerSet ${set} is not attached: ${because}`,
    ...defined({
      hint:
        reason === 'NotAllowed'
          ? 'let allowedListeners of the Gateway admit that namespace'
          : nearWords(defined({ meant })),
    }),
  }),
})
