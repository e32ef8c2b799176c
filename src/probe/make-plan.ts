import { canonicalIP, isAddress } from '../kube/core/canonical-ip.ts'
import { endpointText } from '../diagnose/journey/observation.ts'
import { expectedAt } from '../diagnose/journey/expected-protocol.ts'
import type { Journey, Leg, Way } from '../diagnose/journey/model.ts'
import { virtualAddressOf } from '../diagnose/journey/observed.ts'
import { clusterDomainOf } from '../kube/dns/cluster-domain.ts'
import { defined } from '../world/defined.ts'
import type { Protocol } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'
import { kubectl } from '../text/shell.ts'
import { dnsPort, dnsSteps, isSrvName } from './dns-steps.ts'
import { clientSteps } from './client-steps.ts'
import { entryOf } from './entry.ts'
import { endpointPlace, firstSteps, laterSteps, schemeOf } from './endpoint-steps.ts'
import { podRight } from './rights.ts'
import type { EndpointPlace, How, Plan, ProbeStep, ProbeTarget } from './plan.ts'

/** Endpoints that are looked at, however many there are. */
const mostEndpoints = 5

/**
 * What a probe of a journey does, before anything is asked: each step with its command, what it proves and the rights that it takes.
 * In: the World, the journey that objects alone give, and where the client's own look is taken from. Out: the plan. Throws nothing.
 */
export function planOf(world: World, journey: Journey, how: How): Plan {
  const { target } = journey.call
  const legs = journey.legs.filter(({ protocol }) => protocol !== 'SCTP')
  const places = placesOf(journey, legs)
  const endpoints = places.slice(0, mostEndpoints)
  // behind a controller its own way to the backends counts, and DNS of the outside is not the cluster's
  const isRouted = journey.senders !== undefined
  const name = isRouted ? undefined : target.host
  const entry = entryOf(journey)
  const client = clientSteps(world, journey, how)
  const steps = [
    ...endpoints.flatMap(firstSteps),
    ...serviceSteps(legs, endpoints[0]),
    ...client.steps,
    ...dnsSteps(world, journey),
    ...endpoints.flatMap(laterSteps),
  ]
  return {
    steps,
    targets: isRouted ? [] : targetsOf(journey, legs, endpoints),
    vips: legs.flatMap((leg) => virtualAddressOf(leg) ?? []),
    ...defined({ name, entry }),
    dnsName: `kubernetes.default.svc.${clusterDomainOf(world).domain}.`,
    leftOut: [...client.leftOut, ...leftOutOf(journey, places.length)],
  }
}

function leftOutOf({ call, legs, end }: Journey, places: number): Plan['leftOut'] {
  const has = (wanted: (protocol: Protocol, port: number | undefined) => boolean) =>
    legs.some(({ protocol, port }) => wanted(protocol, port))
  const strangers = legs.flatMap(({ ways }) => ways).filter(({ podSource }) => podSource?.pod === undefined)
  const left = (isSo: boolean, step: string, because: string) => (isSo ? [{ step, because }] : [])
  return [
    ...left(
      has((protocol) => protocol === 'SCTP'),
      'ports of SCTP',
      'the API server passes on TCP alone, and few images have a program for it',
    ),
    ...left(
      has((protocol, port) => protocol === 'UDP' && port !== dnsPort),
      'the way of datagrams',
      'without knowing their protocol nothing proves that they arrive: of UDP only sockets are read, and DNS is asked',
    ),
    ...left(
      isSrvName(call.target.host ?? ''),
      `a lookup of ${call.target.host ?? ''} by the client`,
      'images have no program that asks for SRV as its own programs do: the DNS servers are asked',
    ),
    ...left(
      places > mostEndpoints,
      `${places - mostEndpoints} more endpoints`,
      `a probe looks at ${mostEndpoints} at most`,
    ),
    ...left(
      strangers.length > 0,
      `${strangers.length} endpoints without a pod`,
      'only the client itself can connect to them',
    ),
    ...left(
      places === 0 && end === undefined && strangers.length === 0,
      'endpoints',
      'there is none to look at',
    ),
  ]
}

/** Every pod behind the call, once for each address and port. */
function placesOf(journey: Journey, legs: readonly Leg[]): EndpointPlace[] {
  const found = new Map<string, EndpointPlace>()
  for (const leg of legs)
    for (const way of leg.ways) {
      const place = placeOf(journey, leg, way)
      if (place !== undefined) found.set(endpointText(place.address, place.port, place.protocol), place)
    }
  return [...found.values()]
}

function placeOf(journey: Journey, leg: Leg, { address, port, podSource }: Way): EndpointPlace | undefined {
  if (address === undefined || port === undefined || podSource === undefined) return undefined
  const service = leg.service?.manifest.spec?.ports?.[leg.servicePort?.index ?? -1]
  const expected = expectedAt(journey.call.target, { service, podSource, port })
  const request = { host: hostOf(journey), path: pathOf(journey) }
  return endpointPlace(podSource, {
    address,
    port,
    protocol: leg.protocol,
    request,
    ...defined({ expected }),
  })
}

function hostOf({ call, legs }: Journey): string {
  const { host, address, port } = call.target
  const own =
    host ?? address ?? legs.find(({ service }) => service !== undefined)?.service?.name ?? 'localhost'
  const bare = own.replace(/\.$/, '')
  return port === undefined ? bare : endpointText(bare, port)
}

function pathOf({ call }: Journey): string {
  const { url } = call.target
  return url === undefined ? '/' : `${url.path}${url.query === '' ? '' : `?${url.query}`}`
}

/** The call itself where it names a host, each address that it leads to, and each endpoint behind. */
function targetsOf(
  { call }: Journey,
  legs: readonly Leg[],
  endpoints: readonly EndpointPlace[],
): ProbeTarget[] {
  const found = new Map<string, ProbeTarget>()
  const add = (host: string, port: number, protocol: Protocol) => {
    if (protocol === 'UDP' && port !== dnsPort) return
    found.set(endpointText(host, port, protocol), { host, port, protocol })
  }
  const { host } = call.target
  for (const { to, port, protocol } of legs) {
    if (port === undefined) continue
    if (host !== undefined && protocol === 'TCP' && !isAddress(host) && !isSrvName(host))
      add(host, port, protocol)
    if (to.address !== undefined) add(canonicalIP(to.address), port, protocol)
  }
  for (const { address, port, protocol } of endpoints) add(address, port, protocol)
  return [...found.values()]
}

function serviceSteps(legs: readonly Leg[], like: EndpointPlace | undefined): ProbeStep[] {
  const leg = legs.find(({ service, servicePort }) => service !== undefined && servicePort !== undefined)
  if (leg?.service === undefined || leg.servicePort === undefined) return []
  const { name, namespace = '', manifest } = leg.service
  if (manifest.spec?.clusterIP === 'None') return []
  const { port } = leg.servicePort
  const scheme = schemeOf(like ?? {})
  const path = `/api/v1/namespaces/${namespace}/services/${scheme}:${name}:${port}/proxy/`
  return [
    {
      kind: 'service-proxy',
      namespace,
      service: name,
      port,
      scheme,
      step: `ask Service ${namespace}/${name} through the API server`,
      proves: 'whether the API server finds an endpoint that is ready; it does not use the virtual IP',
      command: kubectl('get', '--raw', path),
      rights: [podRight(namespace, 'services/proxy', 'get')],
    },
  ]
}
