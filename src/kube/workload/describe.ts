import { nameOf } from '../../world/resource.ts'
import { count, joinList } from '../../world/wording.ts'
import type { World } from '../../world/world.ts'
import { ownerOf } from './owner.ts'
import type { PodLike } from './pod-like.ts'

/** `the 3 pods of Deployment chat-model`, `Pod shop/x`, `the pod template of Deployment shop/web`: who is meant, in few words. */
export function describePods(world: World, podLikes: readonly PodLike[]): string {
  const groups = new Map<string, PodLike[]>()
  for (const podLike of podLikes) {
    const owner = podLike.pod === undefined ? undefined : ownerOf(world, podLike.resource)
    const key = owner === undefined ? describePodLike(podLike) : `${owner.kind} ${owner.name}`
    groups.set(key, [...(groups.get(key) ?? []), podLike])
  }
  const texts = [...groups].map(([key, members]) => describeGroup(key, members))
  return joinList(texts, 3)
}

/** `Pod shop/web-1`, `the pod template of Deployment shop/web`. */
export function describePodLike(podLike: PodLike): string {
  return podLike.pod === undefined
    ? `the pod template of ${nameOf(podLike.resource)}`
    : nameOf(podLike.resource)
}

function describeGroup(key: string, members: readonly PodLike[]): string {
  const [first] = members
  if (first?.pod === undefined || key === describePodLike(first)) return key
  return members.length === 1 ? `the pod of ${key}` : `the ${count(members.length, 'pod')} of ${key}`
}
