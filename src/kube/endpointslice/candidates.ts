import type { Pod, Service } from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { servicePorts, typeOf, type DefaultedPort } from '../core/defaults.ts'
import type { PodSource } from '../workload/pod-source.ts'
import { canonicalIP } from '../core/canonical-ip.ts'
import { endpointConditions, type PodConditions } from './conditions.ts'
import { whyIn, whyMaybe, whyOut, whyToCome, whyUnborn, whyUnseen, type PodReason } from './reasons.ts'
import { selectionOf } from './selection.ts'
import { resolveTargetPort } from '../core/target-port.ts'

/** One pod (or template) that a Service selects: whether its address gets into a slice, and what a client gets from it. */
export interface Candidate extends PodReason {
  readonly podSource: PodSource
  /** Its address is, or will be, in an EndpointSlice. */
  readonly in: boolean
  /** The selector names labels that only the running pod will show. */
  readonly late?: true
  /** Its pods are in the cluster and cannot be seen: whether they are in a slice is not known. */
  readonly unseen?: true
  /** Absent for a template, and for a pod known by its manifest alone: not known yet. */
  readonly conditions?: PodConditions
  readonly addresses: readonly string[]
  /** Service ports that lead nowhere in this pod. */
  readonly unresolved: readonly DefaultedPort[]
}

/**
 * Each pod that the selector of a Service chooses, in or out of its slices, and why.
 * Templates whose pods are not born yet are out; in a World of files they count as pods to come, unless the workload was
 * read from a cluster: then its pods are there, unseen.
 */
export function candidatesOf(world: World, service: Resource<Service>): Candidate[] {
  const { maybe, withoutPods } = selectionOf(world, service)
  return [
    ...selectedCandidates(world, service),
    ...maybe.map((podSource) => ({
      ...outside(podSource, whyMaybe(service, podSource)),
      late: true as const,
    })),
    ...withoutPods.map((podSource) => outside(podSource, whyUnborn(podSource))),
  ]
}

/**
 * Of these the ones that may be in a slice: the pods, and in files the templates of pods to come. Workloads without a pod are left
 * out, and need not be read.
 */
export function selectedCandidates(world: World, service: Resource<Service>): readonly Candidate[] {
  // each of its ports asks
  return world.derived(candidatesIn, service)
}

function candidatesIn(world: World, service: Resource<Service>): Candidate[] {
  const { selected, unseen } = selectionOf(world, service)
  return selected.map((podSource) =>
    unseen.has(podSource) && podSource.replicas > 0
      ? { ...outside(podSource, whyUnseen(world, podSource)), unseen: true as const }
      : candidate(world, service, podSource),
  )
}

/** Can a request be answered by it, as far as the EndpointSlice controller decides: a ready address and every port? */
export function isUsable(
  { in: listed, conditions, podSource, unresolved }: Candidate,
  servicePort?: DefaultedPort,
): boolean {
  if (!listed || podSource.replicas === 0) return false
  if (conditions !== undefined && !conditions.ready && !(conditions.serving && conditions.terminating))
    return false
  if (servicePort !== undefined) return !unresolved.some(({ index }) => index === servicePort.index)
  return true
}

function candidate(world: World, service: Resource<Service>, podSource: PodSource): Candidate {
  const { manifest } = service
  const unresolved = servicePorts(manifest).filter((port) => !resolveTargetPort(port, podSource.spec).found)
  const { pod } = podSource
  if (pod?.manifest.status === undefined) return candidateToCome(podSource, unresolved)
  const conditions = endpointConditions(pod.manifest, manifest.spec?.publishNotReadyAddresses === true)
  const out = whyOut(world, service, pod)
  if (out !== undefined) return { ...outside(podSource, out), conditions, unresolved }
  const state = whyIn(service, pod, conditions)
  const because = typeOf(manifest) === 'Headless' ? state.because : `${state.because}${without(unresolved)}`
  const addresses = addressesOf(pod.manifest)
  const { code, grounds } = state
  return { code, because, grounds, podSource, in: true, conditions, addresses, unresolved }
}

function candidateToCome(podSource: PodSource, unresolved: readonly DefaultedPort[]): Candidate {
  const state = whyToCome(podSource)
  if (podSource.replicas === 0) return outside(podSource, state)
  const { code, grounds } = state
  const because = `${state.because}${without(unresolved)}`
  return { code, because, grounds, podSource, in: true, addresses: [], unresolved }
}

function outside(podSource: PodSource, why: PodReason): Candidate {
  return { ...why, podSource, in: false, addresses: [], unresolved: [] }
}

function addressesOf(pod: Pod): string[] {
  return (pod.status?.podIPs ?? []).flatMap(({ ip }) => (ip ? canonicalIP(ip) : []))
}

function without(ports: readonly DefaultedPort[]): string {
  if (ports.length === 0) return ''
  return `, without ${ports.map(({ targetPort }) => `targetPort ${targetPort}`).join(', ')}`
}
