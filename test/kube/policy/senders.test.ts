import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { sendersBehind } from '../../../src/kube/policy/senders.ts'
import type { Ingress } from '../../../src/world/types/manifest.ts'
import type { Resource } from '../../../src/world/resource.ts'
import { recordedIn } from '../../recorded.ts'
import { complete, partial, worldOf } from '../../world-of.ts'

const expectRecorded = recordedIn(join(import.meta.dirname, 'senders.txt'))

// who sends for a front entryPoint, and what is said where that is not known

const label = 'gateway.networking.k8s.io/gateway-name'
const edge = { name: 'edge', namespace: 'infra' }

const gateway = (...values: string[]) => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: edge,
  status: { addresses: values.map((value) => ({ value })) },
})
const ingress = (...entries: object[]) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: edge,
  status: { loadBalancer: { ingress: entries } },
})
const pod = (name: string, labels: object = { app: 'edge' }, phase = 'Running') => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'infra', labels },
  spec: { nodeName: 'n1', containers: [{ name: 'c', image: 'i' }] },
  status: { phase, podIPs: [{ ip: '10.244.1.5' }], conditions: [{ type: 'Ready', status: 'True' }] },
})
const node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n1' },
  status: { addresses: [{ type: 'InternalIP', address: '192.0.2.11' }] },
}
const service = (
  name: string,
  {
    spec = {},
    ingress: entries = [{}],
    labels = {},
    port = 80,
  }: {
    spec?: object
    ingress?: object[]
    labels?: object
    port?: number
  },
) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'infra', labels },
  spec: { type: 'LoadBalancer', selector: { app: 'edge' }, ports: [{ port }], ...spec },
  status: { loadBalancer: { ingress: entries } },
})

const one = 'Pod infra/edge-1'

test.each([
  [
    'the address of a load balancer',
    [gateway('198.51.100.7'), service('s', { ingress: [{ ip: '198.51.100.7' }] })],
    one,
  ],
  [
    'its name',
    [ingress({ hostname: 'lb.example' }), service('s', { ingress: [{ hostname: 'lb.example' }] })],
    one,
  ],
  [
    'a cluster IP',
    [gateway('10.96.0.9'), service('s', { spec: { clusterIP: '10.96.0.9', clusterIPs: ['10.96.0.9'] } })],
    one,
  ],
  [
    'an external IP',
    [ingress({ ip: '203.0.113.5' }), service('s', { spec: { externalIPs: ['203.0.113.5'] } })],
    one,
  ],
  [
    'one address in two spellings',
    [gateway('2001:db8:0:0::7'), service('s', { ingress: [{ ip: '2001:db8::7' }] })],
    one,
  ],
  [
    'of two Services the one with the port',
    [
      gateway('198.51.100.7'),
      service('s', { ingress: [{ ip: '198.51.100.7' }] }),
      service('t', { ingress: [{ ip: '198.51.100.7' }], port: 443, spec: { selector: { app: 'other' } } }),
    ],
    one,
  ],
  [
    'the label of a pod before any address',
    [gateway('198.51.100.7'), pod('labelled', { [label]: 'edge' })],
    'Pod infra/labelled',
  ],
  ['the label of a Service', [gateway(), service('s', { labels: { [label]: 'edge' } })], one],
  [
    'a label is for Gateways',
    [ingress(), pod('labelled', { [label]: 'edge' })],
    'the status of Ingress infra/edge has no address, by which its controller would be found',
  ],
  [
    'a pod that has ended sends nothing',
    [gateway(), pod('labelled', { [label]: 'edge' }, 'Succeeded')],
    'the status of Gateway infra/edge has no address, by which its controller would be found',
  ],
  [
    'a Service without the port, where no other has the address',
    [gateway('198.51.100.7'), service('s', { ingress: [{ ip: '198.51.100.7' }], port: 8443 })],
    one,
  ],
  [
    'two Services with the port',
    [
      gateway('198.51.100.7'),
      service('s', { ingress: [{ ip: '198.51.100.7' }] }),
      service('t', { ingress: [{ ip: '198.51.100.7' }] }),
    ],
    'Service infra/s and Service infra/t both have the address 198.51.100.7 of Gateway infra/edge',
  ],
  [
    'a Service without pods',
    [
      gateway('198.51.100.7'),
      service('s', { ingress: [{ ip: '198.51.100.7' }], spec: { selector: { app: 'none' } } }),
    ],
    'Service infra/s, which has the address 198.51.100.7 of Gateway infra/edge, has no ready pod',
  ],
  [
    'a node',
    [ingress({ ip: '192.0.2.11' })],
    '192.0.2.11, the address of Ingress infra/edge, is that of Node n1, and no object says who listens there',
  ],
  [
    'nobody',
    [ingress({ ip: '203.0.113.9' })],
    'no Service has the address 203.0.113.9 of Ingress infra/edge: it may be outside of the cluster',
  ],
])('%s', (name, objects, expected) => {
  const lines = [complete, partial].flatMap((coverage) => {
    const world = worldOf([node, pod('edge-1'), ...objects], [coverage])
    const entryPoint = world.all('Gateway')[0] ?? world.all('Ingress')[0]
    const senders = sendersBehind(world, { resource: entryPoint as Resource<Ingress>, port: 80 })
    const said = 'unknown' in senders ? senders.unknown : senders.ends.map(({ text }) => text).join()
    if (coverage === complete) expect(said).toBe(expected)
    if ('unknown' in senders) return [said]
    const by = senders.evidence.map(
      ({ resource, path }) => `${resource.kind} ${resource.name} ${path.join('.')}`,
    )
    return [`${said}: ${senders.because} (${by.join(', ')})`]
  })
  expectRecorded(name, lines)
})
