import { incompleteHosts, meshReferences } from '../../kube/references/mesh.ts'
import { missingHint, missingTargets, type MissingTarget } from '../../diagnose/missing-reference.ts'
import { meshFix } from '../../diagnose/mesh-fix.ts'
import { defined } from '../../world/defined.ts'
import { defineRule } from '../rule.ts'

interface Incomplete {
  readonly host: string
  readonly complete: string
}

export const meshHostMissing = defineRule<'VirtualService' | 'DestinationRule', MissingTarget | Incomplete>({
  id: 'mesh-host-missing',
  title: 'Istio configuration names a host that is not a Service',
  severity: 'error',
  subject: ['VirtualService', 'DestinationRule'],
  evidence: ['Service', 'ServiceEntry'],
  why:
    'Istio completes a host without dots with the namespace of the object that names it, and takes one with dots as it is: `web` is ' +
    '`web.NAMESPACE.svc.cluster.local`, but `web.shop` is no host at all. For a host that neither a Service nor a ServiceEntry has, a proxy has no ' +
    'cluster: requests get 503 (response flag NC), and a DestinationRule does nothing, in silence.',
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
spec: {hosts: [chat.example.com], gateways: [edge], http: [{route: [{destination: {host: chat-apo}}]}]}
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
spec: {hosts: [chat.example.com], gateways: [edge], http: [{route: [{destination: {host: chat-api}}]}]}
`,

  *check(resource, world) {
    for (const reference of meshReferences(resource, world))
      for (const missing of missingTargets(world, [reference]))
        yield defined({
          ...missing,
          fix: meshFix(world, reference, { fault: 'service-missing', because: '' }),
        })
    for (const { path: at, host, complete } of incompleteHosts(world, resource))
      yield {
        at,
        data: { host, complete },
        fix: { title: `name ${complete}`, edits: [{ resource, at, set: complete }] },
      }
  },

  message: (data) =>
    'complete' in data
      ? {
          text: `host ${data.host} is not a host that Istio knows: it does not complete a name with a dot`,
          hint: `write ${data.complete}`,
        }
      : {
          text: `${data.via} refers to Service ${data.service}, which does not exist`,
          ...missingHint(data, '; write its complete name'),
        },
})
