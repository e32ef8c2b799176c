import { nameOf } from '../../world/resource.ts'
import { count, joinList } from '../../text/wording.ts'
import type { World } from '../../world/world.ts'
import { ownerOf } from './owner.ts'
import type { PodSource } from './pod-source.ts'

/** `the 3 pods of Deployment chat-model`, `Pod shop/x`, `the pod template of Deployment shop/web`: who is meant, in few words. */
export function describePods(world: World, podSources: readonly PodSource[]): string {
  const groups = new Map<string, PodSource[]>()
  for (const podSource of podSources) {
    const owner = podSource.pod === undefined ? undefined : ownerOf(world, podSource.resource)
    const key = owner === undefined ? describePodSource(podSource) : `${owner.kind} ${owner.name}`
    groups.set(key, [...(groups.get(key) ?? []), podSource])
  }
  const texts = [...groups].map(([key, members]) => describeGroup(key, members))
  return joinList(texts, 3)
}

/** `Pod shop/web-1`, `the pod template of Deployment shop/web`. */
export function describePodSource(podSource: PodSource): string {
  if (podSource.pod !== undefined) return nameOf(podSource.resource)
  // a custom resource may hold several
  const own = podSource.path.findLast((step) => typeof step === 'string') ?? 'template'
  const which = podSource.workload === undefined && own !== 'template' ? own : 'pod template'
  return `the ${which} of ${nameOf(podSource.resource)}`
}

function describeGroup(key: string, members: readonly PodSource[]): string {
  const [first] = members
  if (first?.pod === undefined || key === describePodSource(first)) return key
  return members.length === 1 ? `the pod of ${key}` : `the ${count(members.length, 'pod')} of ${key}`
}
