import { policyVerdict } from '../../../src/kube/policy/verdict.ts'
import type { Coverage } from '../../../src/world/coverage.ts'
import type { Protocol } from '../../../src/world/types/manifest.ts'
import type { Resource } from '../../../src/world/resource.ts'
import type { World } from '../../../src/world/world.ts'
import { complete, worldOfYaml } from '../../world-of.ts'

// the cluster in which the tables on policies ask: two teams, a database, DNS, nodes and what runs on them

const cluster = `
{apiVersion: v1, kind: Namespace, metadata: {name: web, labels: {team: a}}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: db, labels: {team: b}}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: kube-system}}
---
{apiVersion: v1, kind: Node, metadata: {name: n1}, status: {addresses: [{type: InternalIP, address: 192.0.2.11}]}}
---
{apiVersion: v1, kind: Node, metadata: {name: n2}, status: {addresses: [{type: InternalIP, address: 192.0.2.12}]}}
---
{apiVersion: v1, kind: Pod, metadata: {namespace: web, name: fe, labels: {app: fe}}, spec: {nodeName: n1, containers: [{name: c}]}, status: {podIPs: [{ip: 10.244.1.5}]}}
---
{apiVersion: v1, kind: Pod, metadata: {namespace: web, name: be, labels: {app: be}}, spec: {nodeName: n2, containers: [{name: c, ports: [{name: http, containerPort: 8080}, {name: metrics, containerPort: 9090}]}], initContainers: [{name: s, restartPolicy: Always, ports: [{name: side, containerPort: 7070}]}, {name: i, ports: [{name: init, containerPort: 6060}]}]}, status: {podIPs: [{ip: 10.244.1.6}]}}
---
{apiVersion: v1, kind: Pod, metadata: {namespace: db, name: pg, labels: {app: pg}}, spec: {containers: [{name: c, ports: [{name: pg, containerPort: 5432}]}]}, status: {podIPs: [{ip: 10.244.2.5}]}}
---
{apiVersion: v1, kind: Pod, metadata: {namespace: db, name: fe2, labels: {app: fe}}, spec: {containers: [{name: c}]}, status: {podIPs: [{ip: 10.244.2.6}]}}
---
{apiVersion: v1, kind: Pod, metadata: {namespace: kube-system, name: dns, labels: {k8s-app: kube-dns}}, spec: {containers: [{name: c}]}, status: {podIPs: [{ip: 10.244.3.5}]}}
---
{apiVersion: v1, kind: Pod, metadata: {namespace: db, name: host1, labels: {app: agent}}, spec: {nodeName: n1, hostNetwork: true, containers: [{name: c}]}, status: {podIPs: [{ip: 192.0.2.11}]}}
---
{apiVersion: v1, kind: Pod, metadata: {namespace: db, name: host2, labels: {app: agent}}, spec: {nodeName: n2, hostNetwork: true, containers: [{name: c}]}, status: {podIPs: [{ip: 192.0.2.12}]}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {namespace: web, name: new}, spec: {selector: {matchLabels: {app: new}}, template: {metadata: {labels: {app: new}}, spec: {containers: [{name: c, ports: [{name: http, containerPort: 8080}]}]}}}}
`

/** `web: {…}` is the spec of a NetworkPolicy of that namespace; any other manifest is written out. */
export function worldWith(policies: readonly string[], coverage: Coverage[] = [complete]): World {
  const documents = policies.map((text, index) => {
    if (text.startsWith('{')) return text
    const [, namespace, spec] = /^(\w+): (.*)$/.exec(text) ?? []
    return `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p${index}, namespace: ${namespace}}, spec: ${spec}}`
  })
  return worldOfYaml([cluster, ...documents].join('\n---\n'), coverage)
}

function endNamed(world: World, text: string): Resource | string {
  const found = world.resources.find(({ kind, name }) => kind !== 'NetworkPolicy' && name === text)
  return found ?? text
}

/** `fe be:8080`, `fe dns:53/UDP`, `203.0.113.9 be:80`. */
export function ask(world: World, flow: string) {
  const [, from = '', to = '', port, protocol = 'TCP'] =
    /^(\S+) ([^\s:]+):(\d+)(?:\/(\w+))?$/.exec(flow) ?? []
  return policyVerdict(world, {
    from: endNamed(world, from),
    to: endNamed(world, to),
    port: Number(port),
    protocol: protocol as Protocol,
  })
}

export const yes = 'allowed'
export const no = 'denied'
export const open = 'unknown'

/** What policies say of each of these flows in full: the verdict, in words, and which policy had what part in it, and where. */
export function flowsInFull(world: World, flows: readonly string[]): string[] {
  return flows.flatMap((flow) => {
    const { verdict, because, policies } = ask(world, flow)
    return [
      `${flow} ${verdict}: ${because}`,
      ...policies.map(
        ({ resource, direction, effect, path }) =>
          `- ${resource.kind} ${resource.name} ${effect} ${direction} at ${path}`,
      ),
    ]
  })
}
