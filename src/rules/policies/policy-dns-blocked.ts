import { describeChange, fixOfChange, placeOfChange } from '../../diagnose/describe-policy-fix.ts'
import { dnsBlocked } from '../../diagnose/dns-blocked.ts'
import { assumesNoOtherPolicy } from '../../diagnose/journey/policy-end.ts'
import { describePodSource } from '../../kube/workload/describe.ts'
import { defined } from '../../world/defined.ts'
import { policyKinds } from '../../world/kinds.ts'
import { quote } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly client: string
  readonly text: string
  readonly because: string
  readonly change?: string
}

export const policyDnsBlocked = defineRule<(typeof policyKinds)[number], Data>({
  id: 'policy-dns-blocked',
  title: 'a NetworkPolicy keeps pods from the cluster DNS',
  severity: 'error',
  subject: policyKinds,
  evidence: policyKinds,
  why:
    'A policy for egress drops everything that no rule allows, and that includes the queries to the DNS pods. The name of the Service then ' +
    'resolves to nothing: each lookup fails after 5 to 20 seconds with “Temporary failure in name resolution” or “Try again”, though ' +
    'the rule for the Service itself is right. DNS asks over UDP; a port without a protocol means TCP.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  bad: example('- to: [{podSelector: {matchLabels: {app: chat-api}}}]'),
  good: example(`- to: [{podSelector: {matchLabels: {app: chat-api}}}]
    - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}]
      ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]`),

  *check(policy, world) {
    const found = dnsBlocked(world, policy)
    if (found === undefined) return
    const { client, because, half, change, named } = found
    const fix = change && fixOfChange(change)
    yield {
      at: change === undefined || 'newPolicy' in change ? ['spec'] : placeOfChange(change.edit),
      side: 'key',
      data: {
        client: describePodSource(client),
        text: named.text,
        because,
        ...(change !== undefined && fix === undefined ? { change: describeChange(change) } : {}),
      },
      related: [{ resource: named.resource, at: named.path, note: 'here the name is used' }],
      assumes: assumesNoOtherPolicy(half),
      ...defined({ fix }),
    }
  },

  message: ({ client, text, because, change }) => ({
    text: `${client} calls ${quote(text)} and cannot resolve the name: ${because}`,
    ...(change === undefined ? {} : { hint: change }),
  }),
})

function example(rules: string): string {
  return `apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec:
  selector: {app: chat-api}
  ports: [{port: 80, targetPort: 8080}]
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: client, labels: {app: client}}
spec: {containers: [{name: client, image: client, env: [{name: CHAT_URL, value: "http://chat-api/v1"}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: client}
spec:
  podSelector: {matchLabels: {app: client}}
  policyTypes: [Egress]
  egress:
    ${rules}
`
}
