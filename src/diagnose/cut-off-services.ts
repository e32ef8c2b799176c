import { selectionOf } from '../kube/endpointslice/selection.ts'
import { servicesSelecting } from '../kube/endpointslice/selected-by.ts'
import { podsSelected } from '../kube/policy/concerned-pods.ts'
import { directionVerdict } from '../kube/policy/direction.ts'
import { podEnd } from '../kube/policy/ends.ts'
import { possibleSenders } from '../kube/policy/senders.ts'
import type { PodSource } from '../kube/workload/pod-source.ts'
import { sortedByName, type Resource } from '../world/resource.ts'
import type { Service } from '../world/types/manifest.ts'
import type { NetworkPolicy } from '../world/types/network-policy.ts'
import type { World } from '../world/world.ts'
import { changedWorld } from './changed-world.ts'

/**
 * The Services to which a policy that a change brings lets no pod of the cluster through any more, whatever its labels and namespace.
 * Nothing where nothing is to be replaced. What comes from the pods' own nodes passes all the same.
 */
export function cutOffServices(world: World, policy: Resource<NetworkPolicy>): readonly Resource<Service>[] {
  const { before } = world
  const after = changedWorld(world)
  if (before === undefined || after === undefined) return []
  const selected = podsSelected(after, policy, ['yes', 'maybe'])
  return sortedByName([...new Set(selected.flatMap((pod) => servicesSelecting(after, pod)))])
    .filter((service) => before.get('Service', service.namespace, service.name) !== undefined)
    .filter((service) => {
      const pods = selectionOf(after, service).selected
      const isCutOff =
        pods.length > 0 && pods.every((pod) => isIsolatedBy(after, pod, policy) && !isOpenTo(after, pod))
      return isCutOff && pods.some((pod) => isOpenTo(before, pod))
    })
}

const anybody = 'any pod'

/** May any pod reach it, of whatever namespace and labels? */
function isOpenTo(world: World, pod: PodSource): boolean {
  return possibleSenders(world, anybody).some(
    (from) =>
      from.is === 'pod' &&
      directionVerdict(world, { from, to: podEnd(world, pod), protocol: 'TCP' }, 'ingress').verdict !==
        'denied',
  )
}

function isIsolatedBy(world: World, pod: PodSource, policy: Resource<NetworkPolicy>): boolean {
  const [from] = possibleSenders(world, anybody).filter((end) => end.is === 'pod')
  return (
    from !== undefined &&
    directionVerdict(world, { from, to: podEnd(world, pod), protocol: 'TCP' }, 'ingress').isolating.some(
      (each) => each.policy === policy,
    )
  )
}
