import { joinList, quote, quoteList } from '../../world/wording.ts'
import type { World } from '../../world/world.ts'
import { describePods } from '../workload/describe.ts'
import type { NearestMiss } from './nearest-miss.ts'

/** What an author most likely meant, in one clause: the same words in lint and in trace. */
export function describeMiss(world: World, miss: NearestMiss): string {
  if (miss.kind === 'other-namespace') {
    return `matching pods are in namespace ${quoteList(miss.namespaces)}; a selector never leaves its own namespace`
  }
  const { podLikes } = miss
  if (miss.kind === 'workload-labels') {
    const workloads = joinList(podLikes.map(({ resource }) => `${resource.kind} ${resource.name}`))
    return `the labels stand on ${workloads} itself; its pods get theirs from the pod template`
  }
  const pods = describePods(world, podLikes)
  if (miss.kind === 'one-label') {
    return `${pods} would match, but for ${quote(miss.key)}, which is ${miss.found === undefined ? 'absent' : quote(miss.found)} there`
  }
  return `${pods} ${podLikes.length === 1 ? 'carries' : 'carry'} ${quote(`${miss.foundKey}=${miss.found}`)}`
}
