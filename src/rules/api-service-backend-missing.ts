import { faultOf } from '../kube/references/fault.ts'
import { isInSight, missingService } from '../kube/references/missing.ts'
import { apiServiceReferences } from '../kube/references/registrations.ts'
import { defined } from '../world/defined.ts'
import { quote } from '../world/wording.ts'
import { defineRule } from './rule.ts'

interface Data {
  readonly service: string
  readonly api: string
  readonly meant?: string
}

export const apiServiceBackendMissing = defineRule<'APIService', Data>({
  id: 'api-service-backend-missing',
  title: 'the Service behind an aggregated API exists',
  severity: 'error',
  subject: ['APIService'],
  evidence: ['Service'],
  why:
    'Without its Service an APIService is not Available (ServiceNotFound): every request to the API gets 503, discovery is incomplete, and namespaces ' +
    'can no longer be deleted. Autoscalers see no metrics when it is the metrics API.',
  source: 'https://kubernetes.io/docs/tasks/extend-kubernetes/configure-aggregation-layer/',
  bad: `apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec: {selector: {app: chat-api}, ports: [{port: 443, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat}]}
---
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1.quota.example.com}
spec: {group: quota.example.com, version: v1, groupPriorityMinimum: 100, versionPriority: 100, service: {namespace: default, name: chat-apo}}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec: {selector: {app: chat-api}, ports: [{port: 443, targetPort: 8080}]}
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

  *check(api, world) {
    for (const reference of apiServiceReferences(api)) {
      const { namespace, name, path: at } = reference
      if (faultOf(world, reference)?.fault !== 'service-missing' || !isInSight(world, namespace)) continue
      const { meant, absence = 'bare' } = missingService(world, reference) ?? {}
      const data = defined({ service: `${namespace}/${name}`, api: api.name, meant })
      yield { at, data, absence, absentFrom: namespace }
    }
  },

  message: ({ service, api, meant }) => ({
    text: `API ${api} is served by Service ${service}, which does not exist`,
    ...(meant === undefined ? {} : { hint: `did you mean ${quote(meant)}?` }),
  }),
})
