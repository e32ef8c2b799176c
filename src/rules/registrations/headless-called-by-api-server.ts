import { faultOf } from '../../diagnose/reference-fault.ts'
import type { WebhookKind } from '../../kube/references/registrations.ts'
import { referencesOf } from '../../kube/references/references.ts'
import { sayingSo } from '../../diagnose/server-words.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly service: string
  readonly via: string
  readonly says: string
}

export const headlessCalledByApiServer = defineRule<WebhookKind | 'APIService', Data>({
  id: 'headless-called-by-api-server',
  title: 'the API server is told to call a headless Service',
  severity: 'error',
  subject: [
    'ValidatingWebhookConfiguration',
    'MutatingWebhookConfiguration',
    'CustomResourceDefinition',
    'APIService',
  ],
  evidence: [],
  why:
    'For webhooks, conversions and aggregated APIs the API server goes to the virtual IP of the Service. A headless one has none: the call fails with ' +
    '“cannot route to service with ClusterIP "None"”. Only with --enable-aggregator-routing it goes to the endpoints instead.',
  source:
    'https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#service-reference',
  bad: `apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec: {clusterIP: None, selector: {app: chat-api}, ports: [{port: 443}]}
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
spec: {selector: {app: chat-api}, ports: [{port: 443, targetPort: 8080}]}
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

  *check(registration, world) {
    for (const reference of referencesOf(world, registration)) {
      const { namespace, name, via = '', path: at } = reference
      const fault = faultOf(world, reference)
      if (fault?.fault !== 'headless') continue
      const service = world.get('Service', namespace, name)
      const related =
        service === undefined
          ? []
          : [{ resource: service, at: ['spec', 'clusterIP'], note: 'it is headless' }]
      const says = sayingSo(world, reference, fault)
      yield { at, data: { service: `${namespace}/${name}`, via, says }, related }
    }
  },

  message: ({ service, via, says }) => ({
    text: `${via} calls Service ${service}, which is headless${says}`,
    hint: 'use a Service with a cluster IP',
  }),
})
