import type { Kind, Kinds } from './kinds.ts'
import { keyOfKind, objectKey } from './object-key.ts'
import type { FieldPath } from './place.ts'
import type { Origin, OverlayPatch, Resource } from './resource.ts'
import type { World } from './world.ts'

/**
 * Are two objects of one World surely applied together? Objects of a cluster are; of files those of one file, of one folder, as
 * `kubectl apply -f FOLDER` takes them, or of one kustomization. Other folders of a repository are often alternatives: variants,
 * overlays, a chart.
 */
export function appliedTogether({ origin: one }: Resource, { origin: other }: Resource): boolean {
  return (
    one.file === other.file ||
    folderOf(one.file) === folderOf(other.file) ||
    sharesKustomization(one.appliedBy, other.appliedBy)
  )
}

/** Does each of two objects belong to kustomizations, and none has both? */
export function appliedApart({ origin: one }: Resource, { origin: other }: Resource): boolean {
  if (one.appliedBy === undefined || other.appliedBy === undefined || one.file === other.file) return false
  return !sharesKustomization(one.appliedBy, other.appliedBy)
}

/** Are both among the resources of one kustomization? */
export function inOneKustomization({ origin: one }: Resource, { origin: other }: Resource): boolean {
  return sharesKustomization(one.appliedBy, other.appliedBy)
}

function sharesKustomization(one: Origin['appliedBy'], other: Origin['appliedBy']): boolean {
  return one !== undefined && other !== undefined && [...one].some((file) => other.has(file))
}

/** The first patch of an overlay that changes a field or something in it. */
export function patchOf({ origin }: Resource, at: FieldPath): OverlayPatch | undefined {
  const keys = at.filter((step) => typeof step === 'string')
  return origin.patches?.find(({ fields }) =>
    fields.some((field) => keys.every((key, depth) => depth >= field.length || field[depth] === key)),
  )
}

function folderOf(file: string | undefined): string | undefined {
  return file === undefined ? undefined : file.slice(0, Math.max(0, file.search(/[^/\\]*$/)))
}

/**
 * The objects of that name which another one may mean: one, or several where a repository holds alternatives. Those that are applied
 * together with it come alone.
 */
export function alternatives<K extends Kind>(
  world: World,
  {
    kind,
    namespace,
    name,
  }: { readonly kind: K; readonly namespace: string | undefined; readonly name: string },
  beside: Resource,
): readonly Resource<Kinds[K]>[] {
  const several = world.derived(repeatedObjects).get(keyOfKind(kind, namespace ?? '', name))
  if (several === undefined) {
    const only = world.get(kind, namespace, name)
    return only === undefined ? [] : [only]
  }
  const together = several.filter((resource) => appliedTogether(resource, beside))
  return (together.length > 0 ? together : several) as readonly Resource<Kinds[K]>[]
}

/** Is there another object of the same name that is applied together with one, so that this is a variant of another folder? */
export function isOtherVariant(world: World, resource: Resource, beside: Resource): boolean {
  // of a cluster, which holds each object once
  if (resource.origin.file === undefined && beside.origin.file === undefined) return false
  const several = world.derived(repeatedObjects).get(objectKey(resource))
  return (
    several !== undefined &&
    !appliedTogether(resource, beside) &&
    several.some((other) => appliedTogether(other, beside))
  )
}

/** All objects of the same kind, namespace and name, in the order in which they were read; none where it is the only one. */
export function namesakesOf(world: World, resource: Resource): readonly Resource[] {
  return world.derived(repeatedObjects).get(objectKey(resource)) ?? []
}

/** The objects that are in a World more than once. */
function repeatedObjects(world: World): ReadonlyMap<string, readonly Resource[]> {
  const found = new Map<string, Resource[]>()
  for (const resource of world.resources) {
    const key = objectKey(resource)
    const list = found.get(key)
    if (list === undefined) found.set(key, [resource])
    else list.push(resource)
  }
  for (const [key, list] of found) if (list.length === 1) found.delete(key)
  return found
}
