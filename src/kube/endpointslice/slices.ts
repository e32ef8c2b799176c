import { formatPath } from '../../world/place.ts'
import { labelOf } from '../../world/labels.ts'
import type {
  AddressType,
  Endpoint,
  EndpointPort,
  EndpointSlice,
  Service,
  StringMap,
} from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { byContainers, type Containers } from '../core/by-containers.ts'
import { servicePorts, typeOf } from '../core/defaults.ts'
import type { PodSource } from '../workload/pod-source.ts'
import { candidatesOf, type Candidate } from './candidates.ts'
import { familiesOf } from '../core/families.ts'
import { withHints, type HintAnswer } from './hints.ts'
import { mirror, mirroredEndpoints, mirroringControllerName } from './mirroring.ts'
import { selectorOf } from './selection.ts'
import { isTerminating, slicesHeld, withoutNewSlices } from './terminating-service.ts'
import {
  controllerName,
  headlessLabel,
  managedByLabel,
  maxEndpointsPerSlice,
  serviceNameLabel,
} from './slice-labels.ts'
import { resolveTargetPort } from '../core/target-port.ts'
import { zoneLabel } from './zone-shares.ts'

export { familiesOf, serviceNameLabel }

/**
 * The slices that the World holds for a Service, whoever wrote them, by name: where two have the same address, it is not the order
 * of documents that decides which is taken.
 */
export function actualSlices(world: World, service: Resource<Service>): readonly Resource<EndpointSlice>[] {
  const slices = world.matching('EndpointSlice', service.namespace, {
    labels: { [serviceNameLabel]: service.name },
  })
  return slices.length < 2 ? slices : slices.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/**
 * What the controller, or the one that mirrors Endpoints, would write in the families of which it has nothing among the slices that there
 * are; undefined where nothing is to come.
 */
export function slicesToCome(
  world: World,
  service: Resource<Service>,
  actual: readonly Pick<Resource<EndpointSlice>, 'manifest'>[],
): readonly EndpointSlice[] | undefined {
  if (isTerminating(service)) return undefined
  const writer = selectorOf(service.manifest) === undefined ? mirroringControllerName : controllerName
  const written = actual.filter(
    ({ manifest }) => labelOf(manifest.metadata?.labels, managedByLabel) === writer,
  )
  const there = new Set(written.map(({ manifest }) => manifest.addressType))
  if (familiesOf(service.manifest).every((family) => there.has(family))) return undefined
  return predictEndpointSlices(world, service).filter(({ addressType }) => !there.has(addressType))
}

/** The slices of a Service, and for each of its families what was made of hints. */
export interface SlicePrediction {
  readonly slices: readonly EndpointSlice[]
  readonly hints: readonly HintAnswer[]
}

const nothing: SlicePrediction = { slices: [], hints: [] }

/** The EndpointSlices that the controllers would write for a Service: `predictSlices` without the reasons. */
export function predictEndpointSlices(world: World, service: Resource<Service>): EndpointSlice[] {
  return [...predictSlices(world, service).slices]
}

/**
 * The EndpointSlices that the controllers would write for a Service, from nothing: without generated names, uids and
 * times. Without a selector they are the mirror of its Endpoints object, if it has one. Endpoints are grouped by address
 * family and by the ports that their pod resolves, at most 100 to a slice; a family without any gets one empty slice. Of a
 * template, each pod to come is an endpoint without an address. A Service that is being deleted gets no slice but those
 * that the World holds. None for ExternalName.
 * Follows reconcile in kubernetes/endpointslice reconciler.go.
 */
export function predictSlices(world: World, service: Resource<Service>): SlicePrediction {
  if (selectorOf(service.manifest) === undefined) {
    const endpoints = mirroredEndpoints(world, service)
    return endpoints === undefined ? nothing : { slices: mirror(endpoints), hints: [] }
  }
  const held = isTerminating(service) ? slicesHeld(world, service) : undefined
  const candidates = candidatesOf(world, service)
  const listed = candidates.filter((candidate) => candidate.in)
  // pods that are there and cannot be seen make slices that cannot be predicted
  if (listed.length === 0 && candidates.some(({ unseen }) => unseen)) return nothing
  const families = familiesOf(service.manifest).map((family) => {
    const groups = groupByPorts(service.manifest, listed, (item) =>
      endpointsOf({ world, service, family }, item),
    )
    const slices = [...groups.values()].flatMap(({ ports, endpoints }) =>
      inPages(endpoints).map((page) => sliceOf(service, family, { endpoints: page, ports })),
    )
    const placeholder = sliceOf(service, family, { endpoints: [], ports: [] })
    const hinted = withHints(world, service, slices.length > 0 ? slices : [placeholder])
    if (held === undefined) return hinted
    const idle = candidates
      .filter((candidate) => candidate.in || hasNoEndpoint.has(candidate.code))
      .map(({ podSource }) =>
        sliceOf(service, family, { endpoints: [], ports: endpointPorts(service.manifest, podSource.spec) }),
      )
    const wanted = { family, slices: hinted.slices, idle, placeholder }
    return { ...hinted, slices: withoutNewSlices(held, wanted) }
  })
  return {
    slices: families.flatMap(({ slices }) => slices),
    hints: families.map(({ answer }) => answer),
  }
}

/** Of pods that the controller looks at although they get no endpoint. */
const hasNoEndpoint: ReadonlySet<string> = new Set([
  'node-missing',
  'pod-without-node',
  'pod-of-other-family',
])

interface PortGroup {
  readonly ports: EndpointPort[]
  readonly endpoints: Endpoint[]
}

function groupByPorts(
  service: Service,
  candidates: readonly Candidate[],
  toEndpoints: (item: Candidate) => Endpoint[],
) {
  const groups = new Map<string, PortGroup>()
  const portsOf = byContainers((spec) => {
    const ports = endpointPorts(service, spec)
    return { ports, key: JSON.stringify(ports) }
  })
  for (const candidate of candidates) {
    const endpoints = toEndpoints(candidate)
    if (endpoints.length === 0) continue
    const { ports, key } = portsOf(candidate.podSource.spec)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { ports, endpoints })
    else group.endpoints.push(...endpoints)
  }
  return groups
}

function endpointPorts(service: Service, spec: Containers): EndpointPort[] {
  return servicePorts(service).flatMap((port) => {
    const resolution = resolveTargetPort(port, spec)
    if (!resolution.found) return []
    const appProtocol = service.spec?.ports?.[port.index]?.appProtocol
    const entry = { name: port.name, protocol: port.protocol, port: resolution.port }
    return [appProtocol === undefined ? entry : { ...entry, appProtocol }]
  })
}

interface SliceFor {
  readonly world: World
  readonly service: Resource<Service>
  readonly family: AddressType
}

function endpointsOf({ world, service, family }: SliceFor, candidate: Candidate): Endpoint[] {
  const { podSource, conditions, addresses } = candidate
  const { pod } = podSource
  if (pod === undefined || conditions === undefined) return endpointsToCome(podSource)
  const inFamily = addresses.filter((address) => address.includes(':') === (family === 'IPv6'))
  if (inFamily.length === 0) return []
  const { nodeName, hostname, subdomain } = podSource.spec
  const zone =
    nodeName && labelOf(world.get('Node', undefined, nodeName)?.manifest.metadata?.labels, zoneLabel)
  const { namespace = '', name } = pod
  const uid = pod.manifest.metadata?.uid
  return [
    {
      addresses: inFamily,
      conditions: { ...conditions },
      ...(hostname && subdomain === service.name ? { hostname } : {}),
      ...(nodeName ? { nodeName } : {}),
      ...(zone ? { zone } : {}),
      targetRef: { kind: 'Pod', namespace, name, ...(uid === undefined ? {} : { uid }) },
    },
  ]
}

function endpointsToCome({ resource, replicas, path, workload }: PodSource): Endpoint[] {
  const { kind, namespace = '', name } = resource
  // a custom resource may hold several templates
  const fieldPath = workload === undefined && path.length > 0 ? { fieldPath: formatPath(path) } : {}
  const endpoint: Endpoint = {
    addresses: [],
    conditions: { ready: true, serving: true, terminating: false },
    targetRef: { kind, namespace, name, ...fieldPath },
  }
  return Array.from({ length: Math.min(replicas, mostEndpointsToCome) }, () => endpoint)
}

// a template may ask for any number of pods, and none of them exists
const mostEndpointsToCome = 1000

function inPages(endpoints: readonly Endpoint[]): Endpoint[][] {
  const pages: Endpoint[][] = []
  for (let start = 0; start < endpoints.length; start += maxEndpointsPerSlice) {
    pages.push(endpoints.slice(start, start + maxEndpointsPerSlice))
  }
  return pages
}

function sliceOf(service: Resource<Service>, addressType: AddressType, content: PortGroup): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { namespace: service.namespace ?? '', labels: sliceLabels(service) },
    addressType,
    endpoints: content.endpoints,
    ports: content.ports,
  }
}

function sliceLabels({ manifest, name }: Resource<Service>): StringMap {
  const own = Object.entries(manifest.metadata?.labels ?? {})
  const copied = own.filter(
    ([key]) => key !== headlessLabel && key !== serviceNameLabel && key !== managedByLabel,
  )
  return {
    ...Object.fromEntries(copied),
    [serviceNameLabel]: name,
    [managedByLabel]: controllerName,
    ...(typeOf(manifest) === 'Headless' ? { [headlessLabel]: '' } : {}),
  }
}
