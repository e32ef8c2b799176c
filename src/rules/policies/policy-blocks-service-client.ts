import { blockedCalls } from '../../diagnose/blocked-calls.ts'
import { describeChange, fixOfChange, placeOfChange } from '../../diagnose/describe-policy-fix.ts'
import type { Change } from '../../diagnose/policy-fix.ts'
import { shownText } from '../../kube/references/mentions.ts'
import { describePodSource } from '../../kube/workload/describe.ts'
import { appliedTogether } from '../../world/applied-together.ts'
import { policyKinds } from '../../world/kinds.ts'
import type { FieldPath } from '../../world/place.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import { quote } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly client: string
  readonly text: string
  readonly service: string
  readonly because: string
  readonly change?: string
}

export const policyBlocksServiceClient = defineRule<(typeof policyKinds)[number], Data>({
  id: 'policy-blocks-service-client',
  title: 'a NetworkPolicy blocks a known client of a Service',
  severity: 'error',
  subject: policyKinds,
  evidence: policyKinds,
  why:
    'Once a NetworkPolicy selects a pod, only what some rule of some policy allows passes; the network plugin drops all else without an ' +
    'answer. A client that names the Service and that no rule allows hangs until its timeout, while the Service, its endpoints and ' +
    'the pods look healthy.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  bad: example('{podSelector: {matchLabels: {app: backend}}}'),
  good: example('{podSelector: {matchLabels: {app: client}}}'),
  yields: true,

  *check(policy, world) {
    for (const { client, path, mention, service, half, change, fold, assumes } of blockedCalls(
      world,
      policy,
    )) {
      const fix = change && fixOfChange(change)
      yield {
        at: change === undefined ? ['spec'] : placeOf(change),
        side: fix === undefined || fix.maybe === true ? 'key' : 'value',
        data: {
          client: describePodSource(client),
          text: shownText(mention),
          service: nameOf(service),
          because: fold.status === 'degraded' ? `for some of its endpoints ${half.because}` : half.because,
          ...(change !== undefined && fix === undefined ? { change: describeChange(change) } : {}),
        },
        related: [{ resource: client.resource, at: path, note: `here ${service.name} is called` }],
        assumes,
        ...elsewhere(policy, [client.resource, service]),
        ...(fold.status === 'degraded' ? { severity: 'warning' as const } : {}),
        ...(fix === undefined ? {} : { fix }),
      }
    }
  },

  message: ({ client, text, service, because, change }) => ({
    text: `${client} calls ${quote(text)} of ${service}, and ${because}`,
    ...(change === undefined ? {} : { hint: change }),
  }),
})

/** What lies in another folder of a repository than both ends may be applied somewhere else. */
function elsewhere(policy: Resource, ends: readonly Resource[]): { doubt?: string } {
  return ends.some((end) => appliedTogether(policy, end))
    ? {}
    : { doubt: `${policy.origin.label} is in another folder, and may be applied elsewhere` }
}

function placeOf(change: Change): FieldPath {
  return 'newPolicy' in change ? ['spec'] : placeOfChange(change.edit)
}

function example(peer: string): string {
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
apiVersion: v1
kind: Pod
metadata: {name: backend, labels: {app: backend}}
spec: {containers: [{name: backend, image: backend}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: chat-api}
spec:
  podSelector: {matchLabels: {app: chat-api}}
  ingress:
    - from: [${peer}]
      ports: [{port: 8080}]
`
}
