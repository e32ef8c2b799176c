import { servicePorts } from '../kube/core/defaults.ts'
import { handWrittenFor, slicePortFor } from '../kube/endpointslice/hand-written.ts'
import { selectorOf } from '../kube/endpointslice/selection.ts'
import { controllerName, managedByLabel, serviceNameLabel } from '../kube/endpointslice/slice-labels.ts'
import { mirroringControllerName } from '../kube/endpointslice/mirroring.ts'
import { nearest } from '../text/nearest.ts'
import { groupsBy } from '../world/groups-by.ts'
import { labelOf } from '../world/labels.ts'
import type { Resource } from '../world/resource.ts'
import type { EndpointSlice, Service } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'

/** A slice written by hand for a Service that does not exist. */
export interface LostSlice {
  /** The name in its label. */
  readonly names: string
  /** The one Service without endpoints that it fits, by its name or by its ports. */
  readonly meant?: Resource<Service>
}

/** Undefined for a slice whose Service is there, that names none, or that a controller keeps. */
export function lostSlice(world: World, slice: Resource<EndpointSlice>): LostSlice | undefined {
  const { labels } = slice.manifest.metadata ?? {}
  const names = labelOf(labels, serviceNameLabel)
  const manager = labelOf(labels, managedByLabel)
  if (names === undefined || world.get('Service', slice.namespace, names) !== undefined) return undefined
  if (manager === controllerName || manager === mirroringControllerName) return undefined
  const { namespace = '' } = slice
  const without = world.derived(servicesWithout, namespace).filter((service) => fits(service, slice))
  const near = nearest(
    names,
    without.map(({ name }) => name),
  )
  const [only, another] = near.length > 0 ? without.filter(({ name }) => name === near[0]) : without
  return only === undefined || another !== undefined ? { names } : { names, meant: only }
}

/**
 * The one slice that belongs to no Service by its labels, and that was written for this one: by the beginning of its name, or as the only
 * one there is, with a port of the Service. Undefined where the Service has endpoints.
 */
export function unlabelledSlice(
  world: World,
  service: Resource<Service>,
): Resource<EndpointSlice> | undefined {
  if (!isWithoutEndpoints(world, service)) return undefined
  const free = world.derived(freeSlices, service.namespace ?? '').filter((slice) => fits(service, slice))
  const named = free.filter(({ name }) => name.startsWith(service.name))
  const [only, another] = named.length > 0 ? named : free
  return another === undefined ? only : undefined
}

/** The slice that names no Service and that was written for this one; the first of several. */
export function sliceMeantFor(world: World, service: Resource<Service>): Resource<EndpointSlice> | undefined {
  return world.derived(slicesByMeant, service.namespace ?? '').get(service)?.[0]
}

function slicesByMeant(
  world: World,
  namespace: string,
): ReadonlyMap<Resource<Service>, readonly Resource<EndpointSlice>[]> {
  return groupsBy(world.all('EndpointSlice', namespace), (slice) =>
    [lostSlice(world, slice)?.meant ?? []].flat(),
  )
}

function servicesWithout(world: World, namespace: string): readonly Resource<Service>[] {
  return world.all('Service', namespace).filter((service) => isWithoutEndpoints(world, service))
}

function freeSlices(world: World, namespace: string): readonly Resource<EndpointSlice>[] {
  return world
    .all('EndpointSlice', namespace)
    .filter(({ manifest }) => labelOf(manifest.metadata?.labels, serviceNameLabel) === undefined)
}

/** No selector, and no slices were written for it. */
export function isWithoutEndpoints(world: World, service: Resource<Service>): boolean {
  const { manifest } = service
  if (selectorOf(manifest) !== undefined || manifest.spec?.type === 'ExternalName') return false
  return !handWrittenFor(world, service).some(({ slice }) => (slice.endpoints ?? []).length > 0)
}

function fits({ manifest }: Resource<Service>, slice: Resource<EndpointSlice>): boolean {
  return servicePorts(manifest).some((port) => slicePortFor(port, slice.manifest) !== undefined)
}
