import { portFix } from '../../diagnose/port-fix.ts'
import { faultOf } from '../../diagnose/reference-fault.ts'
import { calledReferences, type WebhookKind } from '../../kube/references/registrations.ts'
import { sayingSo } from '../../diagnose/server-words.ts'
import { defined } from '../../world/defined.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly service: string
  readonly via: string
  readonly because: string
}

export const webhookPortWrong = defineRule<WebhookKind, Data>({
  id: 'webhook-port-wrong',
  title: 'a webhook names a port that its Service does not have',
  severity: 'error',
  subject: ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration', 'CustomResourceDefinition'],
  evidence: [],
  why:
    'The API server matches `port` (443 where it is left out) with the ports of the Service, not with those of its pods, and fails the call with ' +
    '“no service port 443 found for service”.',
  source:
    'https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#service-reference',
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
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: quota}
webhooks: [{name: quota.example.com, clientConfig: {service: {namespace: default, name: chat-api}}, sideEffects: None, admissionReviewVersions: [v1]}]
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
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: quota}
webhooks: [{name: quota.example.com, clientConfig: {service: {namespace: default, name: chat-api, port: 80}}, sideEffects: None, admissionReviewVersions: [v1]}]
`,

  *check(configuration, world) {
    for (const reference of calledReferences(configuration)) {
      const { namespace, name, via = '', path, portPath = path } = reference
      const fault = faultOf(world, reference)
      if (fault?.fault !== 'port-missing' && fault?.fault !== 'port-protocol') continue
      const because = `${fault.because}${sayingSo(world, reference, fault)}`
      const service = world.get('Service', namespace, name)
      yield defined({
        at: portPath,
        data: { service: `${namespace}/${name}`, via, because },
        fix: service && portFix(service, reference),
      })
    }
  },

  message: ({ service, via, because }) => ({ text: `${via} calls Service ${service}, but ${because}` }),
})
