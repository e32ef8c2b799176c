import { missingHint, missingTargets, type MissingTarget } from '../../diagnose/missing-reference.ts'
import { calledReferences, type WebhookKind } from '../../kube/references/registrations.ts'
import { defineRule } from '../rule.ts'

export const webhookServiceMissing = defineRule<WebhookKind, MissingTarget>({
  id: 'webhook-service-missing',
  title: 'the Service of a webhook does not exist',
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

  check: (configuration, world) => missingTargets(world, calledReferences(configuration)),

  message: (data) => ({
    text: `${data.via} calls Service ${data.service}, which does not exist${data.says}`,
    ...missingHint(data),
  }),
})
