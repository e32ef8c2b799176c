import { reasonOfReach } from '../../kube/proxy/explain.ts'
import { reach } from '../../kube/proxy/reach.ts'
import { dependents } from '../../diagnose/dependents.ts'
import type { Service } from '../../world/types/manifest.ts'
import type { Reason } from '../../world/reason.ts'
import type { Resource } from '../../world/resource.ts'
import { joinList } from '../../text/wording.ts'
import type { World } from '../../world/world.ts'
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
    if (service.manifest.spec?.internalTrafficPolicy !== 'Local') return
    const stranded = strandedClients(service, world)
    if (stranded.length === 0) return
    yield {
      at: ['spec', 'internalTrafficPolicy'],
      data: {
        nodes: [...new Set(stranded.map(({ node }) => node))].toSorted(),
        clients: stranded.map(({ client }) => client.name),
      },
      absence: 'near-miss',
      reasons: [...new Map(stranded.map(({ node, why }) => [node, why])).values()],
      related: stranded.slice(0, mostClientsShown).map(({ client, node }) => ({
        resource: client,
        at: ['spec', 'nodeName'],
        note: `on ${node}, and calls it`,
      })),
    }
  },

  message: ({ nodes, clients }) => ({
    text: `packets of ${joinList(clients, 3)} are dropped: no endpoint is on ${joinList(nodes, 3)}, and internalTrafficPolicy is Local`,
    hint: 'run an endpoint on each node (a DaemonSet), set Cluster, or prefer near ones with trafficDistribution',
  }),
})

const mostClientsShown = 10

/** The running pods that name the Service, on nodes where kube-proxy drops what they send to it. */
function strandedClients(
  service: Resource<Service>,
  world: World,
): { readonly client: Resource; readonly node: string; readonly why: Reason }[] {
  const callers = new Set(dependents(world, service).map(({ reference }) => reference.from))
  return world.all('Pod').flatMap((pod) => {
    const node = pod.manifest.spec?.nodeName
    const hasEnded = ['Succeeded', 'Failed'].includes(pod.manifest.status?.phase ?? '')
    if (!callers.has(pod) || node === undefined || hasEnded) return []
    const answer = reach(world, { service, from: { kind: 'pod', pod }, via: 'cluster-ip' })
    const isStranded = answer.outcome === 'dropped' && answer.code === 'no-local-endpoint'
    return isStranded ? [{ client: pod, node, why: reasonOfReach(answer) }] : []
  })
}
