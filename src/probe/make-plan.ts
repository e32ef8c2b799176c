import { canonicalIP } from '../kube/core/canonical-ip.ts'
import { endpointText } from '../diagnose/journey/observation.ts'
import { expectedAt } from '../diagnose/journey/expected-protocol.ts'
import type { Journey, Leg, Way } from '../diagnose/journey/model.ts'
import { virtualAddressOf } from '../diagnose/journey/observed.ts'
import { hasEnded } from '../kube/workload/pod-source.ts'
import { defined } from '../world/defined.ts'
import type { World } from '../world/world.ts'
import { kubectl } from '../text/shell.ts'
import { dnsSteps } from './dns-steps.ts'
import { clientSteps } from './client-steps.ts'
import { podRight, streamRights } from './rights.ts'
import { containersOf } from './running.ts'
import type { EndpointPlace, How, Plan, Request, Step } from './plan.ts'

/** Endpoints that are looked at, however many there are. */
const mostEndpoints = 5

/**
 * What a probe of a journey does, before anything is asked: each step with its command, what it proves and the rights that it takes.
 * In: the World, the journey that objects alone give, and where the client's own look is taken from. Out: the plan. Throws nothing.
 */
export function planOf(world: World, journey: Journey, how: How): Plan {
  const { target } = journey.call
  const legs = journey.legs.filter(({ protocol }) => protocol === 'TCP')
  const places = placesOf(journey, legs)
  const request: Request = { host: hostOf(journey), path: pathOf(journey) }
  const endpoints = places.slice(0, mostEndpoints)
  const name = target.host
  const client = clientSteps(world, journey, how)
  const steps = [
    ...endpoints.filter(({ isPrimary }) => isPrimary).map((each) => proxyStep(each, request)),
    ...serviceSteps(legs, endpoints[0]),
    ...client.steps,
    ...dnsSteps(world, journey),
    ...endpoints.map(insideStep),
    ...endpoints.map(listenersStep),
  ]
  return {
    steps,
    targets: targetsOf(legs, endpoints),
    vips: legs.flatMap((leg) => virtualAddressOf(leg) ?? []),
    request,
    ...defined({ name }),
    leftOut: [...client.leftOut, ...leftOutOf(journey, places.length)],
  }
}

function leftOutOf({ legs, end }: Journey, places: number): Plan['leftOut'] {
  const udp = legs.some(({ protocol }) => protocol !== 'TCP')
  const strangers = legs.flatMap(({ ways }) => ways).filter(({ podSource }) => podSource?.pod === undefined)
  return [
    ...(udp ? [{ step: 'ports of UDP and SCTP', because: 'the API server passes on TCP alone' }] : []),
    ...(places > mostEndpoints
      ? [
          {
            step: `${places - mostEndpoints} more endpoints`,
            because: `a probe looks at ${mostEndpoints} at most`,
          },
        ]
      : []),
    ...(strangers.length > 0
      ? [
          {
            step: `${strangers.length} endpoints without a pod`,
            because: 'only the client itself can connect to them',
          },
        ]
      : []),
    ...(places === 0 && end === undefined && strangers.length === 0
      ? [{ step: 'endpoints', because: 'there is none to look at' }]
      : []),
  ]
}

/** Every pod behind the call, once for each address and port. */
function placesOf(journey: Journey, legs: readonly Leg[]): EndpointPlace[] {
  const found = new Map<string, EndpointPlace>()
  for (const leg of legs)
    for (const way of leg.ways) {
      const place = placeOf(journey, leg, way)
      if (place !== undefined) found.set(endpointText(place.address, place.port), place)
    }
  return [...found.values()]
}

function placeOf({ call }: Journey, leg: Leg, way: Way): EndpointPlace | undefined {
  const { address, port, podSource } = way
  const pod = podSource?.pod
  if (address === undefined || port === undefined || podSource === undefined || pod === undefined)
    return undefined
  if (pod.manifest.status === undefined || hasEnded(podSource)) return undefined
  const service = leg.service?.manifest.spec?.ports?.[leg.servicePort?.index ?? -1]
  const expected = expectedAt(call.target, { service, podSource, port })
  const { podIP = address } = pod.manifest.status
  return {
    namespace: podSource.namespace,
    pod: pod.name,
    address: canonicalIP(address),
    port,
    containers: containersOf(pod),
    isPrimary: canonicalIP(podIP) === canonicalIP(address),
    ...defined({ expected }),
  }
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

function targetsOf(legs: readonly Leg[], endpoints: readonly EndpointPlace[]): Plan['targets'] {
  const found = new Map<string, { host: string; port: number }>()
  for (const { to, port } of legs)
    if (to.address !== undefined && port !== undefined)
      found.set(endpointText(canonicalIP(to.address), port), { host: canonicalIP(to.address), port })
  for (const { address, port } of endpoints) found.set(endpointText(address, port), { host: address, port })
  return [...found.values()]
}

/** HTTPS to what is taken to speak TLS, and to what is taken for no HTTP at all: a handshake disturbs such programs least. */
function schemeOf({ expected }: Pick<EndpointPlace, 'expected'>): 'http' | 'https' {
  const protocol = expected?.protocol
  return protocol === 'https' || protocol === 'grpcs' || protocol === 'other' ? 'https' : 'http'
}

export function podProxyPath(endpoint: EndpointPlace, path: string): string {
  const { namespace, pod, port } = endpoint
  return `/api/v1/namespaces/${namespace}/pods/${schemeOf(endpoint)}:${pod}:${port}/proxy${path}`
}

function proxyStep(endpoint: EndpointPlace, { path }: Request): Step {
  const { namespace, pod, address, port } = endpoint
  return {
    kind: 'pod-proxy',
    endpoint,
    step: `ask ${endpointText(address, port)} (Pod ${namespace}/${pod}) through the API server`,
    proves:
      'whether a program answers at the address of the pod, and in which protocol; not that the client gets there',
    command: kubectl('get', '--raw', podProxyPath(endpoint, path)),
    rights: [podRight(namespace, 'pods/proxy', 'get')],
  }
}

function serviceSteps(legs: readonly Leg[], like: EndpointPlace | undefined): Step[] {
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

function insideStep(endpoint: EndpointPlace): Step {
  const { namespace, pod, port } = endpoint
  return {
    kind: 'inside',
    endpoint,
    step: `connect to ${port} inside of Pod ${namespace}/${pod}, where the API server got no clear answer`,
    proves:
      'whether a program listens on loopback of the pod, and what it speaks; not that it listens on the address of the pod',
    command: kubectl('port-forward', '-n', namespace, `pod/${pod}`, `:${port}`),
    rights: streamRights(namespace, 'pods/portforward'),
  }
}

function listenersStep(endpoint: EndpointPlace): Step {
  const { namespace, pod, containers } = endpoint
  return {
    kind: 'listeners',
    endpoint,
    step: `read the sockets of Pod ${namespace}/${pod}, where connections are refused`,
    proves: 'the address and the port of every program that listens in the pod',
    command: kubectl(
      'exec',
      '-n',
      namespace,
      pod,
      ...(containers[0] === undefined ? [] : ['-c', containers[0]]),
      '--',
      'cat',
      '/proc/net/tcp',
      '/proc/net/tcp6',
    ),
    rights: streamRights(namespace, 'pods/exec'),
  }
}
