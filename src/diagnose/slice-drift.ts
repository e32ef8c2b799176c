import type { Endpoint, EndpointSlice, Service } from '../world/types/manifest.ts'
import type { Resource } from '../world/resource.ts'
import type { World } from '../world/world.ts'
import { hintsStand } from '../kube/endpointslice/hints.ts'
import { selectorOf } from '../kube/endpointslice/selection.ts'
import { sliceRolesOf } from '../kube/endpointslice/slice-roles.ts'
import { predictSlices } from '../kube/endpointslice/slices.ts'

/**
 * How the slices in the World differ from the predicted ones, in sentences; empty when they agree, when there is
 * nothing to compare with, or when pods are known by their templates only.
 * A difference means that the controller lags behind, that it does not run, or that something else wrote a slice.
 */
export function driftOf(world: World, service: Resource<Service>): string[] {
  if (world.doubt(['Pod', 'EndpointSlice'], service.namespace) !== undefined) return []
  // a manifest has no uid: no controller has seen it
  if (service.manifest.metadata?.uid === undefined) return []
  const roles = sliceRolesOf(world, service)
  const ownCode = selectorOf(service.manifest) === undefined ? 'slice-of-mirror' : 'slice-of-controller'
  const others = roles.filter(({ code }) => code !== ownCode && code !== 'slice-by-hand')
  return [
    ...others.map(({ slice, because }) => `EndpointSlice ${slice.name} ${because}`),
    ...(ownCode === 'slice-of-mirror' && world.doubt(['Endpoints'], service.namespace) !== undefined
      ? []
      : ownDrift(
          world,
          service,
          roles.flatMap(({ slice, code }) => (code === ownCode ? slice : [])),
        )),
  ]
}

function ownDrift(
  world: World,
  service: Resource<Service>,
  own: readonly Resource<EndpointSlice>[],
): string[] {
  const { slices, hints } = predictSlices(world, service)
  const byCpu = hints.some(({ code }) => code === 'hints-by-cpu')
  const found = entriesOf(
    own.map(({ manifest }) => manifest),
    byCpu,
  )
  const predicted = entriesOf(slices, byCpu)
  const stale = byCpu && !ownHintsStand(world, own)
  return [
    ...[...predicted].filter((entry) => !found.has(entry)).map((entry) => `not in the slices yet: ${entry}`),
    ...[...found].filter((entry) => !predicted.has(entry)).map((entry) => `still in the slices: ${entry}`),
    ...(stale ? ['the hints are not what topology mode gives: the controller will change them'] : []),
  ]
}

/** Topology mode judges each family by itself, and leaves many distributions as they are. */
function ownHintsStand(world: World, own: readonly Resource<EndpointSlice>[]): boolean {
  const slices = own.map(({ manifest }) => manifest)
  return ['IPv4', 'IPv6'].every((family) =>
    hintsStand(
      world,
      slices.filter(({ addressType }) => addressType === family),
    ),
  )
}

/** Each endpoint with all that makes it one, so that two sets of slices compare whatever their packing. */
function entriesOf(slices: readonly EndpointSlice[], hintsVary: boolean): ReadonlySet<string> {
  const entries = new Set<string>()
  for (const { endpoints, ports } of slices) {
    const portText = (ports ?? [])
      .map(({ name, port, protocol }) => `${name ? `${name}=` : ''}${port}/${protocol}`)
      .toSorted()
      .join(',')
    for (const { addresses = [], conditions = {}, targetRef, hints } of endpoints ?? []) {
      const state =
        Object.entries(conditions)
          .filter(([, on]) => on)
          .map(([name]) => name)
          .toSorted()
          .join('+') || 'not ready'
      const place = `${targetRef?.name ?? 'an address'} at ${addresses.join(',')}`
      const hintText = hintsVary ? '' : describeHints(hints)
      entries.add(`${place} ports ${portText || 'none'} (${state})${hintText}`)
    }
  }
  return entries
}

/** ` for zone a, node n1`; empty without hints. */
function describeHints(hints: Endpoint['hints']): string {
  const zones = (hints?.forZones ?? []).map(({ name }) => `zone ${name}`)
  const nodes = (hints?.forNodes ?? []).map(({ name }) => `node ${name}`)
  const all = [...zones, ...nodes].join(', ')
  return all === '' ? '' : ` for ${all}`
}
