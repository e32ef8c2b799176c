import { portFix } from '../../diagnose/port-fix.ts'
import { faultOf } from '../../diagnose/reference-fault.ts'
import { apiServiceReferences } from '../../kube/references/registrations.ts'
import { sayingSo } from '../../diagnose/server-words.ts'
import { defined } from '../../world/defined.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly service: string
  readonly api: string
  readonly because: string
}

export const apiServicePortWrong = defineRule<'APIService', Data>({
  id: 'api-service-port-wrong',
  title: 'an APIService names a port that its Service does not have',
  severity: 'error',
  subject: ['APIService'],
  evidence: [],
  why:
    'The aggregator matches `port` (443 where it is left out) with the ports of the Service; without a match the API is not Available ' +
    '(ServicePortError) and every request to it gets 503.',
  source: 'https://kubernetes.io/docs/tasks/extend-kubernetes/configure-aggregation-layer/',
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
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1.quota.example.com}
spec: {group: quota.example.com, version: v1, groupPriorityMinimum: 100, versionPriority: 100, service: {namespace: default, name: chat-api}}
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
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1.quota.example.com}
spec: {group: quota.example.com, version: v1, groupPriorityMinimum: 100, versionPriority: 100, service: {namespace: default, name: chat-api, port: 80}}
`,

  *check(api, world) {
    for (const reference of apiServiceReferences(api)) {
      const { namespace, name, path, portPath = path } = reference
      const fault = faultOf(world, reference)
      if (fault?.fault !== 'port-missing' && fault?.fault !== 'port-protocol') continue
      const because = `${fault.because}${sayingSo(world, reference, fault)}`
      const service = world.get('Service', namespace, name)
      yield defined({
        at: portPath,
        data: { service: `${namespace}/${name}`, api: api.name, because },
        fix: service && portFix(service, reference),
      })
    }
  },

  message: ({ service, api, because }) => ({
    text: `API ${api} is served by Service ${service}, but ${because}`,
  }),
})
