import type { Random } from '../../real/random.ts'
import type { Manifest } from './random-world.ts'

const labels = { app: 'db' }

/** A StatefulSet whose pods have names below a Service, or are meant to: one world in three has one. */
export function membersOf(random: Random): Manifest[] {
  if (random.below(3) > 0) return []
  const namespace = random.of(['shop', 'data'])
  const governing = random.of(['db', 'db', 'db', 'database', ''])
  const replicas = random.below(4)
  const isLive = random.below(3) > 0
  const headless = random.below(3) > 0
  const service: Manifest = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'db', namespace },
    spec: {
      ipFamilies: ['IPv4'],
      ...(headless
        ? { clusterIP: 'None', clusterIPs: ['None'] }
        : { clusterIP: '10.96.0.30', clusterIPs: ['10.96.0.30'] }),
      selector: random.below(6) === 0 ? { app: 'database' } : labels,
      ports: [{ name: 'sql', port: 5432, targetPort: random.of([5432, 'sql']) }],
      ...(random.below(3) === 0 ? { publishNotReadyAddresses: true } : {}),
    },
  }
  const set: Manifest = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db', namespace, ...(isLive ? { uid: 'set-db' } : {}) },
    spec: {
      replicas,
      ...(governing === '' ? {} : { serviceName: governing }),
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: podSpec() },
    },
  }
  const pods = isLive
    ? Array.from({ length: replicas }, (_, index) => memberOf(random, { namespace, index, governing }))
    : []
  return random.below(5) === 0 ? [set, ...pods] : [service, set, ...pods]
}

function podSpec(): object {
  return { containers: [{ name: 'db', image: 'db:1', ports: [{ name: 'sql', containerPort: 5432 }] }] }
}

interface Member {
  readonly namespace: string
  readonly index: number
  readonly governing: string
}

/** As the StatefulSet controller makes them. */
function memberOf(random: Random, { namespace, index, governing }: Member): Manifest {
  const name = `db-${index}`
  const ip = `10.244.7.${index + 5}`
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      uid: `pod-${name}`,
      labels: {
        ...labels,
        'statefulset.kubernetes.io/pod-name': name,
        'apps.kubernetes.io/pod-index': String(index),
      },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db', uid: 'set-db', controller: true },
      ],
    },
    spec: {
      ...podSpec(),
      nodeName: 'n1',
      hostname: name,
      ...(governing === '' ? {} : { subdomain: governing }),
    },
    status: {
      phase: 'Running',
      podIP: ip,
      podIPs: [{ ip }],
      conditions: [{ type: 'Ready', status: random.below(4) === 0 ? 'False' : 'True' }],
    },
  }
}
