import { describeChange, placeOfChange } from '../../diagnose/describe-policy-fix.ts'
import { assumesNoOtherPolicy } from '../../diagnose/journey/policy-end.ts'
import { dnsVerdict } from '../../kube/policy/dns-egress.ts'
import { podEnd } from '../../kube/policy/ends.ts'
import { smallestChange } from '../../diagnose/policy-fix.ts'
import { clientReferencesOf } from '../../kube/references/clients.ts'
import { shownText } from '../../kube/references/mentions.ts'
import { describePodSource } from '../../kube/workload/describe.ts'
import { ownerOf } from '../../kube/workload/owner.ts'
import { podIndexOf } from '../../kube/workload/pod-index.ts'
import type { PodSource } from '../../kube/workload/pod-source.ts'
import type { NetworkPolicy } from '../../world/types/network-policy.ts'
import type { Resource } from '../../world/resource.ts'
import { quote } from '../../text/wording.ts'
import type { World } from '../../world/world.ts'
import { defineRule, type Related, type Violation } from '../rule.ts'

interface Data {
  readonly client: string
  readonly text: string
  readonly because: string
  readonly change: string
}

export const policyDnsBlocked = defineRule<'NetworkPolicy', Data>({
  id: 'policy-dns-blocked',
  title: 'a NetworkPolicy keeps pods from the cluster DNS',
  severity: 'error',
  subject: ['NetworkPolicy'],
  evidence: ['NetworkPolicy'],
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
    // the first of its clients is enough: the fix is the same for all
    for (const member of podIndexOf(world, policy.namespace ?? '').members) {
      const violation = violationFor(world, policy, member)
      if (violation === undefined) continue
      yield violation
      return
    }
  },

  message: ({ client, text, because, change }) => ({
    text: `${client} calls ${quote(text)} and cannot resolve the name: ${because}`,
    hint: change,
  }),
})

function violationFor(
  world: World,
  policy: Resource<NetworkPolicy>,
  member: PodSource,
): Violation<Data> | undefined {
  const dns = dnsVerdict(world, podEnd(world, member))
  const change = dns?.verdict === 'denied' && dns.half !== undefined ? smallestChange(dns.half) : undefined
  if (dns?.half === undefined || change === undefined) return undefined
  const blocking = 'policy' in change ? change.policy : dns.half.isolating[0]?.policy
  const named = blocking === policy ? namedBy(world, member) : undefined
  if (named === undefined) return undefined
  const { text, related } = named
  return {
    at: 'newPolicy' in change ? ['spec'] : placeOfChange(change.edit),
    side: 'key',
    data: { client: describePodSource(member), text, because: dns.because, change: describeChange(change) },
    related: [related],
    assumes: assumesNoOtherPolicy(dns.half),
  }
}

/** A host name in what the programs of a pod read: who calls addresses alone needs no DNS. */
function namedBy(world: World, { resource }: PodSource): { text: string; related: Related } | undefined {
  // a pod says nothing that its workload does not say
  const source = ownerOf(world, resource)?.resource ?? resource
  const found = clientReferencesOf(world, source).find(({ mention }) => !/^[\d.]+$/.test(mention.host))
  if (found === undefined) return undefined
  return {
    text: shownText(found.mention),
    related: { resource: source, at: found.path, note: 'here the name is used' },
  }
}

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
