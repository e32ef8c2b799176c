import { protocolOf } from '../core/defaults.ts'
import { labelOf } from '../../world/labels.ts'
import type {
  AddressType,
  Endpoint,
  EndpointAddress,
  EndpointPort,
  Endpoints,
  EndpointSlice,
  Service,
  StringMap,
} from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { canonicalIP, isAddress } from '../core/canonical-ip.ts'
import { managedByLabel, serviceNameLabel } from './slice-labels.ts'

export const mirroringControllerName = 'endpointslicemirroring-controller.k8s.io'

// kube-controller-manager's default of --mirroring-max-endpoints-per-subset
const maxEndpointsPerSubset = 1000

/** The Endpoints object that is mirrored for a Service: of its name, for a Service without a selector. */
export function mirroredEndpoints(world: World, service: Resource<Service>): Resource<Endpoints> | undefined {
  if (Object.keys(service.manifest.spec?.selector ?? {}).length > 0) return undefined
  const endpoints = world.get('Endpoints', service.namespace, service.name)
  const { labels, annotations } = endpoints?.manifest.metadata ?? {}
  const skipped =
    labelOf(labels, 'endpointslice.kubernetes.io/skip-mirror') === 'true' ||
    labelOf(annotations, 'control-plane.alpha.kubernetes.io/leader') !== undefined
  return skipped ? undefined : endpoints
}

/**
 * The EndpointSlices that are made of an Endpoints object, from nothing: one for each set of ports and each family.
 * Addresses only know ready or not; serving and terminating stay open. At most 1000 addresses of a set are taken.
 * Follows reconcile in kubernetes/kubernetes pkg/controller/endpointslicemirroring/reconciler.go.
 */
export function mirror(endpoints: Resource<Endpoints>): EndpointSlice[] {
  const byPorts = new Map<string, { ports: EndpointPort[]; taken: MirroredAddress[] }>()
  for (const { ports, addresses } of repacked(endpoints.manifest)) {
    const key = JSON.stringify(ports.map((port) => JSON.stringify(port)).toSorted())
    const group = byPorts.get(key) ?? { ports, taken: [] }
    byPorts.set(key, group)
    group.taken.push(...addresses.slice(0, maxEndpointsPerSubset))
  }
  return [...byPorts.values()].flatMap(({ ports, taken }) => {
    return (['IPv4', 'IPv6'] as const).flatMap((family) => {
      const members = taken.filter(({ address }) => familyOf(address.ip ?? '') === family).map(toEndpoint)
      return members.length === 0 ? [] : [sliceOf(endpoints, family, { ports, members: distinct(members) })]
    })
  })
}

interface MirroredAddress {
  readonly address: EndpointAddress
  readonly ready: boolean
}

/**
 * The subsets in a canonical form: each address once, with all ports that it serves; not ready beats ready.
 * Follows RepackSubsets in kubernetes/kubernetes pkg/api/v1/endpoints/util.go.
 */
function repacked(endpoints: Endpoints): Group[] {
  const byKey = new Map<string, EndpointAddress>()
  const groups = new Map<string, Group>()
  for (const { port, served } of servedByPort(endpoints, byKey)) {
    const members = [...served].toSorted(([a], [b]) => (a < b ? -1 : 1))
    const key = JSON.stringify(members)
    const ready = [...members.filter(([, is]) => is), ...members.filter(([, is]) => !is)]
    const group = groups.get(key) ?? {
      ports: [],
      addresses: ready.map(([name, is]) => ({ address: byKey.get(name) ?? {}, ready: is })),
    }
    groups.set(key, group)
    if (port !== undefined) group.ports.push(port)
  }
  return [...groups.values()]
}

interface Group {
  readonly ports: EndpointPort[]
  readonly addresses: MirroredAddress[]
}

interface MirroredSubset {
  /** Undefined for addresses without ports. */
  readonly port: EndpointPort | undefined
  /** Key of an address → ready. */
  readonly served: Map<string, boolean>
}

/** Each port with the addresses that serve it; the first mention of an address is the one that counts. */
function servedByPort({ subsets = [] }: Endpoints, byKey: Map<string, EndpointAddress>): MirroredSubset[] {
  const byPort = new Map<string, MirroredSubset>()
  for (const [index, { addresses = [], notReadyAddresses = [], ports = [] }] of subsets.entries()) {
    const members = [...addresses.map(toReady(true)), ...notReadyAddresses.map(toReady(false))]
    for (const { address } of members) if (!byKey.has(keyOf(address))) byKey.set(keyOf(address), address)
    for (const port of ports.length === 0 ? [undefined] : ports) {
      const portKey = portKeyOf(port, index)
      const { served } = byPort.get(portKey) ?? { served: new Map<string, boolean>() }
      byPort.set(portKey, { port: port && withDefaults(port), served })
      for (const { address, ready } of members)
        served.set(keyOf(address), ready && served.get(keyOf(address)) !== false)
    }
  }
  return [...byPort.values()]
}

function keyOf({ ip = '', targetRef }: EndpointAddress): string {
  return `${ip} ${targetRef?.uid ?? ''}`
}

/** The controller compares appProtocol by its place in memory: of two subsets it is never the same. */
function portKeyOf(port: EndpointPort | undefined, subset: number): string {
  if (port === undefined) return ''
  return JSON.stringify([withDefaults(port), port.appProtocol === undefined ? '' : subset])
}

function toReady(ready: boolean) {
  return (address: EndpointAddress): MirroredAddress => ({ address, ready })
}

/** As the API server stores it. */
function withDefaults({ name = '', port = 0, protocol, appProtocol }: EndpointPort): EndpointPort {
  return {
    name,
    protocol: protocolOf({ protocol }),
    port,
    ...(appProtocol === undefined ? {} : { appProtocol }),
  }
}

function familyOf(ip: string): AddressType | undefined {
  if (!isAddress(ip)) return undefined
  return canonicalIP(ip).includes(':') ? 'IPv6' : 'IPv4'
}

function toEndpoint({ address, ready }: MirroredAddress): Endpoint {
  const { ip = '', hostname, nodeName, targetRef } = address
  return {
    addresses: [canonicalIP(ip)],
    conditions: { ready },
    ...(hostname ? { hostname } : {}),
    ...(nodeName === undefined ? {} : { nodeName }),
    ...(targetRef === undefined ? {} : { targetRef }),
  }
}

/** Two entries with one address, hostname and target are one endpoint. */
function distinct(endpoints: readonly Endpoint[]): Endpoint[] {
  const byIdentity = new Map(
    endpoints.map((endpoint) => {
      const { addresses, hostname, targetRef } = endpoint
      return [JSON.stringify([addresses, hostname, targetRef?.namespace, targetRef?.name]), endpoint]
    }),
  )
  return [...byIdentity.values()]
}

function sliceOf(
  { manifest, namespace = '', name }: Resource<Endpoints>,
  addressType: AddressType,
  content: { readonly ports: EndpointPort[]; readonly members: Endpoint[] },
): EndpointSlice {
  const labels = {
    ...manifest.metadata?.labels,
    [serviceNameLabel]: name,
    [managedByLabel]: mirroringControllerName,
  }
  const annotations = annotationsOf(manifest)
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      namespace,
      labels,
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
    addressType,
    endpoints: content.members,
    ports: content.ports,
  }
}

const ownAnnotations = new Set([
  'endpoints.kubernetes.io/last-change-trigger-time',
  'kubectl.kubernetes.io/last-applied-configuration',
])

function annotationsOf({ metadata }: Endpoints): StringMap {
  const all = Object.entries(metadata?.annotations ?? {})
  return Object.fromEntries(all.filter(([key]) => !ownAnnotations.has(key)))
}
