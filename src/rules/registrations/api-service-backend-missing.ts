import { missingHint, missingTargets, type MissingTarget } from '../../diagnose/missing-reference.ts'
import { apiServiceReferences } from '../../kube/references/registrations.ts'
import { defineRule } from '../rule.ts'

export const apiServiceBackendMissing = defineRule<'APIService', MissingTarget>({
  id: 'api-service-backend-missing',
  title: 'the Service of an APIService does not exist',
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

  check: (api, world) => missingTargets(world, apiServiceReferences(api)),

  message: (data) => ({
    text: `${data.via} is served by Service ${data.service}, which does not exist${data.says}`,
    ...missingHint(data),
  }),
})
