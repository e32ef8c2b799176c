import { bypassingCalls } from '../../diagnose/bypassed-dns.ts'
import { proposed, type Fix } from '../../diagnose/fix.ts'
import type { Remedy } from '../../diagnose/journey/model.ts'
import { shownText } from '../../kube/references/mentions.ts'
import { describePodSource } from '../../kube/workload/describe.ts'
import type { PodSource } from '../../kube/workload/pod-source.ts'
import { quote } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly client: string
  readonly text: string
  readonly because: string
  readonly remedy?: string
}

export const clientBypassesClusterDns = defineRule<never, Data>({
  id: 'client-bypasses-cluster-dns',
  title: 'a client calls a Service by name and does not ask the cluster DNS',
  severity: 'error',
  subject: 'all',
  evidence: [],
  why:
    'The kubelet gives a pod the cluster’s DNS under dnsPolicy ClusterFirst only. On the host network ClusterFirst counts as Default, so that such a pod asks the servers ' +
    'of its node, as it does under Default; under None it asks those of its dnsConfig. None of these know the names of Services: each lookup ends with “no such host”.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy',
  bad: example('None'),
  good: example('ClusterFirst'),

  *check(resource, world) {
    const seen = new Set<unknown>()
    for (const call of bypassingCalls(world, resource)) {
      const { client, path, mention, service, end } = call
      // one setting of a pod is behind all of its calls
      if (seen.has(client)) continue
      seen.add(client)
      const fix = fixIn(end.remedy, client)
      const assumes = end.assumes ?? []
      yield {
        at: path,
        data: {
          client: describePodSource(client),
          text: shownText(mention),
          because: end.because,
          ...(end.remedy === undefined ? {} : { remedy: end.remedy.title }),
        },
        related: [
          { resource: client.resource, at: [...client.path, 'spec', 'dnsPolicy'], note: 'its DNS policy' },
          { resource: service, at: ['metadata', 'name'], note: 'the Service that is called' },
        ],
        // the servers of a node, or of a private network, could be set up to know the cluster's names
        ...(assumes.length === 0 ? {} : { severity: 'warning' as const, assumes }),
        ...(fix === undefined ? {} : { fix }),
      }
    }
  },

  message: ({ client, text, because, remedy }) => ({
    text: `${client} calls ${quote(text)}: ${because}`,
    ...(remedy === undefined ? {} : { hint: remedy }),
  }),
})

/** Who names servers has meant them: what would help is proposed only. */
function fixIn(remedy: Remedy | undefined, { spec }: PodSource): Fix | undefined {
  if (remedy === undefined || !('edits' in remedy)) return undefined
  return spec.dnsPolicy === 'None' ? proposed(remedy) : remedy
}

function example(policy: string): string {
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
metadata: {name: client}
spec:
  dnsPolicy: ${policy}
  dnsConfig: {nameservers: [9.9.9.9]}
  containers: [{name: client, image: client, env: [{name: CHAT_URL, value: "http://chat-api/v1"}]}]
`
}
