import { joinList, quote, quoteList } from '../text/wording.ts'
import type { World } from '../world/world.ts'
import { describePods } from '../kube/workload/describe.ts'
import type { NearestMiss } from './nearest-miss.ts'

/** What an author most likely meant, in one clause: the same words in lint and in trace. */
export function describeMiss(world: World, miss: NearestMiss): string {
  if (miss.kind === 'other-namespace') {
    return `matching pods are in namespace ${quoteList(miss.namespaces)}; a selector never leaves its own namespace`
  }
  const { podSources } = miss
  if (miss.kind === 'workload-labels') {
    const workloads = joinList(podSources.map(({ resource }) => `${resource.kind} ${resource.name}`))
    return `the labels stand on ${workloads} itself; its pods get theirs from the pod template`
  }
  const pods = describePods(world, podSources)
  if (miss.kind === 'one-label') {
    return `${pods} would match, but for ${quote(miss.key)}, which is ${miss.found === undefined ? 'absent' : quote(miss.found)} there`
  }
  return `${pods} ${podSources.length === 1 ? 'carries' : 'carry'} ${quote(`${miss.foundKey}=${miss.found}`)}`
}
