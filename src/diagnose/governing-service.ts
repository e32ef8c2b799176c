import { typeOf } from '../kube/core/defaults.ts'
import { membersOfService } from '../kube/endpointslice/selection.ts'
import { quote } from '../text/wording.ts'
import type { Resource } from '../world/resource.ts'
import type { Service } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'
import { groupsBy } from '../world/groups-by.ts'
import { ownerOf } from '../kube/workload/owner.ts'

/**
 * The one headless Service that selects the pods of a StatefulSet, or of its template, and of nothing else: what its
 * `serviceName` should say. Undefined where there is none, or more than one.
 */
export function governingService(world: World, statefulSet: Resource): Resource<Service> | undefined {
  const { namespace = '', kind, name } = statefulSet
  const candidates = world.derived(headlessByWorkload, namespace).get(`${kind}/${name}`) ?? []
  const found = candidates.filter((service) =>
    membersOfService(world, service).every(
      ({ resource }) => resource === statefulSet || isOwned(world, resource, statefulSet),
    ),
  )
  const [only, another] = found
  return another === undefined ? only : undefined
}

/** Headless Services by the workload of the first of their pods. */
function headlessByWorkload(
  world: World,
  namespace: string,
): ReadonlyMap<string, readonly Resource<Service>[]> {
  return groupsBy(world.all('Service', namespace), (service) => {
    const [first] = typeOf(service.manifest) === 'Headless' ? membersOfService(world, service) : []
    if (first === undefined) return []
    return [first.resource, ownerOf(world, first.resource)].flatMap((workload) =>
      workload === undefined ? [] : [`${workload.kind}/${workload.name}`],
    )
  })
}

/** What to do about a wrong serviceName. */
export function recreateHint(meant: string): string {
  return `did you mean ${quote(meant)}? serviceName cannot be changed in place: delete the StatefulSet with --cascade=orphan and create it anew`
}

function isOwned(world: World, pod: Resource, { kind, name }: Resource): boolean {
  const owner = ownerOf(world, pod)
  return owner?.kind === kind && owner.name === name
}
