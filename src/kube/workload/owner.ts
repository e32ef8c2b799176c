import { kindOf, type Kind } from '../../world/kinds.ts'
import { labelOf } from '../../world/labels.ts'
import type { OwnerReference } from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'

/** The workload that a pod belongs to in people's heads: the Deployment, not its ReplicaSet. */
export interface Owner {
  readonly kind: string
  readonly name: string
  /** Present when the World holds it. */
  readonly resource?: Resource
}

/** Climbs the controller references of a pod or workload to the top one; undefined when nothing controls it. */
export function ownerOf(world: World, resource: Resource): Owner | undefined {
  let current = resource
  let owner: Owner | undefined
  // a ReplicaSet below a Deployment, a Job below a CronJob below an operator's object: five levels are plenty
  for (let level = 0; level < 5; level++) {
    const reference = controllerReference(current)
    if (reference === undefined) return owner
    const found = lookUp(world, reference, current.namespace)
    if (found === undefined)
      return deploymentBehind(current, reference) ?? { kind: reference.kind, name: reference.name }
    owner = { kind: reference.kind, name: reference.name, resource: found }
    current = found
  }
  return owner
}

/** The controller references of a resource: the server lets one be, and none without all of its parts. */
export function controllersOf({ manifest }: Resource): readonly OwnerReference[] {
  const references = manifest.metadata?.ownerReferences ?? []
  return references.filter(
    ({ controller, apiVersion, kind, name }) => controller === true && apiVersion && kind && name,
  )
}

function controllerReference(resource: Resource): OwnerReference | undefined {
  return controllersOf(resource)[0]
}

function lookUp(world: World, { apiVersion, kind, name }: OwnerReference, namespace: string | undefined) {
  const known: Kind | undefined = kindOf({ apiVersion, kind })
  if (known !== undefined) return world.get(known, namespace, name) as Resource | undefined
  return world.derived(foreignByName).get(`${kind}/${namespace ?? ''}/${name}`)
}

/** The first of each name: other objects of it come from other groups. */
function foreignByName(world: World): ReadonlyMap<string, Resource> {
  return new Map(
    world.foreign.toReversed().map((item) => [`${item.kind}/${item.namespace ?? ''}/${item.name}`, item]),
  )
}

/** A ReplicaSet that was not read still betrays its Deployment: it is named after it and the pod-template-hash. */
function deploymentBehind(pod: Resource, reference: OwnerReference): Owner | undefined {
  const hash = labelOf(pod.manifest.metadata?.labels, 'pod-template-hash')
  if (reference.kind !== 'ReplicaSet' || hash === undefined || !reference.name.endsWith(`-${hash}`))
    return undefined
  return { kind: 'Deployment', name: reference.name.slice(0, -hash.length - 1) }
}
