import { labelOf } from '../../world/labels.ts'
import type { AddressType, Endpoint, EndpointSlice, Service } from '../../world/types/manifest.ts'
import type { FieldPath } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'
import { count, quote } from '../../text/wording.ts'
import type { World } from '../../world/world.ts'
import { gatesOf, newestVersion } from '../core/versions.ts'
import { allocate, exchange, type Allocation, type NoAllocation } from './zone-allocation.ts'
import { zoneSharesOf } from './zone-shares.ts'

const topologyMode = 'service.kubernetes.io/topology-mode'
// deprecated, and read first
const topologyAwareHints = 'service.kubernetes.io/topology-aware-hints'

export type HintCode =
  /** Nothing asks for hints, or a value that this version does not know. */
  | 'hints-not-asked'
  | 'hints-distribution-unknown'
  /** `trafficDistribution`: each ready endpoint is for its own zone, and node. */
  | 'hints-own-zone'
  | 'hints-own-node'
  /** `topology-mode: Auto`: in proportion to the CPU of the zones, or none. */
  | 'hints-by-cpu'
  | 'hints-need-nodes'
  | 'hints-need-endpoints'
  | 'hints-overload'
  | 'hints-need-zones'

/** What the controller makes of hints for the endpoints of one family, and the field of the Service that it rests on. */
export interface HintAnswer {
  readonly family: AddressType
  readonly code: HintCode
  readonly because: string
  readonly at: FieldPath
  /** Of topology mode: how many endpoints are for each zone; absent where that is left to chance. */
  readonly zones?: Readonly<Record<string, number>>
  /** Why the hints of single endpoints may be others than those predicted. */
  readonly doubt?: string
}

interface Hinted {
  readonly slices: EndpointSlice[]
  readonly answer: HintAnswer
}

/**
 * The slices of one family with the hints that the controller would write on them from nothing.
 * The annotation wins over `trafficDistribution`, even where it leads to no hints.
 * Follows reconcileByAddressType in kubernetes/endpointslice reconciler.go, with trafficdist/ and topologycache/.
 */
export function withHints(world: World, service: Resource<Service>, slices: EndpointSlice[]): Hinted {
  const family = slices[0]?.addressType ?? 'IPv4'
  const annotation = annotationAsking(service.manifest)
  if (annotation !== undefined) {
    const at = ['metadata', 'annotations', annotation]
    return byTopologyMode(world, slices, { family, at })
  }
  const { trafficDistribution } = service.manifest.spec ?? {}
  const at = ['spec', 'trafficDistribution']
  if (!trafficDistribution)
    return { slices, answer: { family, at, code: 'hints-not-asked', because: 'nothing asks for hints' } }
  const nodes = hintsNodes(trafficDistribution, world.kubernetesVersion ?? newestVersion)
  if (nodes === undefined) {
    const because = `${quote(trafficDistribution)} is not a trafficDistribution of this version`
    return { slices, answer: { family, at, code: 'hints-distribution-unknown', because } }
  }
  const doubt = world.doubt(['Node'], undefined)
  const answer: HintAnswer = {
    family,
    at,
    code: nodes ? 'hints-own-node' : 'hints-own-zone',
    because: `trafficDistribution ${trafficDistribution}: a ready endpoint is for its own ${nodes ? 'node and zone' : 'zone'}`,
    ...(doubt === undefined ? {} : { doubt: `the zones of nodes are not known: ${doubt.because}` }),
  }
  return { slices: slices.map((slice) => mapEndpoints(slice, (each) => ownHints(each, nodes))), answer }
}

/** The annotation that turns topology mode on; the deprecated one decides where both are there. */
function annotationAsking({ metadata }: Service): string | undefined {
  const annotations = metadata?.annotations
  const key = labelOf(annotations, topologyAwareHints) === undefined ? topologyMode : topologyAwareHints
  const value = labelOf(annotations, key)
  return value === 'Auto' || value === 'auto' ? key : undefined
}

/** Does this value lead to hints for nodes, only for zones (false), or to nothing (undefined)? */
function hintsNodes(trafficDistribution: string, version: string): boolean | undefined {
  if (trafficDistribution === 'PreferClose') return false
  if (!gatesOf(version).preferSame) return undefined
  if (trafficDistribution === 'PreferSameZone') return false
  return trafficDistribution === 'PreferSameNode' ? true : undefined
}

function ownHints(endpoint: Endpoint, nodes: boolean): Endpoint {
  const { zone, nodeName, conditions } = endpoint
  if (conditions?.ready !== true) return endpoint
  const hints = {
    ...(zone ? { forZones: [{ name: zone }] } : {}),
    ...(nodes && nodeName ? { forNodes: [{ name: nodeName }] } : {}),
  }
  return Object.keys(hints).length === 0 ? endpoint : { ...endpoint, hints }
}

function byTopologyMode(
  world: World,
  slices: EndpointSlice[],
  place: Pick<HintAnswer, 'family' | 'at'>,
): Hinted {
  const none = (code: HintCode, because: string, doubt?: string): Hinted => ({
    slices,
    answer: { ...place, code, because, ...(doubt === undefined ? {} : { doubt }) },
  })
  const nodeDoubt = world.doubt(['Node'], undefined)
  if (nodeDoubt !== undefined) {
    const text = 'hints depend on the CPU of all nodes'
    return none('hints-need-nodes', text, `${text}, and ${nodeDoubt.because}`)
  }
  const zones = zoneSharesOf(world.all('Node'))
  if (!zones.known) return none('hints-need-nodes', `no hints: ${zones.because}`)
  const ready = slices.flatMap(({ endpoints }) => endpoints ?? []).filter(isReady)
  const allocations = allocate(zones.shares, ready.length)
  if (typeof allocations === 'string') {
    return none(...refusals[allocations](ready.length, zones.shares.size))
  }
  if (ready.some(({ zone }) => !zone)) {
    return none('hints-need-zones', 'no hints: a ready endpoint is on a node without a zone')
  }
  return distributed(slices, allocations, place)
}

const refusals: Readonly<
  Record<NoAllocation, (ready: number, zones: number) => [code: HintCode, because: string]>
> = {
  'fewer-endpoints-than-zones': (ready, zones) => [
    'hints-need-endpoints',
    `no hints: ${count(ready, 'ready endpoint')} for ${zones} zones`,
  ],
  overload: (ready, zones) => [
    'hints-overload',
    `no hints: with ${count(ready, 'ready endpoint')} for ${zones} zones some endpoint would get over 20 % too much`,
  ],
}

function distributed(
  slices: readonly EndpointSlice[],
  allocations: ReadonlyMap<string, Allocation>,
  place: Pick<HintAnswer, 'family' | 'at'>,
): Hinted {
  const ready = slices.flatMap(({ endpoints }) => endpoints ?? []).filter(isReady)
  const { giving, receiving, certain } = exchange(allocations, tally(ready.map(({ zone = '' }) => zone)))
  const give = new Map(giving)
  const receivers = [...receiving].toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(repeat)
  const hinted = slices.map((slice) =>
    mapEndpoints(slice, (endpoint) => {
      const { zone = '' } = endpoint
      if (!isReady(endpoint)) return endpoint
      const left = give.get(zone) ?? 0
      const name = left > 0 ? (receivers.shift() ?? zone) : zone
      if (left > 0) give.set(zone, left - 1)
      return { ...endpoint, hints: { forZones: [{ name }] } }
    }),
  )
  const moved = [...giving.values()].reduce((sum, each) => sum + each, 0)
  const because =
    moved === 0
      ? 'topology mode: every ready endpoint is for its own zone'
      : `topology mode: ${count(moved, 'endpoint')} of ${[...giving.keys()].toSorted().join(', ')} for ${[...receiving.keys()].toSorted().join(', ')}, where CPU is short of endpoints`
  const chance = certain ? 'which endpoints' : 'which endpoints and which of the zones'
  const doubt = moved === 0 ? historyDoubt : `${chance} is left to chance, and ${historyDoubt}`
  const zones = certain ? { zones: Object.fromEntries(tally(zonesHinted(hinted).toSorted())) } : {}
  return { slices: hinted, answer: { ...place, code: 'hints-by-cpu', because, ...zones, doubt } }
}

/**
 * Would the controller leave these slices of one family as they are in topology mode: every ready endpoint is for some
 * zone that takes part, and none has more than its share allows?
 * Follows getHintsByZone in kubernetes/endpointslice topologycache/utils.go.
 */
export function hintsStand(world: World, slices: readonly EndpointSlice[]): boolean {
  const zones = zoneSharesOf(world.all('Node'))
  const ready = slices.flatMap(({ endpoints }) => endpoints ?? []).filter(isReady)
  const allocations = zones.known ? allocate(zones.shares, ready.length) : 'overload'
  if (typeof allocations === 'string') return ready.every(({ hints }) => hints === undefined)
  if (ready.some(({ hints }) => (hints?.forZones ?? []).length === 0)) return false
  return [...tally(zonesHinted(slices))].every(
    ([zone, times]) => times <= (allocations.get(zone)?.maximum ?? 0),
  )
}

function zonesHinted(slices: readonly EndpointSlice[]): string[] {
  return slices
    .flatMap(({ endpoints }) => endpoints ?? [])
    .filter(isReady)
    .flatMap(({ hints }) => (hints?.forZones ?? []).map(({ name }) => name))
}

function tally(names: readonly string[]): Map<string, number> {
  const times = new Map<string, number>()
  for (const name of names) times.set(name, (times.get(name) ?? 0) + 1)
  return times
}

const historyDoubt = 'the controller keeps the hints of earlier syncs while no zone is over its share'

function repeat([zone, times]: readonly [string, number]): string[] {
  return Array.from({ length: times }, () => zone)
}

function isReady({ conditions }: Endpoint): boolean {
  return conditions?.ready === true
}

function mapEndpoints(slice: EndpointSlice, change: (endpoint: Endpoint) => Endpoint): EndpointSlice {
  return { ...slice, endpoints: (slice.endpoints ?? []).map(change) }
}
