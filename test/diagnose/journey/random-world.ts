import { predictEndpointSlices } from '../../../src/kube/endpointslice/slices.ts'
import { worldOf } from '../../world-of.ts'
import { Random } from '../../real/random.ts'

/** Random worlds for questions that lead through all parts: Services of every type, pods of every kind, slices by hand and drifted. */

export type Manifest = { kind: string; metadata: Record<string, unknown> } & Record<string, unknown>

export interface RandomWorld {
  readonly manifests: readonly Manifest[]
  /** As `--from` takes them. */
  readonly clients: readonly string[]
}

const controller = 'endpointslice-controller.k8s.io'

export function randomWorld(seed: number): RandomWorld {
  const random = new Random(seed)
  const nodes = ['n1', 'n2'].map((name, index) => nodeOf(name, index))
  const pods = ['shop', 'data'].flatMap((namespace) =>
    Array.from({ length: random.below(4) }, (_, index) => podOf(random, { namespace, index })),
  )
  const deployments = random.below(3) === 0 ? [deploymentOf(random)] : []
  const services = ['web', 'api'].flatMap((name, index) => [
    serviceOf(random, { name, namespace: 'shop', index }),
    ...(random.below(3) === 0 ? [serviceOf(random, { name, namespace: 'data', index: index + 4 })] : []),
  ])
  const policies = Array.from({ length: random.below(3) }, (_, index) => policyOf(random, index))
  const clients = [
    clientOf(random, 'cli', {}),
    clientOf(random, 'host', { hostNetwork: true }),
    clientOf(random, 'public', { dnsPolicy: 'None', dnsConfig: { nameservers: ['9.9.9.9'] } }),
    clientOf(random, 'pinned', { hostAliases: [{ ip: '10.96.0.10', hostnames: ['web'] }] }),
  ]
  const dns = dnsOf(random)
  const base = [...nodes, ...services, ...pods, ...deployments, ...clients, ...policies, ...dns]
  const slices = services.flatMap((service, index) => slicesOf(random, service, { base, index }))
  return {
    manifests: [...base, ...slices],
    clients: ['pod/cli', 'pod/host', 'pod/public', 'pod/pinned', 'node/n1', 'external', ''],
  }
}

function nodeOf(name: string, index: number): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    status: { addresses: [{ type: 'InternalIP', address: `192.0.2.${index + 1}` }] },
  }
}

function podOf(random: Random, { namespace, index }: { namespace: string; index: number }): Manifest {
  const ready = random.below(4) > 0
  const ended = random.below(8) === 0
  const ip = `10.244.${namespace === 'shop' ? 0 : 1}.${index + 5}`
  const dual = random.below(2) === 0
  const crash = random.below(8) === 0
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `p${index}`,
      namespace,
      uid: `${namespace}-p${index}`,
      labels: { app: random.of(['web', 'api', 'other']) },
      ...(random.below(6) === 0 ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
    },
    spec: {
      nodeName: random.of(['n1', 'n2']),
      containers: [
        {
          name: 'c',
          image: 'registry.example/app:1',
          ...(random.below(3) === 0
            ? {}
            : { ports: [{ name: random.of(['http', 'main']), containerPort: 8080 }] }),
          ...(random.below(3) === 0 ? { readinessProbe: { tcpSocket: { port: 8080 } } } : {}),
        },
      ],
    },
    status: {
      phase: ended ? 'Succeeded' : 'Running',
      podIP: ip,
      podIPs: [{ ip }, ...(dual ? [{ ip: `fd00::${namespace === 'shop' ? 0 : 1}:${index + 5}` }] : [])],
      conditions: [{ type: 'Ready', status: ready && !ended ? 'True' : 'False' }],
      ...(crash
        ? { containerStatuses: [{ name: 'c', state: { waiting: { reason: 'CrashLoopBackOff' } } }] }
        : {}),
    },
  }
}

function deploymentOf(random: Random): Manifest {
  const app = random.of(['web', 'api'])
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'made', namespace: 'shop', ...(random.below(2) === 0 ? { uid: 'd1' } : {}) },
    spec: {
      replicas: random.below(3),
      selector: { matchLabels: { app } },
      template: {
        metadata: { labels: { app } },
        spec: { containers: [{ name: 'c', image: 'i', ports: [{ name: 'http', containerPort: 8080 }] }] },
      },
    },
  }
}

function clientOf(random: Random, name: string, spec: object): Manifest {
  const index = ['cli', 'host', 'public', 'pinned'].indexOf(name)
  const texts = ['http://web:80', 'http://api.shop:80/x', 'web.data:5432', 'http://old:80']
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', labels: { role: 'client' } },
    spec: {
      nodeName: random.of(['n1', 'n2']),
      containers: [{ name: 'c', image: 'i', env: [{ name: 'URL', value: random.of(texts) }] }],
      ...spec,
    },
    status: {
      phase: 'Running',
      podIP: `10.244.2.${index + 5}`,
      podIPs: [{ ip: `10.244.2.${index + 5}` }],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  }
}

interface Named {
  readonly name: string
  readonly namespace: string
  readonly index: number
}

function serviceOf(random: Random, { name, namespace, index }: Named): Manifest {
  const type = random.of(['ClusterIP', 'ClusterIP', 'NodePort', 'LoadBalancer', 'Headless', 'ExternalName'])
  const metadata = { name, namespace, ...(random.below(2) === 0 ? { uid: `s${index}` } : {}) }
  if (type === 'ExternalName')
    return {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        type,
        externalName: random.of(['api.shop.svc.cluster.local', 'example.com', 'web.data.svc.cluster.local']),
      },
    }
  const families = random.of([['IPv4'], ['IPv4'], ['IPv6'], ['IPv4', 'IPv6']])
  const ips = families.map((family) =>
    family === 'IPv4' ? `10.96.0.${index + 10}` : `fd00:96::${index + 10}`,
  )
  const onNodes = type === 'NodePort' || type === 'LoadBalancer'
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: {
      ...(type === 'Headless' ? {} : { type }),
      ipFamilies: families,
      ...(type === 'Headless'
        ? { clusterIP: 'None', clusterIPs: ['None'] }
        : random.below(5) === 0
          ? {}
          : { clusterIP: ips[0], clusterIPs: ips }),
      ...(random.below(4) === 0 ? {} : { selector: { app: random.of(['web', 'api', 'wbe']) } }),
      ports: [
        {
          name: 'http',
          port: 80,
          targetPort: random.of([8080, 'http', 9090]),
          ...(onNodes ? { nodePort: 30_080 + index } : {}),
        },
        ...(random.below(3) === 0 ? [{ name: 'dns', port: 53, protocol: 'UDP' }] : []),
      ],
      ...(random.below(5) === 0 ? { internalTrafficPolicy: 'Local' } : {}),
      ...(onNodes && random.below(3) === 0 ? { externalTrafficPolicy: 'Local' } : {}),
      ...(random.below(6) === 0 ? { externalIPs: ['203.0.113.9'] } : {}),
      ...(random.below(6) === 0 ? { publishNotReadyAddresses: true } : {}),
    },
    ...(type === 'LoadBalancer' ? { status: { loadBalancer: { ingress: [{ ip: '203.0.113.1' }] } } } : {}),
  }
}

function policyOf(random: Random, index: number): Manifest {
  const direction = random.of(['Ingress', 'Egress'])
  const peer = random.of([
    [],
    [{ podSelector: {} }],
    [{ podSelector: { matchLabels: { role: 'client' } } }],
    [{ ipBlock: { cidr: '10.0.0.0/8' } }],
  ])
  const ports = random.of([undefined, [{ port: 8080 }], [{ port: 80 }], [{ port: 53, protocol: 'UDP' }]])
  const rule = {
    ...(peer.length === 0 ? {} : { [direction === 'Ingress' ? 'from' : 'to']: peer }),
    ...(ports === undefined ? {} : { ports }),
  }
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `policy${index}`, namespace: random.of(['shop', 'data']) },
    spec: {
      podSelector: random.of([{}, { matchLabels: { app: 'web' } }, { matchLabels: { role: 'client' } }]),
      policyTypes: [direction],
      ...(random.below(3) === 0 ? {} : { [direction.toLowerCase()]: [rule] }),
    },
  }
}

function dnsOf(random: Random): Manifest[] {
  const namespace = 'kube-system'
  const labels = { 'k8s-app': 'kube-dns' }
  const rewrite = random.of(['', 'rewrite name web.shop.svc.cluster.local api.shop.svc.cluster.local'])
  const corefile = `.:53 {\n  ${rewrite}\n  kubernetes cluster.local in-addr.arpa {\n    pods insecure\n  }\n  forward . /etc/resolv.conf\n}\n`
  const config = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'coredns', namespace },
    data: { Corefile: corefile },
  }
  if (random.below(3) === 0) return [config]
  const ready = random.below(4) > 0
  return [
    config,
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'kube-dns', namespace, labels },
      spec: {
        clusterIP: '10.96.0.2',
        clusterIPs: ['10.96.0.2'],
        ipFamilies: ['IPv4'],
        selector: labels,
        ports: [
          { name: 'dns', port: 53, protocol: 'UDP' },
          { name: 'dns-tcp', port: 53 },
        ],
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'coredns-1', namespace, labels },
      spec: { nodeName: 'n1', containers: [{ name: 'c', image: 'i' }] },
      status: {
        phase: 'Running',
        podIP: '10.244.3.2',
        podIPs: [{ ip: '10.244.3.2' }],
        conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      },
    },
  ]
}

/** None, those that the controller would write, those with a slip, or some by hand. */
function slicesOf(
  random: Random,
  service: Manifest,
  { base, index }: { base: readonly Manifest[]; index: number },
): Manifest[] {
  const { name, namespace } = service.metadata as { name: string; namespace: string }
  const spec = service['spec'] as { selector?: object; type?: string; clusterIP?: string }
  if (spec.type === 'ExternalName') return []
  const labels: Record<string, string> = { 'kubernetes.io/service-name': name }
  if (spec.clusterIP === 'None') labels['service.kubernetes.io/headless'] = ''
  if (spec.selector === undefined)
    return random.below(3) === 0 ? [] : [byHand(random, { name: `${name}-hand${index}`, namespace, labels })]
  if (random.below(2) === 0) return []
  const world = worldOf(base)
  const own = world.get('Service', namespace, name)
  const predicted = own === undefined ? [] : predictEndpointSlices(world, own)
  const owner = { apiVersion: 'v1', kind: 'Service', name, uid: service.metadata['uid'], controller: true }
  return predicted.map((slice, number) => {
    const endpoints = (slice.endpoints ?? []).filter(({ addresses }) => addresses.length > 0)
    return {
      ...slice,
      metadata: {
        name: `${name}-${index}-${number}`,
        namespace,
        labels: { ...labels, 'endpointslice.kubernetes.io/managed-by': controller },
        ownerReferences: [owner],
      },
      endpoints: random.below(3) === 0 ? drifted(random, endpoints) : endpoints,
    } as unknown as Manifest
  })
}

function drifted(random: Random, endpoints: readonly object[]): readonly object[] {
  const slip = random.below(4)
  if (slip === 0) return []
  if (slip === 1) return endpoints.slice(1)
  if (slip === 2)
    return endpoints.map((each) => ({
      ...each,
      conditions: { ready: false, serving: false, terminating: false },
    }))
  return endpoints.map((each) => ({ ...each, targetRef: { kind: 'Pod', name: 'gone', namespace: 'shop' } }))
}

function byHand(
  random: Random,
  { name, namespace, labels }: { name: string; namespace: string; labels: Record<string, string> },
): Manifest {
  const addressType = random.of(['IPv4', 'IPv4', 'IPv6'])
  const address = addressType === 'IPv4' ? random.of(['172.16.0.5', '10.244.0.5']) : 'fd00:16::5'
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, namespace, labels },
    addressType,
    ports: [{ name: random.of(['http', '', 'other']), port: random.of([8080, 80]), protocol: 'TCP' }],
    endpoints: [
      {
        addresses: [address],
        ...(random.below(3) === 0 ? { conditions: { ready: false, serving: false } } : {}),
      },
    ],
  }
}
