import { expect, test } from '@jest/globals'
import { nearestMiss, type NearestMiss } from '../../src/diagnose/nearest-miss.ts'
import type { Service, StringMap } from '../../src/world/types/manifest.ts'
import type { Resource } from '../../src/world/resource.ts'
import { worldOf } from '../world-of.ts'

// what is guessed of a selector that matches nothing, and what keeps a guess from being made

interface Workload {
  readonly name?: string
  readonly namespace?: string
  readonly replicas?: number
  /** Of the Deployment itself. */
  readonly own?: StringMap
}

const deployment = (
  labels: StringMap,
  { name = 'backend', namespace = 'shop', replicas = 1, own = {} }: Workload = {},
) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace, labels: own },
  spec: {
    replicas,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'c' }] } },
  },
})
const service = (selector: StringMap | undefined, name = 'front', labels: StringMap = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'shop', labels },
  spec: { ...(selector === undefined ? {} : { selector }), ports: [{ port: 80 }] },
})

/** `slip app=wbe: app=web`: the kind, and what differs. */
function told(miss: NearestMiss | undefined): string {
  if (miss === undefined) return 'nothing'
  const { kind } = miss
  if (kind === 'slip') return `slip ${miss.key}=${miss.wanted}: ${miss.foundKey}=${miss.found}`
  if (kind === 'rollout-hash') return `rollout-hash ${miss.keys.join()}`
  if (kind === 'other-namespace') return `other-namespace ${miss.namespaces.join()}`
  if (kind === 'one-label') return `one-label ${miss.key}=${miss.wanted}: ${miss.found ?? 'absent'}`
  if (kind === 'workload-labels') return kind
  return `${kind} by ${miss.by} ${miss.differing.map(({ key, wanted, found = 'absent' }) => `${key}=${wanted}: ${found}`).join()}`
}

const hash = { 'pod-template-hash': 'abc' }
const backend = { app: 'backend', tier: 'api' }

test.each<[string, object, object[], string]>([
  ['a slip in the value', service({ app: 'bakend' }), [deployment(backend)], 'slip app=bakend: app=backend'],
  ['a slip in the key', service({ tierr: 'api' }), [deployment(backend)], 'slip tierr=api: tier=api'],
  [
    'the rest of the selector holds',
    service({ app: 'bakend', tier: 'api' }),
    [deployment(backend)],
    'slip app=bakend: app=backend',
  ],
  [
    'the rest of the selector does not',
    service({ app: 'bakend', tier: 'db' }),
    [deployment(backend)],
    'nothing',
  ],
  [
    'the key is a slip, and the rest is not carried',
    service({ tierr: 'api', app: 'zebra' }),
    [deployment(backend)],
    'nothing',
  ],
  [
    'named as what it selects: its pods are elsewhere',
    service({ app: 'bakend' }, 'bakend'),
    [deployment(backend)],
    'nothing',
  ],
  [
    'the pods have a Service of that name',
    service({ app: 'bakend' }),
    [deployment(backend), service({ app: 'backend' }, 'backend')],
    'nothing',
  ],
  [
    'a Service of that name that selects other pods',
    service({ app: 'bakend' }),
    [deployment(backend), service({ app: 'other' }, 'backend')],
    'slip app=bakend: app=backend',
  ],
  ['nothing is near', service({ app: 'zebra' }), [deployment(backend)], 'nothing'],
  ['no selector', service(undefined), [deployment(backend)], 'nothing'],
  ['no pods', service({ app: 'backend' }), [], 'nothing'],
  [
    'labels of a rollout',
    service({ app: 'backend', ...hash }),
    [deployment(backend)],
    'rollout-hash pod-template-hash',
  ],
  ['labels of a rollout alone', service(hash), [deployment(backend)], 'nothing'],
  [
    'labels of a rollout, and another slip',
    service({ app: 'zebra', ...hash }),
    [deployment(backend)],
    'nothing',
  ],
  [
    'labels of a rollout of what makes no pods',
    service({ app: 'backend', ...hash }),
    [deployment(backend, { replicas: 0 })],
    'one-label pod-template-hash=abc: absent',
  ],
  [
    'the workload has the labels, and not its pods',
    service({ team: 'payments', stage: 'live' }),
    [deployment(backend, { own: { team: 'payments', stage: 'live' } })],
    'workload-labels',
  ],
  [
    'the workload has one of the labels',
    service({ team: 'payments', stage: 'live' }),
    [deployment(backend, { own: { team: 'payments' } })],
    'nothing',
  ],
  [
    'the workload of its name',
    service({ app: 'zebra' }, 'backend'),
    [deployment(backend)],
    'same-application by name app=zebra: backend',
  ],
  [
    'the workload of its name, with other keys altogether',
    service({ k: 'zebra' }, 'backend'),
    [deployment(backend)],
    'nothing',
  ],
  [
    'another namespace',
    service({ app: 'backend' }),
    [deployment(backend, { namespace: 'live' }), deployment(backend, { namespace: 'test' })],
    'other-namespace live,test',
  ],
  [
    'one label of two',
    service({ app: 'backend', tier: 'zebra' }),
    [deployment(backend)],
    'one-label tier=zebra: api',
  ],
  [
    'one label of two that the pods lack',
    service({ app: 'backend', x: 'y' }),
    [deployment(backend)],
    'one-label x=y: absent',
  ],
])('%s', (_, asked, others, expected) => {
  const world = worldOf([asked, ...others])
  const [first] = world.all('Service')
  expect(told(nearestMiss(world, first as Resource<Service>))).toBe(expected)
})
