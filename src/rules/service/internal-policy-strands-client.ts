import { proposed, setting } from '../../diagnose/fix.ts'
import {
  isLocal,
  isStrandedEverywhere,
  nodesWithoutEndpoint,
  strandedClients,
} from '../../diagnose/stranded-clients.ts'
import { joinList } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly nodes: readonly string[]
  readonly clients: readonly string[]
}

export const internalPolicyStrandsClient = defineRule<'Service', Data>({
  id: 'internal-policy-strands-client',
  title: 'internalTrafficPolicy Local leaves a client without an endpoint on its node',
  severity: 'error',
  subject: ['Service'],
  evidence: ['Pod', 'EndpointSlice'],
  why:
    'With internalTrafficPolicy Local kube-proxy gives packets to the cluster IP to endpoints on the client’s own node only. On a node ' +
    'without one it drops them, though others are ready elsewhere: the client waits until it gives up, and no event says why.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service-traffic-policy/',
  bad: `apiVersion: v1
kind: Service
metadata: {name: cache}
spec:
  internalTrafficPolicy: Local
  selector: {app: cache}
  ports: [{port: 6379}]
---
apiVersion: v1
kind: Pod
metadata: {name: cache-1, labels: {app: cache}}
spec:
  nodeName: node-a
  containers: [{name: cache, image: cache}]
status:
  phase: Running
  podIPs: [{ip: 10.1.0.4}]
  conditions: [{type: Ready, status: "True"}]
---
apiVersion: v1
kind: Pod
metadata: {name: shop-1, labels: {app: shop}}
spec:
  nodeName: node-b
  containers: [{name: shop, image: shop, env: [{name: CACHE_URL, value: "redis://cache:6379"}]}]
status: {phase: Running, podIPs: [{ip: 10.1.1.4}]}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: cache}
spec:
  internalTrafficPolicy: Cluster
  selector: {app: cache}
  ports: [{port: 6379}]
---
apiVersion: v1
kind: Pod
metadata: {name: cache-1, labels: {app: cache}}
spec:
  nodeName: node-a
  containers: [{name: cache, image: cache}]
status:
  phase: Running
  podIPs: [{ip: 10.1.0.4}]
  conditions: [{type: Ready, status: "True"}]
---
apiVersion: v1
kind: Pod
metadata: {name: shop-1, labels: {app: shop}}
spec:
  nodeName: node-b
  containers: [{name: shop, image: shop, env: [{name: CACHE_URL, value: "redis://cache:6379"}]}]
status: {phase: Running, podIPs: [{ip: 10.1.1.4}]}
`,

  *check(service, world) {
    if (!isLocal(service)) return
    const stranded = strandedClients(world, service)
    const isKnown = stranded.length > 0
    const all = isKnown ? stranded : nodesWithoutEndpoint(world, service)
    if (all.length === 0) return
    // that no client is known does not matter where it would be in vain for all
    const isCertain = isKnown || isStrandedEverywhere(world, service)
    yield {
      at: ['spec', 'internalTrafficPolicy'],
      data: {
        nodes: [...new Set(all.flatMap(({ node }) => node ?? []))].toSorted(),
        clients: isKnown ? [...new Set(all.map(({ client }) => client.name))].toSorted() : [],
      },
      absence: isCertain && all.some(({ isOpen }) => !isOpen) ? 'near-miss' : 'bare',
      ...(isCertain ? {} : { severity: 'note' as const }),
      assumes: [...new Set(all.flatMap(({ assumes = [] }) => assumes))],
      reasons: [...new Map(all.map(({ node, why }) => [node, why])).values()],
      related: all.slice(0, mostClientsShown).map(({ client, at, node }) => ({
        resource: client,
        at,
        note: isKnown
          ? `${node === undefined ? 'on any node' : `on ${node}`}, and calls it`
          : `on ${node}, where no endpoint of it is`,
      })),
      fix: proposed(setting(service, ['spec', 'internalTrafficPolicy'], 'Cluster')),
    }
  },

  message: ({ nodes, clients }) => ({
    text: `packets of ${clients.length === 0 ? `a client on ${joinList(nodes, 3)}` : joinList(clients, 3)} are dropped: no endpoint is on ${clients.length === 0 ? 'that node' : nodes.length === 0 ? 'any node that is known' : joinList(nodes, 3)}, and internalTrafficPolicy is Local`,
    hint: 'run an endpoint on each node (a DaemonSet), set Cluster, or prefer near ones with trafficDistribution',
  }),
})

const mostClientsShown = 10
