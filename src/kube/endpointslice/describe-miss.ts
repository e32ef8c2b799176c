import { joinList, quote, quoteList } from '../../world/wording.ts'
import { describePodLike, type PodLike } from '../workload/pod-like.ts'
import type { NearestMiss } from './nearest-miss.ts'

/** What an author most likely meant, in one clause: the same words in lint and in trace. */
export function describeMiss(miss: NearestMiss): string {
  switch (miss.kind) {
    case 'slip':
      return `${owners(miss.podLikes)} ${miss.podLikes.length === 1 ? 'carries' : 'carry'} ${quote(`${miss.foundKey}=${miss.found}`)}`
    case 'one-label':
      return `${owners(miss.podLikes)} would match, but for ${quote(miss.key)}, which is ${miss.found === undefined ? 'absent' : quote(miss.found)} there`
    case 'workload-labels':
      return `the labels stand on ${workloads(miss.podLikes)} itself; its pods get theirs from the pod template`
    case 'other-namespace':
      return `matching pods are in namespace ${quoteList(miss.namespaces)}; a selector never leaves its own namespace`
  }
}

function workloads(podLikes: readonly PodLike[]): string {
  return joinList(podLikes.map(({ resource }) => `${resource.kind} ${resource.name}`))
}

function owners(podLikes: readonly PodLike[]): string {
  return joinList([...new Set(podLikes.map(describePodLike))], 3)
}
