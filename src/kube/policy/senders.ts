import { nodeAt } from '../core/node-at.ts'
import { groupsBy } from '../../world/groups-by.ts'
import type { Gateway } from '../../world/types/gateway-api.ts'
import { labelOf } from '../../world/labels.ts'
import type { Ingress, Service } from '../../world/types/manifest.ts'
import type { FieldPath } from '../../world/place.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import { joinList } from '../../text/wording.ts'
import type { World } from '../../world/world.ts'
import { servicePorts } from '../core/defaults.ts'
import { canonicalIP } from '../core/canonical-ip.ts'
import { virtualIPs } from '../core/port-lookup.ts'
import { hasEnded } from '../workload/pod-source.ts'
import { podIndexOf } from '../workload/pod-index.ts'
import { destinationsOf } from './destinations.ts'
import { labelsOfNamespace, podEnd, type ConnectionEnd, type PodEnd } from './ends.ts'
import { labelsKnown } from '../workload/label-selector.ts'

/** What takes requests in for a controller: an Ingress, or a Gateway; and the port that it is called on. */
export interface RequestController {
  readonly resource: Resource<Ingress | Gateway>
  readonly port: number
}

/** The pods that send what a front entryPoint took in, and the fields that tell. */
export interface Senders {
  readonly ends: readonly ConnectionEnd[]
  readonly because: string
  readonly evidence: readonly { readonly resource: Resource; readonly path: FieldPath }[]
}

const gatewayNameLabel = 'gateway.networking.k8s.io/gateway-name'

/**
 * The pods of a controller that send the requests of an Ingress or a Gateway, or why they are not known: those that carry the
 * Gateway's name as a label, or whose Service does, as GEP-1762 asks of controllers that make a data plane for each Gateway; else
 * those behind the Service whose address is in the status. Throws nothing.
 */
export function sendersBehind(
  world: World,
  entryPoint: RequestController,
): Senders | { readonly unknown: string } {
  return labelledFor(world, entryPoint) ?? behindAddress(world, entryPoint)
}

function labelledFor(world: World, { resource }: RequestController): Senders | undefined {
  const { kind, namespace = '', name } = resource
  if (kind !== 'Gateway') return undefined
  const because = `label ${gatewayNameLabel} names ${nameOf(resource)}`
  const carriers = podIndexOf(world, namespace).carriersOf(gatewayNameLabel).get(name) ?? []
  const pods = carriers.filter((member) => !hasEnded(member))
  if (pods.length > 0) {
    const evidence = pods.map((pod) => ({
      resource: pod.resource,
      path: [...pod.path, 'metadata', 'labels', gatewayNameLabel],
    }))
    return { ends: pods.map((pod) => podEnd(world, pod)), because, evidence }
  }
  const services = world.derived(servicesByGateway, namespace).get(name) ?? []
  const ends = services.flatMap((service) => destinationsOf(world, service, {}).map(({ end }) => end))
  if (ends.length === 0) return undefined
  const evidence = services.map((service) => ({
    resource: service,
    path: ['metadata', 'labels', gatewayNameLabel],
  }))
  return { ends, because, evidence }
}

function servicesByGateway(
  world: World,
  namespace: string,
): ReadonlyMap<string, readonly Resource<Service>[]> {
  return groupsBy(world.all('Service', namespace), ({ manifest }) => [
    labelOf(manifest.metadata?.labels, gatewayNameLabel) ?? '',
  ])
}

function behindAddress(world: World, entryPoint: RequestController): Senders | { readonly unknown: string } {
  const { resource } = entryPoint
  const whose = nameOf(resource)
  const { addresses, path } = addressesOf(resource)
  if (addresses.length === 0)
    return { unknown: `the status of ${whose} has no address, by which its controller would be found` }
  const all = joinList(addresses, 3)
  const byAddress = world.derived(servicesByAddress)
  const having = [...new Set(addresses.flatMap((each) => byAddress.get(canonicalIP(each)) ?? []))]
  const onPort = having.filter(({ manifest }) =>
    servicePorts(manifest).some(({ port }) => port === entryPoint.port),
  )
  const [service, second] = onPort.length > 0 ? onPort : having
  if (service === undefined) return { unknown: noneHas(world, { whose, addresses, all }) }
  if (second !== undefined)
    return { unknown: `${nameOf(service)} and ${nameOf(second)} both have the address ${all} of ${whose}` }
  const ends = destinationsOf(world, service, {}).map(({ end }) => end)
  if (ends.length === 0)
    return { unknown: `${nameOf(service)}, which has the address ${all} of ${whose}, has no ready pod` }
  return {
    ends,
    because: `${nameOf(service)} has the address ${all} of ${whose}`,
    evidence: [{ resource, path }],
  }
}

function addressesOf({ manifest }: RequestController['resource']): { addresses: string[]; path: FieldPath } {
  const { status = {} } = manifest as Ingress & Gateway
  const ofIngress = (status.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? [])
  if (ofIngress.length > 0) return { addresses: ofIngress, path: ['status', 'loadBalancer', 'ingress'] }
  const ofGateway = (status.addresses ?? []).flatMap(({ value }) => value ?? [])
  return { addresses: ofGateway, path: ['status', 'addresses'] }
}

/** By their addresses, and by the names of their load balancers. */
function servicesByAddress(world: World): ReadonlyMap<string, readonly Resource<Service>[]> {
  return groupsBy(world.all('Service'), ({ manifest }) =>
    [
      ...virtualIPs(manifest),
      ...(manifest.spec?.externalIPs ?? []),
      ...(manifest.status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => [
        ...(ip === undefined ? [] : [ip]),
        ...(hostname === undefined ? [] : [hostname]),
      ]),
    ].map(canonicalIP),
  )
}

function noneHas(
  world: World,
  { whose, addresses, all }: { whose: string; addresses: readonly string[]; all: string },
): string {
  const [node] = addresses.flatMap((address) => nodeAt(world, address) ?? [])
  if (node !== undefined)
    return `${all}, the address of ${whose}, is that of Node ${node.name}, and no object says who listens there`
  const doubt = world.doubt(['Service'], undefined)
  const text = `no Service has the address ${all} of ${whose}`
  return doubt === undefined
    ? `${text}: it may be outside of the cluster`
    : `${text} here, and ${doubt.because}`
}

/**
 * Who may send where it is not known, so that what holds for all of them holds for certain: a client on the network of a node or
 * outside, a pod of each namespace that has policies, and a pod of any other.
 */
export function possibleSenders(world: World, text: string): ConnectionEnd[] {
  const namespaces = new Set(world.all('NetworkPolicy').map(({ namespace = '' }) => namespace))
  const podOf = (namespace: string | undefined): PodEnd => ({
    is: 'pod',
    text,
    namespace: namespace ?? '',
    labels: labelsKnown({}, `the labels of ${text}`),
    namespaceLabels:
      namespace === undefined
        ? labelsKnown({}, `the namespace of ${text}`)
        : labelsOfNamespace(world, namespace),
  })
  return [
    { is: 'host', text, behindNode: true },
    podOf(undefined),
    ...[...namespaces].map((namespace) => podOf(namespace)),
  ]
}
