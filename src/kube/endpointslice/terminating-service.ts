import { labelOf } from '../../world/labels.ts'
import type { AddressType, Endpoint, EndpointSlice, Service } from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { controllerName, managedByLabel, maxEndpointsPerSlice, serviceNameLabel } from './slice-labels.ts'

// A Service that is deleted stays while a finalizer holds it, such as service.kubernetes.io/load-balancer-cleanup. The
// EndpointSlice controller then writes into the slices that exist and creates none; kube-proxy serves it as before.

/** Is it deleted, and only held by a finalizer? */
export function isTerminating({ manifest }: Resource<Service>): boolean {
  return manifest.metadata?.deletionTimestamp !== undefined
}

/** Does the slice name the Service as its owner? Follows ownedBy in kubernetes/endpointslice utils.go. */
export function isOwnedBy({ manifest: service }: Resource<Service>, slice: EndpointSlice): boolean {
  const uid = service.metadata?.uid ?? ''
  const owners = slice.metadata?.ownerReferences ?? []
  return owners.some((owner) => (owner.uid ?? '') === uid && owner.kind === 'Service')
}

/** The slices that the controller may still write into; undefined where the World may not hold them all. */
export function slicesHeld(world: World, service: Resource<Service>): readonly EndpointSlice[] | undefined {
  if (world.doubt(['EndpointSlice'], service.namespace) !== undefined) return undefined
  return world
    .matching('EndpointSlice', service.namespace, { labels: { [serviceNameLabel]: service.name } })
    .map(({ manifest }) => manifest)
    .filter(
      (slice) =>
        labelOf(slice.metadata?.labels, managedByLabel) === controllerName &&
        slice.metadata?.deletionTimestamp === undefined &&
        isOwnedBy(service, slice),
    )
}

/** What the controller wants to write for one family of a Service. */
export interface WantedSlices {
  readonly family: AddressType
  readonly slices: readonly EndpointSlice[]
  /** Empty ones, with the ports of pods that have no endpoint in the family: they keep an empty slice alive. */
  readonly idle: readonly EndpointSlice[]
  /** What it writes where there is nothing else. */
  readonly placeholder: EndpointSlice
}

/**
 * What becomes of the slices that are wanted when none may be created: endpoints get into those of `held` that have their
 * ports, and a new slice takes the place of one that would be deleted. Where there are more new ones than such places the
 * controller leaves to chance which of them is written; here it is the first.
 * Follows reconcileByAddressType, reconcileByPortMapping and finalize in kubernetes/endpointslice reconciler.go.
 */
export function withoutNewSlices(
  held: readonly EndpointSlice[],
  { family, slices, idle, placeholder }: WantedSlices,
): EndpointSlice[] {
  const wanted = [...slices.filter(({ endpoints }) => (endpoints ?? []).length > 0), ...idle]
  const groups = byPorts(wanted)
  const old = byPorts(held.filter(({ addressType }) => addressType === family))
  const refilled = [...groups].map(([key, group]) => refill(old.get(key) ?? [], group))
  const unwanted = [...old].flatMap(([key, each]) => (groups.has(key) ? [] : each))
  const places = unwanted.length + refilled.reduce((sum, { emptied }) => sum + emptied, 0)
  const filled = refilled.flatMap((group) => group.filled)
  const added = refilled.flatMap((group) => group.added)
  if (filled.length === 0 && added.length === 0) return places > 0 ? [placeholder] : []
  return [...filled, ...added.slice(0, places)]
}

interface Refilled {
  readonly filled: EndpointSlice[]
  /** How many of the old ones have lost every endpoint. */
  readonly emptied: number
  /** What did not get into an old one. */
  readonly added: EndpointSlice[]
}

interface OldSlice {
  readonly endpoints: Endpoint[]
  readonly changed: boolean
}

/** One set of ports: the endpoints stay where they are, and others fill what is changed anyway, or one that has room. */
function refill(old: readonly EndpointSlice[], wanted: readonly EndpointSlice[]): Refilled {
  const [sample] = wanted
  if (sample === undefined) return { filled: [], emptied: old.length, added: [] }
  const missing = new Map(
    wanted.flatMap(({ endpoints }) => endpoints ?? []).map((each) => [identity(each), each]),
  )
  const labels = labelText(sample)
  const slices = old.map((slice): OldSlice => {
    const before = slice.endpoints ?? []
    const kept = before.flatMap((each) => missing.get(identity(each)) ?? [])
    const same = kept.length === before.length && kept.every((each, at) => isSame(each, before[at]))
    for (const each of kept) missing.delete(identity(each))
    return { endpoints: kept, changed: !same || labelText(slice) !== labels }
  })
  const alive = slices.filter(({ endpoints, changed }) => endpoints.length > 0 || !changed)
  const added = place([...missing.values()], alive)
  const sliceWith = (endpoints: readonly Endpoint[]): EndpointSlice => ({ ...sample, endpoints })
  return {
    filled: alive.map(({ endpoints }) => sliceWith(endpoints)),
    emptied: slices.length - alive.length,
    added: added.map(sliceWith),
  }
}

/** Puts endpoints into slices, and returns what needs new ones. */
function place(missing: readonly Endpoint[], slices: readonly OldSlice[]): Endpoint[][] {
  const rest = [...missing]
  const byFill = slices.toSorted((a, b) => b.endpoints.length - a.endpoints.length)
  for (const { endpoints, changed } of byFill)
    if (changed) endpoints.push(...rest.splice(0, maxEndpointsPerSlice - endpoints.length))
  const added: Endpoint[][] = []
  while (rest.length > 0) {
    const fits = ({ endpoints, changed }: OldSlice) =>
      !changed && endpoints.length + rest.length <= maxEndpointsPerSlice
    const room = rest.length < maxEndpointsPerSlice ? byFill.find(fits) : undefined
    if (room === undefined) added.push(rest.splice(0, maxEndpointsPerSlice))
    else room.endpoints.push(...rest.splice(0))
  }
  return added
}

function identity({ addresses = [], hostname = '', targetRef }: Endpoint): string {
  return JSON.stringify([addresses.toSorted(), hostname, targetRef?.namespace, targetRef?.name])
}

function isSame(a: Endpoint, b: Endpoint | undefined): boolean {
  const text = ({ nodeName, zone, conditions, targetRef }: Endpoint) =>
    JSON.stringify([
      nodeName,
      zone,
      conditions?.ready,
      conditions?.serving,
      conditions?.terminating,
      targetRef?.kind,
      targetRef?.namespace,
      targetRef?.name,
      targetRef?.uid,
    ])
  return b !== undefined && text(a) === text(b)
}

function labelText({ metadata }: EndpointSlice): string {
  return JSON.stringify(Object.entries(metadata?.labels ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function byPorts(slices: readonly EndpointSlice[]): ReadonlyMap<string, readonly EndpointSlice[]> {
  const groups = new Map<string, EndpointSlice[]>()
  for (const slice of slices) groups.set(portKey(slice), [...(groups.get(portKey(slice)) ?? []), slice])
  return groups
}

function portKey({ ports }: EndpointSlice): string {
  const texts = (ports ?? []).map(({ name = '', port, protocol = 'TCP', appProtocol }) =>
    JSON.stringify([name, port, protocol, appProtocol]),
  )
  return texts.toSorted().join()
}
