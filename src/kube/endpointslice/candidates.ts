import type { Pod, Service } from '../../world/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import { count } from '../../world/wording.ts'
import type { World } from '../../world/world.ts'
import { servicePorts, typeOf, type DefaultedPort } from '../apiserver/defaults.ts'
import type { PodLike } from '../workload/pod-like.ts'
import { canonicalIP } from './canonical-ip.ts'
import { endpointConditions, whyNoEndpoint, whyNotReady, type PodConditions } from './conditions.ts'
import { selectionOf } from './selection.ts'
import { resolveTargetPort } from './target-port.ts'

/** One pod (or template) that a Service selects: whether its address gets into a slice, and what a client gets from it. */
export interface Candidate {
  readonly podLike: PodLike
  /** Its address stands, or will stand, in an EndpointSlice. */
  readonly in: boolean
  readonly because: string
  /** The selector names labels that only the running pod will show. */
  readonly late?: true
  /** Absent for a template, and for a pod known by its manifest alone: nobody knows yet. */
  readonly conditions?: PodConditions
  readonly addresses: readonly string[]
  /** Service ports that lead nowhere in this pod. */
  readonly unresolved: readonly DefaultedPort[]
}

/**
 * Each pod that the selector of a Service chooses, in or out of its slices, and why.
 * Templates whose pods are not born yet are out; in a World of files they count as pods to come.
 */
export function candidatesOf(world: World, service: Resource<Service>): Candidate[] {
  const { selected, maybe, unborn } = selectionOf(world, service)
  return [
    ...selected.map((podLike) => candidate(world, service, podLike)),
    ...maybe.map((podLike) => ({
      ...outside(podLike, 'the selector names labels that only the running pod will show'),
      late: true as const,
    })),
    ...unborn.map((podLike) =>
      outside(podLike, podLike.replicas === 0 ? 'it is scaled to 0' : 'it has no pods'),
    ),
  ]
}

/** Can a request be answered by it, as far as the EndpointSlice controller decides: a ready address and every port? */
export function isUsable(
  { in: listed, conditions, podLike, unresolved }: Candidate,
  servicePort?: DefaultedPort,
): boolean {
  if (!listed || podLike.replicas === 0) return false
  if (conditions !== undefined && !conditions.ready && !(conditions.serving && conditions.terminating))
    return false
  if (servicePort !== undefined) return !unresolved.some(({ index }) => index === servicePort.index)
  return true
}

function candidate(world: World, service: Resource<Service>, podLike: PodLike): Candidate {
  const { manifest } = service
  const unresolved = servicePorts(manifest).filter((port) => !resolveTargetPort(port, podLike.spec).found)
  const pod = podLike.pod?.manifest
  if (pod?.status === undefined) return candidateToCome(podLike, unresolved)
  const publish = manifest.spec?.publishNotReadyAddresses === true
  const conditions = endpointConditions(pod, publish)
  const why = whyNoEndpoint(pod) ?? whyNodeForbids(world, pod, publish)
  if (why !== undefined) return { podLike, in: false, because: why, conditions, addresses: [], unresolved }
  const portsMissing =
    unresolved.length > 0 && typeOf(manifest) !== 'Headless' ? `, without ${portList(unresolved)}` : ''
  const because = `${describeConditions(pod, conditions)}${portsMissing}`
  return { podLike, in: true, because, conditions, addresses: addressesOf(pod), unresolved }
}

function candidateToCome(podLike: PodLike, unresolved: readonly DefaultedPort[]): Candidate {
  const portsMissing = unresolved.length > 0 ? `, without ${portList(unresolved)}` : ''
  if (podLike.replicas === 0) return outside(podLike, 'it is scaled to 0')
  const because = `its labels match: ${count(podLike.replicas, 'pod')} to come${portsMissing}`
  return { podLike, in: true, because, addresses: [], unresolved }
}

function outside(podLike: PodLike, because: string): Candidate {
  return { podLike, in: false, because, addresses: [], unresolved: [] }
}

/** The controller leaves a pod out while the Node it names does not exist, unless not-ready addresses are published. */
function whyNodeForbids(world: World, pod: Pod, publish: boolean): string | undefined {
  const node = pod.spec?.nodeName
  // where there is no Node at all, nobody listed them: a cluster without one has no pod with an address
  if (publish || world.all('Node').length === 0 || world.doubt(['Node'], undefined) !== undefined)
    return undefined
  if (!node) return 'it is on no node'
  return world.get('Node', undefined, node) === undefined ? `its Node ${node} does not exist` : undefined
}

function describeConditions(pod: Pod, { ready, serving, terminating }: PodConditions): string {
  if (terminating) return serving ? 'terminating, still serving' : 'terminating'
  if (serving) return 'ready'
  return ready ? `published although not ready: ${whyNotReady(pod)}` : `not ready: ${whyNotReady(pod)}`
}

function addressesOf(pod: Pod): string[] {
  return (pod.status?.podIPs ?? []).flatMap(({ ip }) => (ip ? canonicalIP(ip) : []))
}

function portList(ports: readonly DefaultedPort[]): string {
  return ports.map(({ targetPort }) => `targetPort ${targetPort}`).join(', ')
}
