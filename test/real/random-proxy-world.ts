import fc from 'fast-check'
import type { EndpointSlice, Node, Service } from '../../src/world/types/manifest.ts'

// Random worlds for kube-proxy: everything that decides which endpoints a node may choose, slices as anybody may write them

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const zone = fc.constantFrom('a', 'b', 'c')
const nodeName = fc.constantFrom('n1', 'n2', 'n3', 'gone')
const names = (arbitrary: fc.Arbitrary<string>) =>
  fc.array(
    arbitrary.map((name) => ({ name })),
    { minLength: 0, maxLength: 2 },
  )
const hints = fc.record({ forZones: names(zone), forNodes: names(nodeName) }, { requiredKeys: [] })
const condition = fc.constantFrom(true, true, false, undefined)

const endpoint = fc.record({
  ready: condition,
  serving: condition,
  terminating: fc.constantFrom(true, false, false, undefined),
  nodeName: maybe(nodeName),
  hints: fc.oneof({ weight: 3, arbitrary: hints }, { weight: 1, arbitrary: fc.constant(undefined) }),
  /** The same address again, of a pod that ends while another one has it already. */
  ghost: fc.constantFrom(false, false, false, true),
})
// hints that all endpoints share make kube-proxy filter at all: without this hardly any world would
const shared = fc.constantFrom('as written', 'zones', 'nodes', 'none')

const port = fc.constantFrom(
  { name: 'http', protocol: 'TCP' as const, port: 8080 },
  { name: 'http', protocol: 'UDP' as const, port: 8080 },
  { name: 'dns', protocol: 'UDP' as const, port: 53 },
  { name: 'other', protocol: 'TCP' as const, port: 9090 },
  { name: 'zero', protocol: 'TCP' as const, port: 0 },
  { port: 7070 },
)
const slice = fc.record({
  service: fc.constantFrom('s0', 's1', 's2'),
  addressType: fc.constantFrom('IPv4' as const, 'IPv4' as const, 'IPv4' as const, 'IPv6' as const),
  ports: fc.uniqueArray(port, { minLength: 0, maxLength: 3, selector: (each) => JSON.stringify(each) }),
  endpoints: fc.array(endpoint, { maxLength: 5 }),
  shared,
})
const policy = fc.constantFrom('Cluster', 'Cluster', 'Local')
const service = fc.record({
  type: fc.constantFrom('ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'),
  clusterIP: fc.constantFrom('10.96.0.7', '10.96.0.7', '10.96.0.7', 'None'),
  internalTrafficPolicy: fc.constantFrom('Cluster', 'Local'),
  externalTrafficPolicy: policy,
  externalIPs: fc.constantFrom<string[]>([], [], ['198.51.100.20'], ['2001:db8::20']),
  families: fc.constantFrom<('IPv4' | 'IPv6')[]>(['IPv4'], ['IPv4', 'IPv6'], ['IPv6', 'IPv4'], ['IPv6']),
  ingress: fc.constantFrom<object[]>(
    [],
    [{ ip: '198.51.100.10' }],
    [{ ip: '198.51.100.10', ipMode: 'Proxy' }],
    [{ hostname: 'lb.example.com' }],
    [{ ip: '2001:db8::10', ipMode: 'VIP' }],
  ),
  nodePorts: fc.boolean(),
  sessionAffinity: fc.constantFrom('None', 'ClientIP'),
})
const generated = fc.record({
  services: fc.array(service, { minLength: 1, maxLength: 3 }),
  slices: fc.array(slice, { minLength: 1, maxLength: 5 }),
  zones: fc.tuple(maybe(zone), maybe(zone), maybe(zone)),
  family: fc.constantFrom('IPv4' as const, 'IPv4' as const, 'IPv6' as const),
})
type Generated = ReturnType<typeof generated.generate>['value_']

/** As the oracle takes it. */
export interface ProxyWorld {
  readonly services: readonly Service[]
  readonly slices: readonly EndpointSlice[]
  readonly nodes: readonly Node[]
  readonly family: 'IPv4' | 'IPv6'
}

/** The same worlds for the same seed. */
export function* randomProxyWorlds(count: number, seed: number): Generator<ProxyWorld> {
  const batch = 1000
  for (let start = 0; start < count; start += batch) {
    for (const world of fc.sample(generated, { numRuns: Math.min(batch, count - start), seed: seed + start }))
      yield toWorld(world)
  }
}

function toWorld({ services, slices, zones, family }: Generated): ProxyWorld {
  const numbers = { next: 1 }
  return {
    family,
    services: services.map(serviceOf),
    slices: slices.map((each, index) => sliceOf(each, index, numbers)),
    nodes: zones.map((own, index) => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name: `n${index + 1}`,
        ...(own === undefined ? {} : { labels: { 'topology.kubernetes.io/zone': own } }),
      },
    })),
  }
}

function serviceOf(each: Generated['services'][number], index: number): Service {
  const { families, ingress, nodePorts, clusterIP, type, ...rest } = each
  const headless = clusterIP === 'None' && type === 'ClusterIP'
  const clusterIPs = headless
    ? ['None']
    : families.map((family) => (family === 'IPv4' ? `10.96.0.${index + 7}` : `fd00::${index + 7}`))
  const nodePort = (number: number) =>
    nodePorts || type === 'NodePort'
      ? type === 'ClusterIP' || type === 'ExternalName'
        ? {}
        : { nodePort: number }
      : {}
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: `s${index}`, namespace: 'oracle' },
    spec: {
      ...rest,
      type,
      clusterIP: clusterIPs[0] ?? '',
      clusterIPs,
      ipFamilies: families,
      ...(type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: nodePorts } : {}),
      sessionAffinityConfig: { clientIP: { timeoutSeconds: 600 } },
      ports: [
        { name: 'http', port: 80, protocol: 'TCP', ...nodePort(30_080 + index) },
        { name: 'http', port: 81, protocol: 'UDP', ...nodePort(30_180 + index) },
        { port: 82, protocol: 'TCP', ...nodePort(30_280 + index) },
      ],
    } as Service['spec'],
    status: { loadBalancer: { ingress } },
  } as Service
}

function sliceOf(each: Generated['slices'][number], index: number, numbers: { next: number }): EndpointSlice {
  const { service: name, addressType, ports, endpoints, shared: kind } = each
  const address = (number: number) =>
    addressType === 'IPv4' ? `10.244.0.${number}` : `FD00:10:244:0:0:0:0:${number.toString(16)}`
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `slice-${index}`, namespace: 'oracle', labels: { 'kubernetes.io/service-name': name } },
    addressType,
    ports: ports as never,
    endpoints: endpoints.map(({ ready, serving, terminating, ghost, hints: own, nodeName: node }, place) => {
      // in one slice only: of two slices kube-proxy reads either first
      const again = ghost && place > 0
      const number = again ? numbers.next - 1 : numbers.next++
      const conditions = { ready, serving, terminating: again ? true : terminating }
      return {
        addresses: [address(number), address(250)],
        conditions: Object.fromEntries(Object.entries(conditions).filter(([, value]) => value !== undefined)),
        ...(node === undefined ? {} : { nodeName: node }),
        ...hintsOf(kind, own),
      }
    }),
  }
}

function hintsOf(kind: string, own: Generated['slices'][number]['endpoints'][number]['hints']): object {
  if (kind === 'none') return {}
  const zones = kind === 'as written' ? own?.forZones : own?.forZones?.length ? own.forZones : [{ name: 'a' }]
  const forNodes =
    kind === 'nodes'
      ? own?.forNodes?.length
        ? own.forNodes
        : [{ name: 'n1' }]
      : kind === 'zones'
        ? undefined
        : own?.forNodes
  const hints = {
    ...(zones === undefined ? {} : { forZones: zones }),
    ...(forNodes === undefined ? {} : { forNodes }),
  }
  return Object.keys(hints).length === 0 ? {} : { hints }
}
