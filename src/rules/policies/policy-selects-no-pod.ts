import { podsSelected } from '../../kube/policy/concerned-pods.ts'
import { formatSelector, labelSlip } from '../../diagnose/label-slip.ts'
import { podIndexOf } from '../../kube/workload/pod-index.ts'
import { defined } from '../../world/defined.ts'
import { quote } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly selector: string
  readonly meant?: string
}

export const policySelectsNoPod = defineRule<'NetworkPolicy', Data>({
  id: 'policy-selects-no-pod',
  title: 'the podSelector of a NetworkPolicy matches no pod',
  severity: 'warning',
  subject: ['NetworkPolicy'],
  evidence: ['Pod'],
  why:
    'A NetworkPolicy holds for pods of its own namespace that its podSelector selects. When it selects none, nothing is isolated and nothing is ' +
    'allowed: the pods that it was written for accept all traffic, or lack the exception that it was meant to add. No component ' +
    'reports it.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  bad: example('chat-apo'),
  good: example('chat-api'),

  *check(policy, world) {
    const selector = policy.manifest.spec?.podSelector ?? {}
    const text = formatSelector(selector)
    if (text === '' || podsSelected(world, policy, ['yes', 'maybe']).length > 0) return
    const slip = labelSlip(selector, [podIndexOf(world, policy.namespace ?? '')])
    const place = ['spec', 'podSelector']
    if (slip === undefined) {
      yield { at: place, side: 'key', data: { selector: text }, absence: 'bare' }
      return
    }
    const { key, meant, resource, path } = slip
    const at = [...place, 'matchLabels', key]
    yield {
      at,
      data: defined({ selector: text, meant: `${key}=${meant}` }),
      related: [
        { resource, at: [...path, 'metadata', 'labels', key], note: 'the label that the pods carry' },
      ],
      absence: 'near-miss',
      fix: { title: `set ${key} to ${quote(meant)}`, edits: [{ resource: policy, at, set: meant }] },
    }
  },

  message: ({ selector, meant }) => ({
    text: `podSelector ${quote(selector)} selects no pod: the policy has no effect`,
    ...(meant === undefined ? {} : { hint: `there are pods with ${quote(meant)}` }),
  }),
})

function example(app: string): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat, ports: [{containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: chat-api}
spec:
  podSelector: {matchLabels: {app: ${app}}}
  ingress:
    - from: [{podSelector: {}}]
`
}
