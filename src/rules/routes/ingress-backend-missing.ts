import { ingressReferences } from '../../kube/references/ingress.ts'
import { missingHint, missingTargets, type MissingTarget } from '../../diagnose/missing-reference.ts'
import { defineRule } from '../rule.ts'

export const ingressBackendMissing = defineRule<'Ingress', MissingTarget>({
  id: 'ingress-backend-missing',
  title: 'the Service of an Ingress does not exist in its namespace',
  severity: 'error',
  subject: ['Ingress'],
  evidence: ['Service'],
  why:
    'An Ingress reaches Services of its own namespace only, and the API server never checks that they exist. The controller serves 503 or 404 ' +
    'for the route, or drops it.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource',
  bad: `apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec: {selector: {app: chat-api}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: chat}
spec: {defaultBackend: {service: {name: chat-apo, port: {number: 80}}}}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec: {selector: {app: chat-api}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: chat}
spec: {defaultBackend: {service: {name: chat-api, port: {number: 80}}}}
`,

  check: (ingress, world) => missingTargets(world, ingressReferences(ingress)),

  message: (data) => ({
    text: `${data.via} leads to Service ${data.service}, which does not exist`,
    ...missingHint(data, '; an Ingress cannot reach it there'),
  }),
})
