import { typeOf } from '../kube/core/defaults.ts'
import { selectionOf } from '../kube/endpointslice/selection.ts'
import { quote } from '../text/wording.ts'
import type { Resource } from '../world/resource.ts'
import type { Service } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'
import { ownerOf } from '../kube/workload/owner.ts'

/**
 * The one headless Service that selects the pods of a StatefulSet, or of its template, and of nothing else: what its
 * `serviceName` should say. Undefined where there is none, or more than one.
 */
export function governingService(world: World, statefulSet: Resource): Resource<Service> | undefined {
  const found = world.all('Service', statefulSet.namespace).filter((service) => {
    if (typeOf(service.manifest) !== 'Headless') return false
    const { selected, withoutPods } = selectionOf(world, service)
    const all = [...selected, ...withoutPods]
    return (
      all.length > 0 &&
      all.every(({ resource }) => resource === statefulSet || isOwned(world, resource, statefulSet))
    )
  })
  const [only, another] = found
  return another === undefined ? only : undefined
}

/** What to do about a wrong serviceName. */
export function recreateHint(meant: string): string {
  return `did you mean ${quote(meant)}? serviceName cannot be changed in place: delete the StatefulSet with --cascade=orphan and create it anew`
}

function isOwned(world: World, pod: Resource, { kind, name }: Resource): boolean {
  const owner = ownerOf(world, pod)
  return owner?.kind === kind && owner.name === name
}
