import { client, deployment, pod, service, slice, toPort, withoutSelector, type Object_ } from './objects.ts'
import type { VerdictScenario } from './scenario.ts'

/** A Job whose pod ends at once, labelled like the pods of a Service. */
const endedJob: Object_ = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'seed' },
  spec: {
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        restartPolicy: 'Never',
        automountServiceAccountToken: false,
        containers: [
          {
            name: 'seed',
            image: 'docker.io/library/busybox:1.37',
            imagePullPolicy: 'Never',
            command: ['true'],
          },
        ],
      },
    },
  },
} as Object_

const endpointsByHand = (address: string): Object_ =>
  ({
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name: 'web' },
    subsets: [{ addresses: [{ ip: address }], ports: [{ name: 'http', port: 8080 }] }],
  }) as Object_

/** Which pods are behind a Service, and which slices. */
export const backendScenarios: readonly VerdictScenario[] = [
  {
    name: 'a selector with a slip',
    objects: [deployment('web', { probe: 8080 }), service('web', { selector: { app: 'wbe' } }), client()],
    target: 'http://web',
    requests: 'none answered',
    hop: 'endpoints',
    errors: ['selector-matches-nothing'],
  },
  {
    name: 'a selector with a label too many',
    objects: [
      deployment('web', { probe: 8080 }),
      service('web', { selector: { app: 'web', tier: 'front' } }),
      client(),
    ],
    target: 'http://web',
    requests: 'none answered',
    hop: 'endpoints',
    errors: ['selector-matches-nothing'],
  },
  {
    name: 'a hash of a rollout in the selector',
    objects: [
      deployment('web', { probe: 8080 }),
      service('web', { selector: { app: 'web', 'pod-template-hash': '5d9f7c8b6' } }),
      client(),
    ],
    target: 'http://web',
    requests: 'none answered',
    hop: 'endpoints',
    errors: ['selector-matches-nothing'],
  },
  {
    name: 'scaled to zero',
    objects: [deployment('web', { replicas: 0 }), service('web'), client()],
    target: 'http://web',
    requests: 'none answered',
    hop: 'endpoints',
    errors: ['endpoints-no-pods', 'selector-matches-nothing'],
  },
  {
    name: 'a worker that serves nothing shares the label',
    objects: [
      deployment('web', { labels: { app: 'shop', tier: 'web' }, probe: 8080 }),
      deployment('worker', { labels: { app: 'shop', tier: 'worker' }, args: ['pause'], ports: {} }),
      service('web', { selector: { app: 'shop' } }),
      client(),
    ],
    target: 'http://web',
    requests: 'some answered',
    warnings: ['selector-matches-several-apps'],
  },
  {
    name: 'an ended Job shares the label',
    objects: [deployment('web', { probe: 8080 }), endedJob, service('web'), client()],
    states: { seed: 'completed' },
    target: 'http://web',
    requests: 'all answered',
  },
  {
    name: 'two versions behind one Service',
    objects: [
      deployment('v1', { labels: { app: 'web', version: 'v1' }, probe: 8080 }),
      deployment('v2', { labels: { app: 'web', version: 'v2' }, probe: 8080 }),
      service('web'),
      client(),
    ],
    target: 'http://web',
    requests: 'all answered',
  },
  {
    name: 'no selector and no slices',
    objects: [service('web', withoutSelector), client()],
    target: 'http://web',
    requests: 'none answered',
    hop: 'endpoints',
    verdict: ['broken'],
  },
  {
    name: 'a slice written by hand',
    objects: [
      pod('db', { probe: 8080 }),
      service('web', withoutSelector),
      slice('web', { addresses: ['$POD(db)'] }),
      client(),
    ],
    target: 'http://web',
    requests: 'all answered',
  },
  {
    name: 'Endpoints written by hand',
    objects: [
      pod('db', { probe: 8080 }),
      service('web', withoutSelector),
      endpointsByHand('$POD(db)'),
      client(),
    ],
    target: 'http://web',
    requests: 'all answered',
  },
  {
    name: 'a slice for a Service of another name',
    objects: [
      pod('db', { probe: 8080 }),
      service('web', withoutSelector),
      slice('web', { labelled: 'wbe', addresses: ['$POD(db)'] }),
      client(),
    ],
    target: 'http://web',
    requests: 'none answered',
    hop: 'endpoints',
  },
  {
    name: 'a slice by hand that calls the port otherwise',
    objects: [
      pod('db', { probe: 8080 }),
      service('web', withoutSelector),
      slice('web', { addresses: ['$POD(db)'], portName: 'web' }),
      client(),
    ],
    target: 'http://web',
    requests: 'none answered',
    hop: ['endpoints', 'port'],
    errors: ['endpoints-port-name-differs'],
  },
  {
    name: 'a slice by hand with a port that nothing serves',
    objects: [
      pod('db', { probe: 8080 }),
      service('web', withoutSelector),
      slice('web', { addresses: ['$POD(db)'], port: 9999 }),
      client(),
    ],
    target: 'http://web',
    requests: 'none answered',
    hop: 'port',
    verdict: ['broken', 'undecided'],
  },
  {
    name: 'a slice by hand, its port is right and targetPort is wrong',
    objects: [
      pod('db', { probe: 8080 }),
      service('web', { ...withoutSelector, ...toPort(9999) }),
      slice('web', { addresses: ['$POD(db)'] }),
      client(),
    ],
    target: 'http://web',
    requests: 'all answered',
  },
  {
    name: 'a slice by hand of the other family',
    objects: [
      service('web', withoutSelector),
      slice('web', { addresses: ['fd00:10:244:1::fe'], addressType: 'IPv6' }),
      client(),
    ],
    target: 'http://web',
    requests: 'none answered',
    hop: 'endpoints',
    errors: ['endpoints-of-other-family'],
  },
  {
    name: 'a slice by hand that is not ready',
    objects: [
      pod('db', { probe: 8080 }),
      service('web', withoutSelector),
      slice('web', { addresses: ['$POD(db)'], ready: false }),
      client(),
    ],
    target: 'http://web',
    requests: 'none answered',
    hop: 'endpoints',
    errors: ['endpoints-none-ready'],
  },
  {
    name: 'a slice by hand with an address of nothing',
    objects: [service('web', withoutSelector), slice('web', { addresses: ['10.244.1.253'] }), client()],
    target: 'http://web',
    requests: 'none answered',
    verdict: ['broken', 'undecided'],
    invisible: true,
  },
  {
    name: 'a slice by hand, one of two addresses is of nothing',
    objects: [
      pod('db', { probe: 8080 }),
      service('web', withoutSelector),
      slice('web', { addresses: ['$POD(db)', '10.244.1.252'] }),
      client(),
    ],
    target: 'http://web',
    requests: 'some answered',
    verdict: ['degraded', 'undecided'],
    invisible: true,
  },
  {
    name: 'a crashing pod',
    objects: [deployment('web', { args: ['nonsense'] }), service('web'), client()],
    states: { web: 'crashing' },
    target: 'http://web',
    requests: 'none answered',
    hop: ['endpoints', 'pod'],
    errors: ['endpoints-none-ready'],
  },
  {
    name: 'a crashing pod among good ones',
    objects: [
      deployment('web', { probe: 8080, replicas: 2 }),
      deployment('bad', { labels: { app: 'web', track: 'next' }, args: ['nonsense'] }),
      service('web'),
      client(),
    ],
    states: { bad: 'crashing' },
    target: 'http://web',
    requests: 'all answered',
  },
  {
    name: 'a crashing pod that is published',
    objects: [
      deployment('web', { probe: 8080 }),
      deployment('bad', { labels: { app: 'web', track: 'next' }, args: ['nonsense'] }),
      service('web', { publishNotReadyAddresses: true }),
      client(),
    ],
    states: { bad: 'crashing' },
    target: 'http://web',
    requests: 'some answered',
  },
  {
    name: 'a readiness probe that asks for a wrong path',
    objects: [deployment('web', { probe: { port: 8080, path: '/nothing' } }), service('web'), client()],
    states: { web: 'not ready' },
    target: 'http://web',
    requests: 'none answered',
    hop: 'endpoints',
    errors: ['endpoints-none-ready'],
  },
  {
    name: 'a readiness gate that no controller sets',
    objects: [
      deployment('web', {
        probe: 8080,
        spec: { readinessGates: [{ conditionType: 'example.com/attached' }] },
      }),
      service('web'),
      client(),
    ],
    states: { web: 'not ready' },
    target: 'http://web',
    requests: 'none answered',
    hop: 'endpoints',
    errors: ['endpoints-none-ready'],
  },
  {
    name: 'a pod that fits on no node',
    objects: [deployment('web', { spec: { nodeSelector: { gpu: 'h100' } } }), service('web'), client()],
    states: { web: 'pending' },
    target: 'http://web',
    requests: 'none answered',
    hop: 'endpoints',
    errors: ['endpoints-none-ready', 'endpoints-no-pods'],
  },
  {
    name: 'an image that is not there',
    objects: [deployment('web', { container: { image: 'bed.local/nothing:1' } }), service('web'), client()],
    states: { web: 'pending' },
    target: 'http://web',
    requests: 'none answered',
    hop: 'endpoints',
    errors: ['endpoints-none-ready'],
  },
]
