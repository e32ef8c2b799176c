import type { Service } from '../world/types/manifest.ts'
import type { Resource } from '../world/resource.ts'
import type { World } from '../world/world.ts'
import { hasEnded, type PodSource } from '../kube/workload/pod-source.ts'
import { nearestMiss } from './nearest-miss.ts'
import { selectionOf } from '../kube/endpointslice/selection.ts'

/**
 * The pods and templates that the author of a Service has in mind: those it selects, or, when the selector is slightly
 * wrong, those it misses by a slip. So one run finds the wrong selector and the wrong port behind it.
 */
export function podsMeantBy(world: World, service: Resource<Service>): readonly PodSource[] {
  const { selected, maybe, withoutPods } = selectionOf(world, service)
  const all = [...selected, ...withoutPods].filter((podSource) => !hasEnded(podSource))
  if (all.length > 0) return all
  if (maybe.length > 0) return maybe
  const miss = nearestMiss(world, service)
  return miss?.kind === 'slip' || miss?.kind === 'workload-labels' ? miss.podSources : []
}
