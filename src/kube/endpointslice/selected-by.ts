import type { Resource } from '../../world/resource.ts'
import type { Service } from '../../world/types/manifest.ts'
import type { World } from '../../world/world.ts'
import { groupsBy } from '../../world/groups-by.ts'
import type { PodSource } from '../workload/pod-source.ts'
import { membersOfService } from './selection.ts'

/** The Services whose endpoints a pod, or the pods of a template, are, or would be once there are any; in the order of the World. */
export function servicesSelecting(world: World, podSource: PodSource): readonly Resource<Service>[] {
  return world.derived(servicesByMember, podSource.namespace).get(podSource) ?? []
}

function servicesByMember(
  world: World,
  namespace: string,
): ReadonlyMap<PodSource, readonly Resource<Service>[]> {
  return groupsBy(world.all('Service', namespace), (service) => membersOfService(world, service))
}
