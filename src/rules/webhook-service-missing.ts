import { faultOf } from '../kube/references/fault.ts'
import { isInSight, missingService } from '../kube/references/missing.ts'
import { conversionReferences, webhookReferences } from '../kube/references/registrations.ts'
import { defined } from '../world/defined.ts'
import { quote } from '../world/wording.ts'
import { defineRule } from './rule.ts'

type Registration =
  | 'ValidatingWebhookConfiguration'
  | 'MutatingWebhookConfiguration'
  | 'CustomResourceDefinition'

interface Data {
  readonly service: string
  readonly via: string
  readonly meant?: string
  readonly elsewhere?: string
}

export const webhookServiceMissing = defineRule<Registration, Data>({
  id: 'webhook-service-missing',
  title: 'the Services that webhooks name exist',
  severity: 'error',
  subject: ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration', 'CustomResourceDefinition'],
  evidence: ['Service'],
  why:
    'The API server looks the Service up when it calls the webhook. Without it, with failurePolicy Fail (the default), every request that the webhook ' +
    'is for fails with “failed calling webhook … service "x" not found”; with Ignore the check is skipped in silence. A conversion has no such choice: ' +
    'objects of another version can neither be read nor written.',
  source:
    'https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#service-reference',
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
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: quota}
webhooks: [{name: quota.example.com, clientConfig: {service: {namespace: default, name: chat-apo}}, sideEffects: None, admissionReviewVersions: [v1]}]
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

  *check(configuration, world) {
    const references =
      configuration.kind === 'CustomResourceDefinition'
        ? conversionReferences(configuration)
        : webhookReferences(configuration)
    for (const reference of references) {
      const { namespace, name, via = '', path: at } = reference
      if (faultOf(world, reference)?.fault !== 'service-missing' || !isInSight(world, namespace)) continue
      const { meant, elsewhere, absence = 'bare' } = missingService(world, reference) ?? {}
      const fix =
        meant === undefined
          ? undefined
          : { title: `name ${meant}`, edits: [{ resource: configuration, at, set: meant }] }
      const data = defined({ service: `${namespace}/${name}`, via, meant, elsewhere })
      yield defined({ at, data, absence, absentFrom: namespace, fix })
    }
  },

  message: ({ service, via, meant, elsewhere }) => ({
    text: `${via} calls Service ${service}, which does not exist`,
    ...(meant !== undefined
      ? { hint: `did you mean ${quote(meant)}?` }
      : elsewhere !== undefined
        ? { hint: `namespace ${quote(elsewhere)} has one` }
        : {}),
  }),
})
