import { portFix } from '../../diagnose/port-fix.ts'
import { faultOf } from '../../diagnose/reference-fault.ts'
import { meshReferences } from '../../kube/references/mesh.ts'
import { defined } from '../../world/defined.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly service: string
  readonly via: string
  readonly because: string
}

export const meshPortWrong = defineRule<'VirtualService', Data>({
  id: 'mesh-port-wrong',
  title: 'a VirtualService names a port that its Service does not have',
  severity: 'error',
  subject: ['VirtualService'],
  evidence: [],
  why:
    '`port.number` of a destination is a port of the Service, not of its pods. A proxy of Istio has one cluster for each port of a Service; for another ' +
    'number it has none, and requests get 503 (response flag NC).',
  source: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination',
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
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: chat, namespace: default}
spec: {hosts: [chat.example.com], gateways: [edge], http: [{route: [{destination: {host: chat-api, port: {number: 8080}}}]}]}
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
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: chat, namespace: default}
spec: {hosts: [chat.example.com], gateways: [edge], http: [{route: [{destination: {host: chat-api, port: {number: 80}}}]}]}
`,

  *check(virtualService, world) {
    for (const reference of meshReferences(virtualService, world)) {
      const { namespace, name, via = '', path, portPath = path } = reference
      const { fault, because = '' } = faultOf(world, reference) ?? {}
      if (fault !== 'port-missing') continue
      const service = world.get('Service', namespace, name)
      yield defined({
        at: portPath,
        data: { service: `${namespace}/${name}`, via, because },
        fix: service && portFix(service, reference),
      })
    }
  },

  message: ({ service, via, because }) => ({ text: `${via} refers to Service ${service}, but ${because}` }),
})
