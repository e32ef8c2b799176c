import { labelOf } from '../../world/labels.ts'
import type { EndpointSlice, Service } from '../../world/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { actualSlices, controllerName, managedByLabel, predictEndpointSlices } from './slices.ts'

/**
 * How the slices in the World differ from the predicted ones, in sentences; empty when they agree, when there is
 * nothing to compare with, or when pods are known by their templates only.
 * A difference means that the controller lags behind, that it does not run, or that somebody else wrote a slice.
 */
export function driftOf(world: World, service: Resource<Service>): string[] {
  if (world.doubt(['Pod', 'EndpointSlice'], service.namespace) !== undefined) return []
  // a manifest has no uid: no controller has seen it
  if (service.manifest.metadata?.uid === undefined) return []
  const actual = actualSlices(world, service)
  const foreign = actual.filter(({ manifest }) => managerOf(manifest) !== controllerName)
  const own = actual.filter(({ manifest }) => managerOf(manifest) === controllerName)
  const predicted = entriesOf(predictEndpointSlices(world, service))
  const found = entriesOf(own.map(({ manifest }) => manifest))
  return [
    ...foreign.map(
      ({ name, manifest }) =>
        `EndpointSlice ${name} is written by ${managerOf(manifest) ?? 'nobody the controller knows'}`,
    ),
    ...[...predicted].filter((entry) => !found.has(entry)).map((entry) => `not in the slices yet: ${entry}`),
    ...[...found].filter((entry) => !predicted.has(entry)).map((entry) => `still in the slices: ${entry}`),
  ]
}

function managerOf(slice: EndpointSlice): string | undefined {
  return labelOf(slice.metadata?.labels, managedByLabel)
}

/** Each endpoint with all that makes it one, so that two sets of slices compare whatever their packing. */
function entriesOf(slices: readonly EndpointSlice[]): ReadonlySet<string> {
  const entries = new Set<string>()
  for (const { endpoints, ports } of slices) {
    const portText = (ports ?? [])
      .map(({ name, port, protocol }) => `${name ? `${name}=` : ''}${port}/${protocol}`)
      .toSorted()
      .join(',')
    for (const { addresses = [], conditions = {}, targetRef } of endpoints ?? []) {
      const state =
        Object.entries(conditions)
          .filter(([, on]) => on)
          .map(([name]) => name)
          .toSorted()
          .join('+') || 'not ready'
      entries.add(
        `${targetRef?.name ?? 'an address'} at ${addresses.join(',')} ports ${portText || 'none'} (${state})`,
      )
    }
  }
  return entries
}
