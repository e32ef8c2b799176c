import type { Kind } from '../../../src/world/kinds.ts'
import { Random } from '../../real/random.ts'
import { dnsOf } from './random-dns.ts'
import { entrancesOf } from './random-entrances.ts'
import { membersOf } from './random-members.ts'
import { hostOf, spellersOf } from './random-names.ts'
import { policyOf } from './random-policies.ts'
import { slicesOf } from './random-slices.ts'

/** Random worlds for questions that lead through all parts: Services of every type, pods of every kind, slices by hand and drifted. */

export type Manifest = { kind: string; metadata: Record<string, unknown> } & Record<string, unknown>

export interface RandomWorld {
  readonly manifests: readonly Manifest[]
  /** As `--from` takes them. */
  readonly clients: readonly string[]
  /** Host names that its clients spell. */
  readonly hosts: readonly string[]
  /** The kinds that may not be listed. */
  readonly refused: readonly Kind[]
}

/** What may not be listed: as a user meets it who has a role of some namespaces only. */
const lists = ['Pod', 'EndpointSlice', 'NetworkPolicy', 'Namespace'] as const

/** Targets as they are typed, some of which lead to something in each world. */
export const questionTexts = [
  'http://web:80',
  'http://api.shop:80/x',
  'web.data:5432',
  'http://old:80',
  'http://10.96.0.10:80',
  'web.shop.svc.cluster.local:80',
  'older.data:80',
  'http://10.244.0.5:8080',
]

export function randomWorld(seed: number): RandomWorld {
  const random = new Random(seed)
  // numbers of their own: worlds that are known by their number stay what they are
  const spelling = new Random(seed + 1)
  const hosts = Array.from({ length: 4 }, () => hostOf(spelling))
  const nodes = ['n1', 'n2'].map((name, index) => nodeOf(name, index))
  const namespaces = random.below(2) === 0 ? ['shop', 'data'].map(namespaceOf) : []
  const pods = ['shop', 'data'].flatMap((namespace) =>
    Array.from({ length: random.below(4) }, (_, index) => podOf(random, { namespace, index })),
  )
  const deployments = random.below(3) === 0 ? [deploymentOf(random)] : []
  const services = ['web', 'api'].flatMap((name, index) => [
    serviceOf(random, { name, namespace: 'shop', index }),
    ...(random.below(3) === 0 ? [serviceOf(random, { name, namespace: 'data', index: index + 4 })] : []),
  ])
  if (random.below(3) === 0) services.push(aliasOf(random, { name: 'old', namespace: 'shop' }))
  // with `web` or `api` as an alias these are chains of three, or circles
  if (random.below(4) === 0) services.push(aliasOf(random, { name: 'older', namespace: 'data' }))
  const policies = Array.from({ length: random.below(3) }, (_, index) => policyOf(random, index))
  const clients = [
    clientOf(random, 'cli', {}),
    clientOf(random, 'host', { hostNetwork: true }),
    clientOf(random, 'public', { dnsPolicy: 'None', dnsConfig: { nameservers: ['9.9.9.9'] } }),
    clientOf(random, 'pinned', { hostAliases: [{ ip: '10.96.0.10', hostnames: ['web'] }] }),
    callerOf(random),
  ]
  const dns = dnsOf(random)
  const entrances = random.below(2) === 0 ? [] : entrancesOf(random)
  const base = [
    ...nodes,
    ...namespaces,
    ...services,
    ...pods,
    ...deployments,
    ...clients,
    ...spellersOf(spelling, hosts),
    ...membersOf(spelling),
    ...policies,
    ...entrances,
    ...dns,
  ]
  const slices = services.flatMap((service, index) => slicesOf(random, service, { base, index }))
  const all = ['pod/cli', 'pod/host', 'pod/public', 'pod/pinned', 'deploy/caller', 'node/n1', 'external', '']
  const first = random.of(all)
  return {
    manifests: [...base, ...slices],
    hosts,
    // two of them in each world: more worlds find more than more clients
    clients: [...new Set([first, 'pod/cli'])],
    refused: random.below(6) === 0 ? [random.of(lists)] : [],
  }
}

function namespaceOf(name: string): Manifest {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { team: name } } }
}

function aliasOf(random: Random, metadata: { name: string; namespace: string }): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: {
      type: 'ExternalName',
      externalName: random.of([
        'web.shop.svc.cluster.local',
        'web.data.svc.cluster.local',
        'nothing.shop.svc.cluster.local',
        'old.shop.svc.cluster.local',
        'older.data.svc.cluster.local',
        'example.com',
      ]),
    },
  }
}

/** A workload that calls, whose pods are somewhere. */
function callerOf(random: Random): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'caller', namespace: random.of(['shop', 'shop', 'data']) },
    spec: {
      replicas: 1,
      selector: { matchLabels: { role: 'caller' } },
      template: {
        metadata: { labels: { role: random.of(['caller', 'client']) } },
        spec: { containers: [{ name: 'c', image: 'i', args: ['--peer', random.of(questionTexts)] }] },
      },
    },
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
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', labels: { role: 'client' } },
    spec: {
      nodeName: random.of(['n1', 'n2']),
      containers: [{ name: 'c', image: 'i', env: [{ name: 'URL', value: random.of(questionTexts) }] }],
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
        externalName: random.of([
          'api.shop.svc.cluster.local',
          'example.com',
          'web.data.svc.cluster.local',
          'old.shop.svc.cluster.local',
        ]),
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
        ...(random.below(3) === 0 ? [{ name: 'dns', port: 53, protocol: random.of(['UDP', 'SCTP']) }] : []),
      ],
      ...(random.below(5) === 0 ? { internalTrafficPolicy: 'Local' } : {}),
      ...(onNodes && random.below(3) === 0 ? { externalTrafficPolicy: 'Local' } : {}),
      ...(random.below(6) === 0 ? { externalIPs: ['203.0.113.9'] } : {}),
      ...(random.below(6) === 0 ? { publishNotReadyAddresses: true } : {}),
      ...(random.below(8) === 0 ? { sessionAffinity: 'ClientIP' } : {}),
      ...(random.below(8) === 0 ? { trafficDistribution: 'PreferClose' } : {}),
    },
    ...(type === 'LoadBalancer' ? { status: { loadBalancer: { ingress: [{ ip: '203.0.113.1' }] } } } : {}),
  }
}
