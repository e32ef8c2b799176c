import type { Node, Pod, Service } from '../../src/world/types/manifest.ts'
import { Random } from './random.ts'

// Random worlds for the EndpointSlice controller: everything that decides what it lists, and how

export interface GeneratedWorld {
  /** Of this world alone; the same seed makes the same world. */
  readonly seed: number
  readonly services: readonly Service[]
  readonly pods: readonly Pod[]
  readonly nodes: readonly Node[]
}

interface Options {
  readonly namespace: string
  /** Only what an API server accepts, on nodes that all worlds share. */
  readonly live?: boolean
  /** More than 100 pods, so that slices overflow. */
  readonly crowd?: boolean
}

/**
 * Some worlds are calm: nearly all pods are ready, of one app, on nodes with a zone. Only there does it show what the
 * controller makes of zones.
 */
export function randomWorld(seed: number, options: Options): GeneratedWorld {
  const random = new Random(seed)
  const calm = options.crowd === true || random.chance(0.3)
  const nodes = options.live === true ? sharedNodes() : nodesOf(random, calm)
  const names = [...nodes.map(({ metadata }) => metadata?.name ?? ''), 'bed-gone']
  const few = calm ? 3 + random.below(24) : random.below(9)
  const size = options.crowd === true ? 101 + random.below(220) : few
  const calmNodes = random.chance(0.1) ? names.slice(0, -1) : names.slice(0, 2 + random.below(2))
  const pods = Array.from({ length: size }, (_, index) => {
    const isCalm = calm && random.chance(0.95)
    return podOf(random, { ...options, index, calm: isCalm, names: isCalm ? calmNodes : names })
  })
  const services = Array.from({ length: 2 + random.below(5) }, (_, index) =>
    serviceOf(random, { ...options, calm }, index),
  )
  return { seed, services, pods, nodes }
}

const containerPort = (name: string, number: number, protocol = 'TCP') => ({
  name,
  containerPort: number,
  protocol,
})
const main = { name: 'main', image: 'bed' }
const sidecar = { name: 'side', image: 'bed' }

const containersWithPorts = [
  { containers: [{ ...main, ports: [containerPort('http', 8080)] }] },
  { containers: [{ ...main, ports: [containerPort('http', 8080)] }] },
  {
    containers: [
      {
        ...main,
        ports: [
          containerPort('http', 9090),
          containerPort('dns', 53, 'UDP'),
          containerPort('sig', 7, 'SCTP'),
        ],
      },
    ],
  },
  { containers: [{ ...main, ports: [containerPort('http', 8080, 'UDP'), containerPort('dns', 53)] }] },
  { containers: [main, { ...sidecar, ports: [containerPort('http', 8081)] }] },
  {
    containers: [
      { ...main, ports: [containerPort('http', 8082)] },
      { ...sidecar, ports: [containerPort('http', 8083)] },
    ],
  },
  {
    containers: [main],
    initContainers: [{ ...sidecar, restartPolicy: 'Always', ports: [containerPort('http', 7070)] }],
  },
  { containers: [main], initContainers: [{ ...sidecar, ports: [containerPort('http', 7070)] }] },
  { containers: [main] },
]

let lastAddress = 0

/** A pod with the status that a kubelet would have written. */
function podOf(random: Random, { namespace, live, calm, names, index }: Options & PodPlace): Pod {
  // skewed, so that one zone has too many
  const node = names[Math.floor(random.next() ** 1.5 * names.length)] ?? 'bed-gone'
  const tier = random.of(['a', 'b', undefined])
  const subdomain = random.of([undefined, undefined, undefined, 's0', 's1'])
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `p${index}`,
      namespace,
      uid: `uid-${index}`,
      labels: { app: calm ? 'web' : random.of(['web', 'api']), ...(tier === undefined ? {} : { tier }) },
      ...(!calm && random.chance(0.2) ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
    },
    spec: {
      ...(calm ? containersWithPorts[0] : random.of(containersWithPorts)),
      ...(!calm && random.chance(0.04) ? {} : { nodeName: node }),
      ...(random.chance(0.3) ? { hostname: `h${index}` } : {}),
      ...(subdomain === undefined ? {} : { subdomain }),
    } as never,
    status: {
      phase: calm
        ? 'Running'
        : random.of(['Running', 'Running', 'Running', 'Pending', 'Succeeded', 'Failed', 'Unknown']),
      conditions: conditionsOf(calm ? 'True' : random.of(['True', 'True', 'False', 'Unknown', undefined])),
      ...addressesOf(random, { calm, live: live === true }),
    },
  }
}

interface PodPlace {
  readonly names: readonly string[]
  readonly index: number
  readonly calm: boolean
}

function conditionsOf(ready: string | undefined) {
  const initialized = { type: 'Initialized', status: 'True' }
  return ready === undefined ? [initialized] : [initialized, { type: 'Ready', status: ready }]
}

function addressesOf(random: Random, { calm, live }: { calm: boolean; live: boolean }) {
  const number = (lastAddress = (lastAddress + 1) % 3_000_000)
  const v4 = { ip: `10.${200 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}` }
  const v6 = { ip: `fd00:200::${(number >> 16).toString(16)}:${(number & 65_535).toString(16)}` }
  const shared = { ip: '10.199.0.1' }
  const kinds = [[v4], [v4], [v4, v6], [v6, v4], [v6], [shared], []]
  // an API server refuses such texts, or fills in what is missing
  const odd = [[{ ip: '010.09.0.7' }, { ip: 'FD00:0:0::0A' }], [{ ip: '::ffff:10.9.8.7' }]]
  const podIPs = calm ? [v4] : random.of(live ? kinds : [...kinds, ...kinds, ...odd])
  const podIP = podIPs[0]?.ip
  // no API server stores a podIP without podIPs (pkg/apis/core/v1/conversion.go)
  if (podIP === undefined) return {}
  return { podIP, podIPs }
}

const ports = {
  named: { name: 'named', port: 80, targetPort: 'http' },
  numeric: { name: 'numeric', port: 81, targetPort: 9000, appProtocol: 'kubernetes.io/h2c' },
  udp: { name: 'udp', port: 53, protocol: 'UDP', targetPort: 'dns' },
  sctp: { name: 'sctp', port: 82, protocol: 'SCTP', targetPort: 'sig' },
  plain: { name: 'plain', port: 83 },
}

function portsOf(random: Random, headless: boolean) {
  if (headless && random.chance(0.2)) return {}
  if (random.chance(0.25)) return { ports: [{ port: 80, targetPort: random.of(['http', 'dns', 9000]) }] }
  const all = Object.values(ports)
  const chosen = all.filter(() => random.chance(0.4))
  return { ports: chosen.length === 0 ? [ports.named] : chosen }
}

const annotationsSeen = [
  { 'service.kubernetes.io/topology-mode': 'Auto' },
  { 'service.kubernetes.io/topology-mode': 'Auto' },
  { 'service.kubernetes.io/topology-mode': 'auto' },
  { 'service.kubernetes.io/topology-aware-hints': 'auto' },
  { 'service.kubernetes.io/topology-mode': 'Disabled' },
]
// an API server refuses two that differ
const annotationsAtOdds = [
  { 'service.kubernetes.io/topology-aware-hints': 'auto', 'service.kubernetes.io/topology-mode': 'Disabled' },
  { 'service.kubernetes.io/topology-aware-hints': 'Disabled', 'service.kubernetes.io/topology-mode': 'Auto' },
]

function serviceOf(
  random: Random,
  { namespace, live, calm }: Options & { calm: boolean },
  index: number,
): Service {
  const clusterIP = random.of(['None', undefined, undefined])
  const selector = random.of([
    ...(calm ? [{ app: 'web' }, { app: 'web' }, { app: 'web' }] : []),
    { app: 'web' },
    { app: 'web' },
    { app: 'api' },
    { app: 'web', tier: 'a' },
    { tier: 'b' },
    { app: 'nobody' },
    {},
    undefined,
  ])
  const labels = random.of([
    undefined,
    { team: 'shop' },
    { team: 'shop', 'endpointslice.kubernetes.io/managed-by': 'me', 'kubernetes.io/service-name': 'other' },
  ])
  const annotations = random.chance(calm ? 0.6 : 0.3)
    ? random.of(live === true ? annotationsSeen : [...annotationsSeen, ...annotationsAtOdds])
    : undefined
  const trafficDistribution = random.of([
    undefined,
    undefined,
    'PreferClose',
    'PreferSameZone',
    'PreferSameNode',
  ])
  const alias = random.chance(0.04)
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: `s${index}`,
      namespace,
      ...(labels === undefined ? {} : { labels: labels as Record<string, string> }),
      ...(annotations === undefined ? {} : { annotations: annotations as Record<string, string> }),
    },
    spec: {
      ...(selector === undefined ? {} : { selector: selector as Record<string, string> }),
      ...(alias
        ? { type: 'ExternalName', externalName: 'example.com' }
        : {
            ...familiesOf(random, { live: live === true, clusterIP }),
            ...(trafficDistribution === undefined ? {} : { trafficDistribution }),
            ...(portsOf(random, clusterIP === 'None') as object),
            publishNotReadyAddresses: random.chance(0.25),
          }),
    },
  }
}

/** What the API server fills in is given where there is none. */
function familiesOf(random: Random, { live, clusterIP }: { live: boolean; clusterIP: string | undefined }) {
  const both = ['IPv4', 'IPv6'] as const
  const ipFamilies = random.of([['IPv4'], ['IPv4'], ['IPv6'], both, both.toReversed()] as const)
  const ipFamilyPolicy = ipFamilies.length === 2 ? 'RequireDualStack' : 'SingleStack'
  const address = ipFamilies[0] === 'IPv6' ? 'fd00:96::7' : '10.96.0.7'
  if (live) return { ipFamilies, ipFamilyPolicy, ...(clusterIP === undefined ? {} : { clusterIP }) }
  return { ipFamilies, clusterIP: clusterIP ?? address }
}

interface NodeFacts {
  readonly zone?: string
  readonly cpu?: string
  readonly controlPlane?: boolean
  readonly ready?: string
}

function nodeOf(name: string, { zone, cpu = '8', controlPlane, ready = 'True' }: NodeFacts): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        ...(zone === undefined ? {} : { 'topology.kubernetes.io/zone': zone }),
        ...(controlPlane === true ? { 'node-role.kubernetes.io/control-plane': '' } : {}),
      },
    },
    status: { allocatable: { cpu, pods: '1000' }, conditions: [{ type: 'Ready', status: ready }] },
  }
}

/** The nodes of worlds in one cluster: without a zone only where it does not stop topology mode. */
export function sharedNodes(): Node[] {
  return [
    nodeOf('bed-zone-a', { zone: 'a' }),
    nodeOf('bed-zone-b', { zone: 'b' }),
    nodeOf('bed-zone-c', { zone: 'c', cpu: '500m' }),
    nodeOf('bed-no-zone', { controlPlane: true }),
    // where world.js puts the pods that it makes to wait for the controller
    nodeOf('bed-node', { controlPlane: true }),
  ]
}

function nodesOf(random: Random, calm: boolean): Node[] {
  const zones = random.of([['a', 'b'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd'], ['a']])
  const workers = Array.from({ length: zones.length + random.below(3) }, (_, index) =>
    nodeOf(`n${index}`, {
      zone: zones[index % zones.length] ?? 'a',
      cpu: random.of(['4', '4', '8', '500m', '1.5', '3920m', '2e1']),
      ready: !calm && random.chance(0.1) ? 'False' : 'True',
    }),
  )
  const odd = [
    { controlPlane: true },
    { controlPlane: true },
    { controlPlane: true, zone: 'e' },
    {},
    { zone: 'b', cpu: '0' },
  ]
  return random.chance(calm ? 0.2 : 0.4) ? [...workers, nodeOf('odd', random.of(odd))] : workers
}
