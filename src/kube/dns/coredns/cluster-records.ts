import type { LabelSelector } from '../../../world/label-selector.ts'
import { labelOf } from '../../../world/labels.ts'
import type { Endpoint, EndpointPort, EndpointSlice, Pod, Service } from '../../../world/types/manifest.ts'
import type { Resource } from '../../../world/resource.ts'
import type { World } from '../../../world/world.ts'
import { typeOf } from '../../core/defaults.ts'
import { hostNamesToCome, type NamedEndpoints } from '../endpoint-names.ts'
import { selectorOf } from '../../endpointslice/selection.ts'
import { actualSlices, serviceNameLabel, slicesToCome } from '../../endpointslice/slices.ts'
import { virtualIPs } from '../../core/port-lookup.ts'

/** An endpoint that is ready, as the plugin keeps it; without an address where its pod is still to come. */
export interface ReadyAddress {
  readonly address?: string
  readonly hostname?: string
  readonly pod?: string
}

/** Addresses that share their ports, as in one EndpointSlice; a slice without ports has a port of -1. */
export interface ReadyGroup {
  readonly service: string
  readonly namespace: string
  readonly addresses: readonly ReadyAddress[]
  readonly ports: readonly { readonly name: string; readonly protocol: string; readonly port: number }[]
}

/** What CoreDNS holds of the cluster in its caches, as far as the World knows it. */
export interface ClusterRecords {
  service(namespace: string, name: string): Resource<Service> | undefined
  ready(service: Resource<Service>): readonly ReadyGroup[]
  /** Why the ready endpoints of a Service may be more than those in sight. */
  readyDoubt(service: Resource<Service>): string | undefined
  servicesAt(address: string): readonly Resource<Service>[]
  groupsAt(address: string): readonly ReadyGroup[]
  podsAt(address: string): readonly Resource<Pod>[]
}

/** `labels` of the plugin: only Services, EndpointSlices and Pods that carry them are seen. */
export function clusterRecords(world: World, selector?: LabelSelector): ClusterRecords {
  return selector === undefined ? world.derived(allRecords) : recordsOf(world, selector)
}

function allRecords(world: World): ClusterRecords {
  return recordsOf(world, () => true)
}

function recordsOf(world: World, selector: LabelSelector): ClusterRecords {
  const seen = (resource: Resource) => selector(resource.manifest.metadata?.labels)
  const services = world.all('Service').filter(seen)
  const ready = memoized((service: Resource<Service>) => readyOf(world, service, seen))
  const servicesAt = lazily(() =>
    grouped(services.flatMap((item) => virtualIPs(item.manifest).map((ip) => [ip, item] as const))),
  )
  const groupsAt = lazily(() => grouped([...allGroups(world, services, ready)].flatMap(addressPairs)))
  const podsAt = lazily(() =>
    grouped(
      world
        .all('Pod')
        .filter(seen)
        .map((pod) => [pod.manifest.status?.podIP ?? '', pod] as const),
    ),
  )
  return {
    service: (namespace, name) => {
      const found = world.get('Service', namespace, name)
      return found !== undefined && seen(found) ? found : undefined
    },
    ready,
    readyDoubt: (service) => readyDoubt(world, service),
    servicesAt: (address) => servicesAt().get(address) ?? [],
    groupsAt: (address) => groupsAt().get(address) ?? [],
    podsAt: (address) => podsAt().get(address) ?? [],
  }
}

/** The slices that are there decide; where they were not listed, next to those that are in sight the ones that the controller would write. */
function readyOf(world: World, service: Resource<Service>, seen: (slice: Resource) => boolean): ReadyGroup[] {
  const actual = actualSlices(world, service).filter(seen)
  if (hasSlices(world, service)) return actual.map(({ manifest }) => groupOf(manifest, service))
  const named = hostNamesToCome(world, service)
  return [
    ...actual.map(({ manifest }) => groupOf(manifest, service)),
    ...(slicesToCome(world, service, actual) ?? []).map((slice) => groupOf(slice, service, named)),
  ]
}

/** A manifest without a uid is one that no controller has seen. */
function hasSlices(world: World, { manifest, namespace }: Resource<Service>): boolean {
  const written = manifest.metadata?.uid !== undefined || selectorOf(manifest) === undefined
  return written && world.doubt(['EndpointSlice'], namespace) === undefined
}

function readyDoubt(world: World, service: Resource<Service>): string | undefined {
  if (hasSlices(world, service) || typeOf(service.manifest) === 'ExternalName') return undefined
  const byPods =
    selectorOf(service.manifest) !== undefined &&
    slicesToCome(world, service, actualSlices(world, service)) !== undefined
  const kind = byPods ? 'Pod' : 'EndpointSlice'
  return world.doubt([kind], service.namespace)?.because
}

/** Slices are found by their label alone: one whose Service is gone still answers for its addresses. */
function* allGroups(
  world: World,
  services: readonly Resource<Service>[],
  ready: (service: Resource<Service>) => readonly ReadyGroup[],
): Generator<ReadyGroup> {
  for (const service of services) yield* ready(service)
  for (const { manifest, namespace = '' } of world.all('EndpointSlice')) {
    const name = labelOf(manifest.metadata?.labels, serviceNameLabel) ?? ''
    if (world.get('Service', namespace, name) === undefined) yield groupOf(manifest, { name, namespace })
  }
}

function addressPairs(group: ReadyGroup): (readonly [string, ReadyGroup])[] {
  const addresses = new Set(group.addresses.flatMap(({ address }) => address ?? []))
  return [...addresses].map((address) => [address, group] as const)
}

/**
 * One slice as the plugin keeps it: endpoints whose `ready` is not false, ports with a sentinel where there are none.
 * Follows EndpointSliceToEndpoints in coredns plugin/kubernetes/object/endpoint.go.
 */
function groupOf(
  { endpoints, ports }: EndpointSlice,
  service: { readonly name: string; readonly namespace?: string },
  named?: NamedEndpoints,
): ReadyGroup {
  const ready = (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false)
  return {
    service: service.name,
    namespace: service.namespace ?? '',
    addresses: ready.flatMap((endpoint) => addressesOf(endpoint, named)),
    ports: (ports ?? []).length === 0 ? [noPort] : (ports ?? []).map(portOf),
  }
}

const noPort = { name: '', protocol: '', port: -1 }
const tooLongForLabel = 64

function addressesOf(
  { addresses = [], hostname, targetRef }: Endpoint,
  named?: NamedEndpoints,
): ReadyAddress[] {
  const { name = '' } = targetRef ?? {}
  const common = {
    ...(hostname ? { hostname } : {}),
    ...(name !== '' && name.length < tooLongForLabel ? { pod: name } : {}),
  }
  return addresses.length > 0
    ? addresses.map((address) => ({ address, ...common }))
    : [named?.next(targetRef) ?? common]
}

function portOf({ name = '', protocol = 'TCP', port = -1 }: EndpointPort) {
  return { name, protocol, port }
}

function grouped<T>(pairs: readonly (readonly [string, T])[]): ReadonlyMap<string, readonly T[]> {
  const map = new Map<string, T[]>()
  for (const [key, value] of pairs) {
    const list = map.get(key)
    if (list === undefined) map.set(key, [value])
    else list.push(value)
  }
  return map
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}

function memoized<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>()
  return (key) => {
    let value = known.get(key)
    if (value === undefined) known.set(key, (value = make(key)))
    return value
  }
}
