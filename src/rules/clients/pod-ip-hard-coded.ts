import { programTextsOf } from '../../kube/references/clients.ts'
import type { Pod } from '../../world/types/manifest.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import { quote } from '../../text/wording.ts'
import type { World } from '../../world/world.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly ip: string
  readonly pod: string
}

const addresses = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g
const ended = new Set<string | undefined>(['Succeeded', 'Failed'])

export const podIpHardCoded = defineRule<never, Data>({
  id: 'pod-ip-hard-coded',
  title: 'a client names a pod by its IP address',
  severity: 'warning',
  subject: 'all',
  evidence: [],
  why:
    'A pod’s IP lives as long as the pod. After the next rollout, eviction or node failure the address belongs to no pod, or to another one ' +
    'that answers for something else. A Service’s name stays.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/',
  bad: `apiVersion: v1
kind: Pod
metadata: {name: model, labels: {app: model}}
spec: {containers: [{name: model, image: model}]}
status: {phase: Running, podIPs: [{ip: 10.1.0.4}], conditions: [{type: Ready, status: "True"}]}
---
apiVersion: v1
kind: Pod
metadata: {name: client}
spec: {containers: [{name: client, image: client, env: [{name: MODEL, value: "http://10.1.0.4:8080"}]}]}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: model}
spec: {selector: {app: model}, ports: [{port: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: model, labels: {app: model}}
spec: {containers: [{name: model, image: model}]}
status: {phase: Running, podIPs: [{ip: 10.1.0.4}], conditions: [{type: Ready, status: "True"}]}
---
apiVersion: v1
kind: Pod
metadata: {name: client}
spec: {containers: [{name: client, image: client, env: [{name: MODEL, value: "http://model:8080"}]}]}
`,

  *check(client, world) {
    const known = world.derived(podsByIP)
    if (known.size === 0) return
    for (const { path, text } of programTextsOf(world, client)) {
      for (const [ip] of text.matchAll(addresses)) {
        const pod = known.get(ip)
        if (pod === undefined || addressesOf(client as Resource<Pod>).includes(ip)) continue
        yield {
          at: path,
          data: { ip, pod: nameOf(pod) },
          related: [{ resource: pod, at: ['status', 'podIPs'], note: 'the address, while this pod lives' }],
        }
      }
    }
  },

  message: ({ ip, pod }) => ({
    text: `${quote(ip)} is the address of ${pod}, which changes when the pod is replaced`,
    hint: 'call a Service by its name; a headless one to reach each pod',
  }),
})

function addressesOf({ kind, manifest }: Resource<Pod>): string[] {
  return kind === 'Pod' ? (manifest.status?.podIPs ?? []).flatMap(({ ip }) => ip || []) : []
}

function podsByIP(world: World): ReadonlyMap<string, Resource<Pod>> {
  // a hostNetwork pod has its node's address, which does not change with it; one that has ended has none any more
  const pods = world
    .all('Pod')
    .filter(({ manifest: { spec, status } }) => spec?.hostNetwork !== true && !ended.has(status?.phase))
  // the first by name, should two claim the same address
  const sorted = pods.toSorted((a, b) => (nameOf(a) < nameOf(b) ? 1 : -1))
  return new Map(sorted.flatMap((pod) => addressesOf(pod).map((ip) => [ip, pod] as const)))
}
