import { nodeAt } from '../core/node-at.ts'
import type { Node, Pod, Protocol, Service } from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { canonicalIP } from '../core/canonical-ip.ts'
import { servicePorts, typeOf } from '../core/defaults.ts'
import { virtualIPs } from '../core/port-lookup.ts'
import { hasEnded, podSourceOfPod } from '../workload/pod-source.ts'
import type { Via } from './model.ts'

/** A packet's destination: what a rule of kube-proxy matches. */
export interface Destined {
  readonly address: string
  /** Absent where the question leaves it open. */
  readonly port?: number
  readonly protocol: Protocol
  /** The protocol was not said: of the ports of that number any one will do, TCP before others. */
  readonly anyProtocol?: boolean
}

/** Who has an address. Of one that several Services share, the port and the protocol decide. */
export type AddressOwner =
  | { readonly is: 'service'; readonly service: Resource<Service>; readonly via: Via }
  /** Several Services share the address, and the question names no port to tell them apart. */
  | { readonly is: 'shared'; readonly services: readonly Resource<Service>[] }
  | { readonly is: 'node'; readonly node: Resource<Node> }
  | { readonly is: 'pod'; readonly pod: Resource<Pod> }

interface Holder {
  readonly service: Resource<Service>
  readonly via: Via
}

/**
 * Who owns the destination of a packet in this World; undefined for an address that nothing in it has. A cluster IP is one
 * Service's alone; an external IP, a load balancer's address and a node's may be shared, port by port. Follows the keys of
 * service maps in kubernetes/kubernetes pkg/proxy.
 */
export function ownerOfAddress(world: World, destined: Destined): AddressOwner | undefined {
  const address = canonicalIP(destined.address)
  const holders = world.derived(holdersByAddress).get(address) ?? []
  const shared = ownerAmong(holders, destined)
  if (shared !== undefined) return shared
  const node = nodeAt(world, address)
  // a pod on the host network has the address of its node, whose node ports come first
  if (node !== undefined) return { is: 'node', node }
  const pod = podAtAddress(world, address)
  return pod === undefined ? undefined : { is: 'pod', pod }
}

/** The pods that have an address now; those that ended have none any more, those on the host network their node's. */
export function podAtAddress(world: World, address: string): Resource<Pod> | undefined {
  const ip = canonicalIP(address)
  const found = world.holds('Pod') ? undefined : world.derived(podsInSight).get(ip)
  // others may share the address of a node
  if (found !== undefined && found.manifest.spec?.hostNetwork !== true) return found
  return world.derived(allPods).get(ip)
}

function ownerAmong(holders: readonly Holder[], destined: Destined): AddressOwner | undefined {
  const [first] = holders
  if (first === undefined) return undefined
  const own = holders.find(({ via }) => via === 'cluster-ip')
  if (own !== undefined) return { is: 'service', ...own }
  if (destined.port === undefined) {
    const services = [...new Set(holders.map(({ service }) => service))]
    return services.length > 1 ? { is: 'shared', services } : { is: 'service', ...first }
  }
  const fits = holders.find(({ service }) => hasPort(service, destined, false))
  const nearly =
    destined.anyProtocol === true
      ? holders.find(({ service }) => hasPort(service, destined, true))
      : undefined
  return { is: 'service', ...(fits ?? nearly ?? first) }
}

function hasPort(
  { manifest }: Resource<Service>,
  { port, protocol }: Destined,
  anyProtocol: boolean,
): boolean {
  return servicePorts(manifest).some(
    (each) => each.port === port && (anyProtocol || each.protocol === protocol),
  )
}

/** The Service that has a node port, by number and protocol. */
export function ownerOfNodePort(
  world: World,
  { port, protocol, anyProtocol }: Omit<Destined, 'address'>,
): Resource<Service> | undefined {
  const having = (any: boolean) =>
    world
      .all('Service')
      .find(
        ({ manifest }) =>
          ['NodePort', 'LoadBalancer'].includes(typeOf(manifest)) &&
          servicePorts(manifest).some(
            (each) => each.nodePort === port && (any || each.protocol === protocol),
          ),
      )
  return having(false) ?? (anyProtocol === true ? having(true) : undefined)
}

function holdersByAddress(world: World): ReadonlyMap<string, readonly Holder[]> {
  const services = new Map<string, Holder[]>()
  for (const service of world.all('Service')) {
    for (const [via, address] of addressesOf(service.manifest)) {
      const key = canonicalIP(address)
      const holders = services.get(key)
      if (holders === undefined) services.set(key, [{ service, via }])
      else holders.push({ service, via })
    }
  }
  for (const [key, holders] of services) services.set(key, holders.toSorted(byName))
  return services
}

function podsInSight(world: World): ReadonlyMap<string, Resource<Pod>> {
  return byAddress(world.inSight('Pod'))
}

function allPods(world: World): ReadonlyMap<string, Resource<Pod>> {
  return byAddress(world.all('Pod'))
}

function byAddress(pods: readonly Resource<Pod>[]): ReadonlyMap<string, Resource<Pod>> {
  const alive = pods.filter((pod) => !hasEnded(podSourceOfPod(pod)))
  return new Map(
    alive.flatMap((pod) => {
      const { podIP, podIPs = [] } = pod.manifest.status ?? {}
      return [podIP, ...podIPs.map(({ ip }) => ip)].flatMap((ip) =>
        ip ? [[canonicalIP(ip), pod] as const] : [],
      )
    }),
  )
}

function addressesOf(service: Service): (readonly [Via, string])[] {
  if (typeOf(service) === 'ExternalName') return []
  const balanced = (service.status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? [])
  return [
    ...virtualIPs(service).map((ip) => ['cluster-ip', ip] as const),
    ...balanced.map((ip) => ['load-balancer', ip] as const),
    ...(service.spec?.externalIPs ?? []).map((ip) => ['external-ip', ip] as const),
  ]
}

/** So that of two Services with the same address and port it is not the order of documents that decides. */
function byName(a: Holder, b: Holder): number {
  const key = ({ service: { namespace = '', name } }: Holder) => `${namespace}/${name}`
  return key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0
}
