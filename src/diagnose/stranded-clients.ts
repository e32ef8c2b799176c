import type { FieldPath } from '../world/place.ts'
import type { Reason } from '../world/reason.ts'
import { nameOf, type Resource } from '../world/resource.ts'
import type { Pod, Service } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'
import { reasonOfReach } from '../kube/proxy/explain.ts'
import { familiesOf } from '../kube/core/families.ts'
import type { Reach, Vantage } from '../kube/proxy/model.ts'
import { reach } from '../kube/proxy/reach.ts'
import { hasEnded, podSourceOfPod } from '../kube/workload/pod-source.ts'
import { closedWorld } from '../world/closed.ts'
import { endOfAlias } from '../kube/references/called-service.ts'
import { hasUsualDns } from '../kube/dns/cluster-corefile.ts'
import { defined } from '../world/defined.ts'
import { clientCalls, followedCall, type ClientCall } from './client-calls.ts'

/** A running pod on a node where kube-proxy drops what it sends to a Service, or a workload whose pods would meet that on any node. */
export interface StrandedClient {
  readonly client: Resource
  /** What puts it on its node, or where it calls the Service. */
  readonly at: FieldPath
  /** Absent where no node in sight has an endpoint. */
  readonly node?: string
  readonly why: Reason
  /** Something that was not read may be an endpoint there. */
  readonly isOpen: boolean
  /** What is taken for granted of what was not read. */
  readonly assumes?: readonly string[]
}

/** The lint rule of it, which a journey names as its cause. */
const cause = 'internal-policy-strands-client'

/** The clients of a Service, by what their texts call, whose packets are dropped for want of an endpoint on their own node. */
export function strandedClients(world: World, service: Resource<Service>): readonly StrandedClient[] {
  return world.derived(allStranded).get(service) ?? []
}

function allStranded(world: World): ReadonlyMap<Resource, StrandedClient[]> {
  const found = new Map<Resource, StrandedClient[]>()
  if (!world.all('Service').some(isLocal)) return found
  for (const call of clientCalls(world)) {
    if (!mayReachLocal(world, call)) continue
    const { client, mention } = call
    const { journey } = followedCall(world, { from: client.resource, client, mention })
    for (const { service, from, reach, end } of journey.legs) {
      if (service === undefined || reach === undefined || end?.cause !== cause) continue
      const one = {
        ...placeOf(call, from.kind === 'pod' ? from.pod : undefined, reach),
        why: reasonOfReach(reach),
        isOpen: end.outcome === 'unknown',
        ...defined({ assumes: end.assumes }),
      }
      found.set(service, [...(found.get(service) ?? []), one])
    }
  }
  return found
}

/** To follow a call takes long: one of another Service, whose name leads nowhere else, is left alone. */
function mayReachLocal(world: World, { client: { spec }, service }: ClientCall): boolean {
  const { hostAliases = [], dnsConfig, dnsPolicy = 'ClusterFirst' } = spec
  const isUsual = hostAliases.length === 0 && dnsConfig === undefined && dnsPolicy === 'ClusterFirst'
  return !isUsual || !hasUsualDns(world) || isLocal(endOfAlias(world, service) ?? service)
}

/** A pod that has no node yet meets what every node has for it, as the pods of a workload do that are not in sight. */
function placeOf(
  { client, path }: ClientCall,
  pod: Resource<Pod> | undefined,
  { node }: Reach,
): Pick<StrandedClient, 'client' | 'at' | 'node'> {
  const own = pod?.manifest.spec?.nodeName
  return pod === undefined || own === undefined
    ? { client: client.resource, at: path, ...defined({ node }) }
    : { client: pod, at: nodeField, node: own }
}

const nodeField = ['spec', 'nodeName']

export function isLocal({ manifest }: Resource<Service>): boolean {
  return manifest.spec?.internalTrafficPolicy === 'Local'
}

/**
 * One pod of the Service's namespace for each node where pods run and no endpoint of it does, of a family of which there are endpoints: what
 * it sent there would be dropped.
 */
export function nodesWithoutEndpoint(world: World, service: Resource<Service>): readonly StrandedClient[] {
  const byNode = new Map<string, Resource<Pod>>()
  for (const pod of world.all('Pod', service.namespace)) {
    const node = pod.manifest.spec?.nodeName
    if (node !== undefined && !byNode.has(node) && !hasEnded(podSourceOfPod(pod))) byNode.set(node, pod)
  }
  const isPartial = world.doubt(['Pod', 'EndpointSlice'], service.namespace)?.state === 'partial'
  const assumes = isPartial ? [`no other endpoint of ${nameOf(service)} on that node`] : []
  return [...byNode].flatMap(([node, client]) => {
    const answer = droppedFor(world, service, { kind: 'pod', pod: client })
    return answer === undefined
      ? []
      : [{ client, at: nodeField, node, why: reasonOfReach(answer), isOpen: false, assumes }]
  })
}

/** No node that is known has an endpoint of the Service: whoever sends to it, its packets are dropped. */
export function isStrandedEverywhere(world: World, service: Resource<Service>): boolean {
  return droppedFor(world, service, { kind: 'pod' }) !== undefined
}

/** What drops packets for want of an endpoint on the node of the client, where none of another family of the Service gets through. */
function droppedFor(world: World, service: Resource<Service>, from: Vantage): Reach | undefined {
  const closed = closedWorld(world)
  const answers = familiesOf(service.manifest).flatMap((family) =>
    family === 'FQDN' ? [] : reach(closed, { service, from, via: 'cluster-ip', family }),
  )
  const isLost = answers.every(({ outcome }) => outcome !== 'endpoints' && outcome !== 'unknown')
  return isLost ? answers.find(({ code }) => code === 'no-local-endpoint') : undefined
}
