import type { Manifest } from '../../src/world/types/manifest.ts'
import { Random } from './random.ts'

/** Random Gateways with routes, Services and grants, all of them such that an API server takes them. */

const gatewayApi = 'gateway.networking.k8s.io'
const namespaces = ['shop', 'web', 'infra']
const hostnames = [
  'a.example.com',
  'b.example.com',
  '*.example.com',
  '*.a.example.com',
  'a.example.org',
  '*.com',
]
const services = ['web', 'api', 'headless', 'alias', 'nope']
const routeKinds = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute']

type Object_ = Manifest & Record<string, unknown>

export function randomRoutes(count: number, seed: number): Object_[] {
  const random = new Random(seed)
  const routes = Array.from({ length: count }, (_, index) => routeOf(random, index))
  return [
    {
      apiVersion: `${gatewayApi}/v1`,
      kind: 'GatewayClass',
      metadata: { name: 'eg' },
      spec: { controllerName: 'gateway.envoyproxy.io/gatewayclass-controller' },
    },
    ...namespaces.map((name) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      // egctl reads a Namespace without its labels
      metadata: { name },
    })),
    gateway('infra', 'edge', random),
    gateway('shop', 'own', random),
    ...namespaces.flatMap((namespace) => servicesOf(namespace, random)),
    ...Array.from({ length: random.below(5) }, (_, index) => grant(index, random)),
    ...routes,
  ]
}

function gateway(namespace: string, name: string, random: Random): Object_ {
  // on one port each hostname once: what conflicts is another question
  const http = [...new Set(['', ...random.some(hostnames, 3)])].map((hostname, index) => ({
    name: `http-${index}`,
    port: 80,
    protocol: 'HTTP',
    ...(hostname === '' ? {} : { hostname }),
    allowedRoutes: allowed(random, ['HTTPRoute', 'GRPCRoute']),
  }))
  const tlsHost = random.of([undefined, '*.example.com', 'a.example.com'])
  const listeners = [
    ...(random.chance(0.3) ? http.slice(1) : http),
    {
      name: 'other',
      port: 8080,
      protocol: 'HTTP',
      hostname: random.of(hostnames),
      allowedRoutes: allowed(random, ['HTTPRoute', 'GRPCRoute']),
    },
    {
      name: 'tls',
      port: 443,
      protocol: 'TLS',
      tls: { mode: 'Passthrough' },
      ...(tlsHost === undefined ? {} : { hostname: tlsHost }),
      allowedRoutes: allowed(random, ['TLSRoute']),
    },
    { name: 'tcp', port: 9000, protocol: 'TCP', allowedRoutes: allowed(random, ['TCPRoute']) },
    { name: 'udp', port: 53, protocol: 'UDP', allowedRoutes: allowed(random, ['UDPRoute']) },
  ]
  return {
    apiVersion: `${gatewayApi}/v1`,
    kind: 'Gateway',
    metadata: { name, namespace },
    spec: { gatewayClassName: 'eg', listeners },
  }
}

function allowed(random: Random, kinds: readonly string[]) {
  const selector = random.of([
    { matchLabels: { edge: 'open' } },
    { matchExpressions: [{ key: 'edge', operator: 'In', values: ['closed'] }] },
    {
      matchExpressions: [
        { key: 'edge', operator: 'NotIn', values: ['closed'] },
        { key: 'other', operator: 'DoesNotExist' },
      ],
    },
    { matchExpressions: [{ key: 'edge', operator: 'Exists' }] },
    {},
  ])
  const from = random.of([{ from: 'All' }, { from: 'All' }, { from: 'Same' }, { from: 'Selector', selector }])
  const listed = random.chance(0.2) ? { kinds: [{ kind: random.of(kinds) }] } : {}
  return { namespaces: from, ...listed }
}

function servicesOf(namespace: string, random: Random): Object_[] {
  const service = (name: string, spec: object): Object_ => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec,
  })
  const ports = [
    { name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' },
    { name: 'dns', port: 53, targetPort: 53, protocol: 'UDP' },
    ...(random.chance(0.5) ? [{ name: 'both', port: 53, targetPort: 53, protocol: 'TCP' }] : []),
  ]
  return [
    service('web', { type: 'ClusterIP', clusterIP: '10.96.0.7', selector: { app: 'web' }, ports }),
    ...(random.chance(0.6)
      ? [
          service('api', {
            type: 'ClusterIP',
            clusterIP: '10.96.0.8',
            ports: [{ port: 8080, targetPort: 80, protocol: 'TCP' }],
          }),
        ]
      : []),
    service('headless', { type: 'ClusterIP', clusterIP: 'None', selector: { app: 'web' }, ports }),
    service('alias', { type: 'ExternalName', externalName: 'db.example.com', ports }),
  ]
}

function grant(index: number, random: Random): Object_ {
  const from = Array.from({ length: 1 + random.below(2) }, () => ({
    group: random.chance(0.9) ? gatewayApi : 'example.com',
    kind: random.of([...routeKinds, 'HTTPRoute', 'Gateway']),
    namespace: random.of(namespaces),
  }))
  const to = Array.from({ length: 1 + random.below(2) }, () => ({
    group: random.chance(0.85) ? '' : 'core',
    kind: random.chance(0.9) ? 'Service' : 'Secret',
    ...(random.chance(0.3) ? { name: random.of(services) } : {}),
  }))
  return {
    apiVersion: `${gatewayApi}/v1beta1`,
    kind: 'ReferenceGrant',
    metadata: { name: `g${index}`, namespace: random.of(namespaces) },
    spec: { from, to },
  }
}

function backendRef(random: Random) {
  if (random.chance(0.05)) return { group: 'example.com', kind: 'Bucket', name: 'web', port: 80 }
  return {
    name: random.of([...services, 'web', 'web']),
    ...(random.chance(0.4) ? { namespace: random.of(namespaces) } : {}),
    port: random.of([80, 80, 80, 53, 8080]),
  }
}

function routeOf(random: Random, index: number): Object_ {
  const kind = random.of([...routeKinds, 'HTTPRoute', 'HTTPRoute'])
  const http = kind === 'HTTPRoute' || kind === 'GRPCRoute'
  const weighed = () => ({
    ...backendRef(random),
    ...(random.chance(0.3) ? { weight: random.below(3) } : {}),
  })
  const rule = () => ({
    ...(http && random.chance(0.2)
      ? { filters: [{ type: 'RequestMirror', requestMirror: { backendRef: backendRef(random) } }] }
      : {}),
    backendRefs: Array.from({ length: 1 + random.below(3) }, weighed),
  })
  const hosts = [...new Set(random.some(hostnames, 3))]
  const hostList = kind === 'TLSRoute' && hosts.length === 0 ? ['a.example.com'] : hosts
  const parents = random.chance(0.2) ? ['edge', 'own'] : [random.of(['edge', 'edge', 'own', 'missing'])]
  return {
    apiVersion: `${gatewayApi}/v1`,
    kind,
    metadata: { name: `r${index}`, namespace: random.of(namespaces) },
    spec: {
      parentRefs: parents.map((name) => ({
        name,
        namespace: name === 'own' ? 'shop' : 'infra',
        ...(random.chance(0.3)
          ? { sectionName: random.of(['http-0', 'http-1', 'other', 'tls', 'tcp', 'udp', 'none']) }
          : {}),
        ...(random.chance(0.2) ? { port: random.of([80, 443, 8080, 9000, 53, 1]) } : {}),
      })),
      ...((http || kind === 'TLSRoute') && hostList.length > 0 ? { hostnames: hostList } : {}),
      rules: Array.from({ length: http ? 1 + random.below(2) : 1 }, rule),
    },
  }
}
