import { proposed, setting, type Fix } from './fix.ts'
import type { PodSource } from '../kube/workload/pod-source.ts'
import { count, joinList } from '../text/wording.ts'
import { whyNotReady } from '../kube/endpointslice/conditions.ts'
import { isUsable, type Candidate } from '../kube/endpointslice/candidates.ts'

/** Why nothing answers although the selector matches something; lint, trace and `svc ls` ask this one function. */
export type Unavailability =
  /** Pods are there, and none is ready. */
  | { readonly kind: 'none-ready'; readonly pods: readonly Candidate[] }
  /** Pods are there, and the Service is on its way out without a slice for them. */
  | { readonly kind: 'service-leaving'; readonly pods: readonly Candidate[] }
  /** A workload matches, and has no pod. */
  | { readonly kind: 'no-pods'; readonly workload: Candidate }
  /** A workload matches, and its pods cannot be seen. */
  | { readonly kind: 'not-seen'; readonly workload: Candidate }
  /** The selector names labels that only running pods will show. */
  | { readonly kind: 'not-known-before'; readonly workload: Candidate }

/** Undefined when at least one candidate can take traffic, or when there is no candidate at all. */
export function unavailabilityOf(candidates: readonly Candidate[]): Unavailability | undefined {
  if (candidates.some((candidate) => isUsable(candidate))) return undefined
  const pods = candidates.filter(({ podSource }) => podSource.pod !== undefined)
  if (pods.some(({ code }) => code === 'service-leaving')) return { kind: 'service-leaving', pods }
  if (pods.length > 0) return { kind: 'none-ready', pods }
  const unseen = candidates.find((candidate) => candidate.unseen)
  if (unseen !== undefined) return { kind: 'not-seen', workload: unseen }
  const [workload] = candidates
  if (workload === undefined) return undefined
  const late = candidates.find(({ late: isLate }) => isLate)
  return late === undefined ? { kind: 'no-pods', workload } : { kind: 'not-known-before', workload: late }
}

/** `none of the 3 selected pods is ready: …`, each reason once. */
export function describeNoneReady(pods: readonly Candidate[]): string {
  const reasons = joinList([...new Set(pods.map(reasonOf))], 3)
  if (pods.length === 1) return `the only selected pod is not ready: ${reasons}`
  return `none of the ${count(pods.length, 'selected pod')} is ready: ${reasons}`
}

/** Why a pod is not ready, without the words that say that it is not. */
export function reasonOf({ because, code, podSource: { pod } }: Candidate): string {
  return code === 'pod-not-ready' && pod !== undefined ? whyNotReady(pod.manifest) : because
}

const scaled = new Set(['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'])

/** The fix of a workload that is scaled to none, which may be meant; undefined for others, and for what a controller scales. */
export function scalingUp({ resource, replicas }: PodSource): Fix | undefined {
  const isOwned = resource.manifest.metadata?.ownerReferences?.some(({ controller }) => controller === true)
  return replicas !== 0 || !scaled.has(resource.kind) || isOwned === true
    ? undefined
    : proposed(setting(resource, ['spec', 'replicas'], 1))
}
