import { expect, test } from '@jest/globals'
import { clientNameFaults } from '../../src/diagnose/client-names.ts'
import { complete, worldOf } from '../world-of.ts'

const named = (name: string, namespace = 'shop') => ({ name, namespace })
const service = (name: string, namespace = 'shop', spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: named(name, namespace),
  spec: { selector: { app: name }, ports: [{ port: 80 }], ...spec },
})
const client = (value: string, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: named('client'),
  spec: { containers: [{ name: 'c', image: 'c', env: [{ name: 'API_URL', value }] }], ...spec },
})
const others = [
  service('chat-api'),
  service('search', 'storefront'),
  service('mongo-headless', 'shop', { clusterIP: 'None' }),
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: named('mongo'),
    spec: {
      serviceName: 'mongo-headless',
      replicas: 1,
      selector: { matchLabels: { app: 'mongo' } },
      template: { metadata: { labels: { app: 'mongo' } }, spec: { containers: [{ name: 'm', image: 'm' }] } },
    },
  },
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'storefront' } },
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
]

/** The faults of the one name, without where it is and how it is written. */
function faultsOf(value: string, spec: object = {}) {
  const world = worldOf([...others, client(value, spec)], [complete])
  const resource = world.get('Pod', 'shop', 'client')
  if (resource === undefined) throw new Error('no client')
  return clientNameFaults(world, resource).map(({ path: _path, piece: _piece, text: _text, ...rest }) => rest)
}

const missing = (name: string, namespace = 'shop') => ({
  is: 'no-service',
  service: `${namespace}/${name}`,
  absentFrom: namespace,
})

test.each<[string, object | undefined]>([
  ['http://chat-api/v1', undefined],
  ['http://chat-api.shop.svc.cluster.local/v1', undefined],
  ['http://search.storefront/v1', undefined],
  // far from every name there is
  ['http://payments.shop.svc/v1', { ...missing('payments'), absence: 'bare' }],
  [
    'http://chat-apo/v1',
    // two words of one length: it may be another Service
    { ...missing('chat-apo'), absence: 'bare', right: 'chat-api', replaceBy: 'http://chat-api' },
  ],
  [
    'http://chatt-api/v1',
    { ...missing('chatt-api'), absence: 'near-miss', right: 'chat-api', replaceBy: 'http://chat-api' },
  ],
  // its manifest says that it is of another namespace
  [
    'http://search:80',
    {
      ...missing('search'),
      absence: 'near-miss',
      right: 'search.storefront',
      replaceBy: 'http://search.storefront:80',
    },
  ],
  // a word that is not completed with the names of the cluster
  ['http://localhost:80', undefined],
  ['http://github.com', undefined],
  ['http://grafana.com/search', undefined],
  // one word that a program connects to, and nothing like it
  ['http://payments/v1', { ...missing('payments'), absence: 'bare' }],
  [
    'http://search.storefrnt/v1',
    {
      ...missing('search', 'storefrnt'),
      absence: 'near-miss',
      severity: 'warning',
      right: 'search.storefront',
    },
  ],
  [
    'mongodb://mongo-0.mongo:27017',
    {
      is: 'no-pod',
      service: 'shop/mongo',
      because:
        'there is no Service "mongo", and StatefulSet mongo names "mongo-headless": its pods have names below that',
      right: 'mongo-0.mongo-headless',
      replaceBy: 'mongodb://mongo-0.mongo-headless:27017',
      absence: 'near-miss',
      severity: 'warning',
      absentFrom: 'shop',
    },
  ],
  [
    'http://chat-api.shop.cluster.local',
    {
      is: 'form',
      service: 'shop/chat-api',
      right: 'chat-api.shop.svc.cluster.local',
      replaceBy: 'http://chat-api.shop.svc.cluster.local',
      severity: 'error',
    },
  ],
  [
    'http://web.ingress.cluster.local',
    { is: 'no-address', service: 'web.ingress.cluster.local', because: expect.any(String) },
  ],
])('%s', (value, expected) => {
  expect(faultsOf(value)).toEqual(expected === undefined ? [] : [expected])
})

test.each<[string, object]>([
  ['its own host name', { hostname: 'payments' }],
  ['a host alias', { hostAliases: [{ ip: '10.0.0.1', hostnames: ['payments'] }] }],
  ['search domains of its own', { dnsConfig: { searches: ['example.org'] } }],
])('a single word is let be where the pod has %s', (_, spec) => {
  expect(faultsOf('http://payments/v1', spec)).toEqual([])
})
