import { describe, expect, test } from '@jest/globals'
import { candidatesOf } from '../../../src/kube/endpointslice/candidates.ts'
import { predictEndpointSlices } from '../../../src/kube/endpointslice/slices.ts'
import { reach } from '../../../src/kube/proxy/reach.ts'
import { worldOf } from '../../world-of.ts'
import { nodes, pod, service } from '../web.ts'

// a Service that is deleted and that a finalizer holds: the controller fills the slices that it has and creates none

const uid = 'uid-of-web'
const leaving = service(
  { ports: [{ port: 80, targetPort: 'http' }], ipFamilies: ['IPv4'], clusterIP: '10.96.0.10' },
  { uid, deletionTimestamp: '2026-01-01T00:00:00Z' },
)
const otherPort = pod(3, {
  spec: { containers: [{ name: 'web', ports: [{ name: 'http', containerPort: 9090 }] }] },
})

function slice(port: number | undefined, ...numbers: number[]) {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `web-${port}`,
      namespace: 'shop',
      labels: {
        'kubernetes.io/service-name': 'web',
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name: 'web', uid }],
    },
    addressType: 'IPv4',
    ports: port === undefined ? [] : [{ name: '', port, protocol: 'TCP' }],
    endpoints: numbers.map((number) => ({
      addresses: [`10.244.${number}.1${number}`],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: `n${number}`,
      targetRef: { kind: 'Pod', namespace: 'shop', name: `p${number}`, uid: `uid-${number}` },
    })),
  }
}

const full = (port: number) =>
  ({ ...slice(port), endpoints: Array.from({ length: 100 }, (_, at) => bulky(at).endpoint) }) as object

function bulky(at: number) {
  const base = pod(1, {
    metadata: { name: `q${at}`, uid: `q${at}` },
    status: { podIPs: [{ ip: `10.8.0.${at}` }] },
  })
  const endpoint = {
    addresses: [`10.8.0.${at}`],
    conditions: { ready: true, serving: true, terminating: false },
    nodeName: 'n1',
    zone: 'a',
    targetRef: { kind: 'Pod', namespace: 'shop', name: `q${at}`, uid: `q${at}` },
  }
  return { base, endpoint }
}

type Held = ReturnType<typeof slice>
const relabelled = ({ metadata, ...rest }: Held) => ({
  ...rest,
  metadata: { ...metadata, labels: { ...metadata.labels, team: 'x' } },
})
const owned = ({ metadata, ...rest }: Held, owner: object) => ({
  ...rest,
  metadata: { ...metadata, ownerReferences: [{ apiVersion: 'v1', name: 'web', ...owner }] },
})
const gone = ({ metadata, ...rest }: Held) => ({
  ...rest,
  metadata: { ...metadata, deletionTimestamp: '2026-01-01T00:00:00Z' },
})

/** `8080: p1 p2` for each slice. */
function predicted(pods: readonly object[], held: readonly object[]) {
  const there = worldOf([leaving, ...nodes, ...pods, ...held])
  return there.all('Service').flatMap((each) =>
    predictEndpointSlices(there, each).map(({ ports, endpoints }) => {
      const names = (endpoints ?? []).map(({ targetRef }) => targetRef?.name)
      return `${(ports ?? []).map(({ port }) => port).join()}: ${names.length > 9 ? names.length : names.join(' ')}`
    }),
  )
}

describe('slices of a Service that is being deleted', () => {
  test.each<[string, object[], object[], string[]]>([
    ['none is created', [pod(1), pod(2)], [], []],
    ['an endpoint comes into the one that is there', [pod(1), pod(2)], [slice(8080, 1)], ['8080: p1 p2']],
    ['an endpoint leaves it', [pod(2)], [slice(8080, 1, 2)], ['8080: p2']],
    ['other ports get no slice', [pod(1), otherPort], [slice(8080, 1)], ['8080: p1']],
    ['but the place of one that goes', [otherPort], [slice(8080, 1)], ['9090: p3']],
    ['the empty one is filled', [pod(1)], [slice(undefined)], ['8080: p1']],
    ['and the last one stays, empty', [], [slice(8080, 1)], [': ']],
    [
      'a full one takes no more',
      [...Array.from({ length: 100 }, (_, at) => bulky(at).base), pod(2)],
      [full(8080)],
      ['8080: 100'],
    ],
  ])('%s', (_name, pods, held, expected) => {
    expect(predicted(pods, held)).toEqual(expected)
  })

  // with the zone of its node nothing about an endpoint changes
  const same = (name: string, ...numbers: number[]) => {
    const made = slice(8080, ...numbers)
    const endpoints = made.endpoints.map((each, at) => ({
      ...each,
      zone: (numbers[at] ?? 0) < 3 ? 'a' : 'b',
    }))
    return { ...made, metadata: { ...made.metadata, name }, endpoints }
  }
  const almostFull = (name: string, count: number, from = 0) => ({
    ...same(name),
    endpoints: Array.from({ length: count }, (_, at) => bulky(from + at).endpoint),
  })
  const many = (count: number) => Array.from({ length: count }, (_, at) => bulky(at).base)
  test.each<[string, object[], object[], string[]]>([
    ['one that does not change takes a new one', [pod(1), pod(2)], [same('a', 1)], ['8080: p1 p2']],
    [
      'the one that changes takes it rather',
      [pod(1), pod(2), pod(3)],
      [same('a', 1), same('b', 2, 9)],
      ['8080: p1', '8080: p2 p3'],
    ],
    [
      'of two that do not change the fuller one',
      [pod(1), ...many(2), pod(2)],
      [same('a', 1), almostFull('b', 2)],
      ['8080: p1', '8080: q0 q1 p2'],
    ],
    [
      'the fuller one has no room for both',
      [...many(99), pod(1), pod(2), pod(3)],
      [almostFull('a', 99), same('b', 3)],
      ['8080: 99', '8080: p3 p1 p2'],
    ],
    ['the last place of a slice', [...many(99), pod(1)], [almostFull('a', 99)], ['8080: 100']],
    ['none has room, and none may be created', [...many(100), pod(1)], [almostFull('a', 100)], ['8080: 100']],
    ['two with one endpoint each', [pod(1), pod(2)], [same('a', 1), same('b', 2)], ['8080: p1', '8080: p2']],
    ['one of two loses all', [pod(1), pod(2)], [same('a', 1), same('b', 9)], ['8080: p1 p2']],
    ['one that was empty before stays', [pod(1)], [same('a', 1), same('b')], ['8080: p1', '8080: ']],
    ['one without endpoints', [pod(1)], [{ ...same('a'), endpoints: null }], ['8080: p1']],
    [
      'labels that are not those of the Service',
      [pod(1), pod(2)],
      [same('a', 1), relabelled(same('b', 2))],
      ['8080: p1', '8080: p2'],
    ],
    [
      'one of another controller is not held',
      [pod(1)],
      [owned(same('a', 1), { kind: 'Service', uid: 'other' })],
      [],
    ],
    [
      'one of an owner of another kind is not held',
      [pod(1)],
      [owned(same('a', 1), { kind: 'Gateway', uid })],
      [],
    ],
    ['one that is being deleted is not held', [pod(1)], [gone(same('a', 1))], []],
    ['of the other family', [pod(1)], [{ ...same('a', 1), addressType: 'IPv6' }], []],
  ])('%s', (_name, pods, held, expected) => {
    expect(predicted(pods, held)).toEqual(expected)
  })

  test('a pod without a slice is out, and packets are refused', () => {
    const world = worldOf([leaving, ...nodes, pod(1)])
    const [web] = world.all('Service')
    if (web === undefined) throw new Error('no Service')
    expect(candidatesOf(world, web)).toMatchObject([{ in: false, code: 'service-leaving' }])
    expect(
      reach(world, { service: web, from: { kind: 'node', name: 'n1' }, via: 'cluster-ip' }),
    ).toMatchObject({
      outcome: 'refused',
      code: 'no-endpoint',
    })
  })
})
