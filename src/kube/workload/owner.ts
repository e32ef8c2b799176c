import { kindOf, type Kind } from '../../world/kinds.ts'
import { labelOf } from '../../world/labels.ts'
import type { Manifest, OwnerReference, StringMap } from '../../world/types/manifest.ts'
import { valueAt } from '../../world/place.ts'
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
    const behind = deploymentBehind(current, reference)
    const found = (behind && deploymentOf(world, current, behind)) ?? controllerOf(world, current, reference)
    if (found === undefined) return behind ?? { kind: reference.kind, name: reference.name }
    owner = { kind: found.kind, name: found.name, resource: found }
    current = found
  }
  return owner
}

/**
 * The Deployment above the ReplicaSet of a pod, which need not be read for it: it carries the Deployment's name and the hash of the
 * template, and the Deployment adopts what its selector matches.
 */
function deploymentOf(world: World, pod: Resource, { name }: Owner): Resource | undefined {
  const found = world.get('Deployment', pod.namespace, name)
  const labels = valueAt(found?.manifest, ['spec', 'selector', 'matchLabels']) as StringMap | undefined
  const matches = Object.entries(labels ?? {}).every(
    ([key, value]) => labelOf(pod.manifest.metadata?.labels, key) === value,
  )
  return labels !== undefined && matches ? found : undefined
}

/** The object that a reference names; a ReplicaSet only where the Deployment of its name is known not to be above it. */
function controllerOf(
  world: World,
  { manifest, namespace }: Resource,
  reference: OwnerReference,
): Resource | undefined {
  const name = deploymentName(manifest, reference)
  return name !== undefined && !world.holds('Deployment', namespace, { names: [name] })
    ? undefined
    : lookUp(world, reference, namespace)
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
function deploymentBehind({ manifest }: Resource, reference: OwnerReference): Owner | undefined {
  const name = deploymentName(manifest, reference)
  return name === undefined ? undefined : { kind: 'Deployment', name }
}

function deploymentName({ metadata }: Manifest, { kind, name }: OwnerReference): string | undefined {
  const hash = labelOf(metadata?.labels, 'pod-template-hash')
  return kind === 'ReplicaSet' && hash !== undefined && name.endsWith(`-${hash}`)
    ? name.slice(0, -hash.length - 1)
    : undefined
}
