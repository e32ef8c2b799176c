import type { Random } from '../../real/random.ts'
import type { Manifest } from './random-world.ts'

const services = ['web', 'api', 'old', 'nothing', 'web-svc', 'wbe', 'db', 'db', 'database']
const namespaces = ['shop', 'data', 'shpo', 'svc']
const ends = [
  'svc',
  'svc',
  'svc.cluster.local',
  'svc.cluster.local',
  'svc.cluster.local.',
  'cluster.local',
  'svc.cluster',
  'scv.cluster.local',
  'svc.clutser.local',
  'pod.cluster.local',
  'svc.cluster.local.example.com',
  'example.com',
]
const fronts = ['p0', 'db-0', 'db-1', 'db-7', 'web-0', '10-244-0-5', 'x.y', '_http._tcp']

/** A host name as people spell it, right or not: a Service of the World or none, one of its endpoints, with an end or without. */
export function hostOf(random: Random): string {
  const labels = [random.of(services)]
  if (random.below(3) === 0) labels.unshift(random.of(fronts))
  if (random.below(4) > 0) {
    if (random.below(6) > 0) labels.push(random.of(namespaces))
    if (random.below(2) === 0) labels.push(random.of(ends))
  }
  const host = labels.join('.')
  return random.below(12) === 0 ? host.toUpperCase() : host
}

/** Pods that name such hosts, with resolvers of their own. */
export function spellersOf(random: Random, hosts: readonly string[]): Manifest[] {
  return ['shop', 'data'].map((namespace, index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'speller', namespace },
    spec: {
      nodeName: 'n1',
      ...random.of([
        {},
        {},
        { dnsConfig: { options: [{ name: 'ndots', value: '1' }] } },
        { dnsConfig: { searches: ['data.svc.cluster.local', 'example.com'] } },
        { dnsPolicy: 'None', dnsConfig: { nameservers: ['10.96.0.2'] } },
      ]),
      containers: [
        {
          name: 'c',
          image: 'i',
          env: hosts.map((host, at) => ({ name: `PEER_${at}_URL`, value: `http://${host}:80/` })),
        },
      ],
    },
    status: {
      phase: 'Running',
      podIP: `10.244.5.${index + 5}`,
      podIPs: [{ ip: `10.244.5.${index + 5}` }],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  }))
}
