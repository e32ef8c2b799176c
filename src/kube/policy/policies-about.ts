import { sortedByName, type Resource } from '../../world/resource.ts'
import type { NetworkPolicy } from '../../world/types/network-policy.ts'
import type { World } from '../../world/world.ts'
import { SelectorIndex } from '../workload/selector-index.ts'
import type { PodEnd } from './ends.ts'

/** The NetworkPolicies that may select a pod, sorted, and others of its namespace that do not ask for a label which it lacks. */
export function policiesAbout(
  world: World,
  { namespace, labels }: PodEnd,
): readonly Resource<NetworkPolicy>[] {
  return world.derived(policiesBySelector, namespace).about(labels)
}

function policiesBySelector(world: World, namespace: string): SelectorIndex<Resource<NetworkPolicy>> {
  return new SelectorIndex(
    sortedByName(world.all('NetworkPolicy', namespace)),
    ({ manifest }) => manifest.spec?.podSelector,
  )
}
