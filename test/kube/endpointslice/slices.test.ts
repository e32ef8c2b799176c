import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { driftOf } from '../../../src/diagnose/slice-drift.ts'
import { actualSlices, familiesOf, predictEndpointSlices } from '../../../src/kube/endpointslice/slices.ts'
import type { EndpointSlice } from '../../../src/world/types/manifest.ts'
import { complete, partial, theOnly, worldOf } from '../../world-of.ts'
import { node, nodes, notReady, pod, service, workload } from '../web.ts'
import { recordedIn } from '../../recorded.ts'
import { endpointsInFull } from './in-full.ts'

const expectRecorded = recordedIn(join(import.meta.dirname, 'slices.txt'))

function predict(...manifests: object[]): EndpointSlice[] {
  const world = worldOf(manifests, [complete])
  return predictEndpointSlices(world, theOnly(world, 'Service'))
}

/** `IPv4 http=8080/TCP: p1 p3`, one line for each slice, sorted: neither order nor packing history is the API's promise. */
function summary(slices: readonly EndpointSlice[]): string[] {
  return slices
    .map(({ addressType, ports, endpoints }) => {
      const portText =
        (ports ?? []).map(({ name, port, protocol }) => `${name}=${port}/${protocol}`).join(',') || 'no ports'
      const names = (endpoints ?? []).map(({ targetRef }) => targetRef?.name).join(' ') || 'none'
      return `${addressType} ${portText}: ${names}`
    })
    .toSorted()
}

const named = (port: number, name = 'http') => ({
  spec: { nodeName: 'n2', containers: [{ name: 'web', ports: [{ name, containerPort: port }] }] },
})
const dual = (number: number) =>
  pod(number, { status: { podIPs: [{ ip: `10.244.${number}.1` }, { ip: `fd00::${number}` }] } })
const three = [...nodes, pod(1), pod(2), pod(3)]

// the A rows of kubernetes-endpoints-and-proxy.md, section 9
describe('EndpointSlices are grouped as the controller groups them', () => {
  test.each([
    ['A1', 'one slice', [service(), ...three], ['IPv4 =8080/TCP: p1 p2 p3']],
    [
      'A16',
      'other namespaces stay out',
      [service(), pod(1), pod(2, { metadata: { namespace: 'e' } })],
      ['IPv4 =8080/TCP: p1'],
    ],
    ['A17', 'nothing matches: a placeholder', [service()], ['IPv4 no ports: none']],
    ['A14', 'no selector', [service({ selector: undefined } as object), ...three], []],
    ['A15', 'an empty selector', [service({ selector: {} }), ...three], []],
    ['A49', 'ExternalName', [service({ type: 'ExternalName' }), ...three], []],
    ['A18', 'the only Node is gone', [service(), node(2), pod(1)], ['IPv4 no ports: none']],
    [
      'A25',
      'one name, two numbers',
      [service({ ports: [{ port: 80, targetPort: 'http' }] }), pod(1), pod(2, named(9090)), pod(3)],
      ['IPv4 =8080/TCP: p1 p3', 'IPv4 =9090/TCP: p2'],
    ],
    [
      'A26',
      'a pod without that name',
      [service({ ports: [{ port: 80, targetPort: 'http' }] }), pod(1), pod(2), pod(3, named(8080, 'web'))],
      ['IPv4 =8080/TCP: p1 p2', 'IPv4 no ports: p3'],
    ],
    [
      'A32',
      'a number that no container declares',
      [service({ ports: [{ port: 80, targetPort: 9999 }] }), ...three],
      ['IPv4 =9999/TCP: p1 p2 p3'],
    ],
    ['A33', 'no targetPort', [service({ ports: [{ port: 80 }] }), ...three], ['IPv4 =80/TCP: p1 p2 p3']],
    [
      'A35',
      'one number, two protocols',
      [
        service({
          ports: [
            { name: 't', port: 53 },
            { name: 'u', port: 53, protocol: 'UDP' },
          ],
        }),
        pod(1),
      ],
      ['IPv4 t=53/TCP,u=53/UDP: p1'],
    ],
    [
      'A37',
      'headless without ports',
      [service({ clusterIP: 'None', ports: [] }), ...three],
      ['IPv4 no ports: p1 p2 p3'],
    ],
    [
      'A38',
      'two families',
      [service({ ipFamilies: ['IPv4', 'IPv6'] }), dual(1), dual(2)],
      ['IPv4 =8080/TCP: p1 p2', 'IPv6 =8080/TCP: p1 p2'],
    ],
    [
      'A39',
      'two families, pods of one',
      [service({ ipFamilies: ['IPv4', 'IPv6'] }), ...three],
      ['IPv4 =8080/TCP: p1 p2 p3', 'IPv6 no ports: none'],
    ],
    [
      'A40',
      'pods of the other family',
      [service({ ipFamilies: ['IPv6'] }), ...three],
      ['IPv6 no ports: none'],
    ],
  ] as [string, string, object[], string[]][])('%s: %s', (row, what, manifests, expected) => {
    expect(summary(predict(...manifests))).toEqual(expected)
    expectRecorded(`${row}: ${what}`, endpointsInFull(worldOf(manifests, [complete])))
  })

  test('A34: a pod that lacks one port of two', () => {
    const ports = [
      { name: 'http', port: 80, targetPort: 'http' },
      { name: 'metrics', port: 90, targetPort: 'metrics' },
    ]
    const both = {
      spec: {
        containers: [
          {
            name: 'web',
            ports: [
              { name: 'http', containerPort: 8080 },
              { name: 'metrics', containerPort: 9100 },
            ],
          },
        ],
      },
    }
    expect(summary(predict(service({ ports }), pod(1, both), pod(2, both), pod(3)))).toEqual([
      'IPv4 http=8080/TCP,metrics=9100/TCP: p1 p2',
      'IPv4 http=8080/TCP: p3',
    ])
  })

  test.each([
    [0, [0]],
    [1, [1]],
    [100, [100]],
    [101, [100, 1]],
    [250, [100, 100, 50]],
  ])('A41: %d pods, at most 100 to a slice', (number, expected) => {
    const pods = Array.from({ length: number }, (_, index) => {
      const ip = `10.1.${Math.floor(index / 250)}.${index % 250}`
      return pod(index, { status: { podIPs: [{ ip }] } })
    })
    expect(predict(service(), ...pods).map(({ endpoints }) => endpoints?.length)).toEqual(expected)
  })
})

describe('an endpoint', () => {
  const endpoint = (...manifests: object[]) => predict(...manifests)[0]?.endpoints?.[0]

  test('A1: carries all that the controller writes', () => {
    expect(endpoint(service(), ...three)).toEqual({
      addresses: ['10.244.1.11'],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: 'n1',
      zone: 'a',
      targetRef: { kind: 'Pod', namespace: 'shop', name: 'p1', uid: 'uid-1' },
    })
  })

  test.each([
    ['A20', 'its Node has no zone', node(1, {}), {}],
    [
      'A21',
      'its Node has an old zone label only',
      node(1, { 'failure-domain.beta.kubernetes.io/zone': 'a' }),
      {},
    ],
    ['A19', 'its Node is not known, but it is published', node(2), { publishNotReadyAddresses: true }],
  ])('%s: has no zone when %s', (_, __, known, spec) => {
    const found = endpoint(service(spec), known, pod(1))
    expect(found).toMatchObject({ nodeName: 'n1' })
    expect(found).not.toHaveProperty('zone')
  })

  test.each([
    ['A22', { hostname: 'web-0', subdomain: 'web' }, 'web-0'],
    ['A23', { hostname: 'web-0', subdomain: 'other' }, undefined],
    ['A23', { hostname: 'web-0' }, undefined],
    ['A22', { subdomain: 'web' }, undefined],
  ])('%s: hostname of %j is %s', (_, spec, expected) => {
    expect(endpoint(service(), node(1), pod(1, { spec: { nodeName: 'n1', ...spec } }))?.hostname).toBe(
      expected,
    )
  })

  test('A24: of two hostNetwork pods on one node is there twice', () => {
    const host = (number: number) =>
      pod(number, { spec: { nodeName: 'n1', hostNetwork: true }, status: { podIPs: [{ ip: '192.0.2.1' }] } })
    expect(
      predict(service(), node(1), host(1), host(2))[0]?.endpoints?.map(({ addresses, targetRef }) => [
        addresses,
        targetRef?.name,
      ]),
    ).toEqual([
      [['192.0.2.1'], 'p1'],
      [['192.0.2.1'], 'p2'],
    ])
  })

  test('of a template has no address yet, once for each replica', () => {
    const world = worldOf([service(), workload('Deployment', { spec: { replicas: 3 } })], [partial])
    const [slice] = predictEndpointSlices(world, theOnly(world, 'Service'))
    expect(slice?.endpoints?.map(({ addresses, targetRef }) => [addresses, targetRef?.kind])).toEqual(
      Array.from({ length: 3 }, () => [[], 'Deployment']),
    )
  })

  test('of a template that asks for a billion is not there a billion times', () => {
    const world = worldOf(
      [service(), workload('Deployment', { spec: { replicas: 1_000_000_000 } })],
      [partial],
    )
    expect(predictEndpointSlices(world, theOnly(world, 'Service'))).toHaveLength(10)
  })
})

describe('the labels of a slice', () => {
  const labelsOf = (spec: object, labels: Record<string, string>) =>
    predict(service(spec, { labels }))[0]?.metadata?.labels
  const own = {
    'kubernetes.io/service-name': 'web',
    'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
  }
  test.each([
    ['A1', {}, {}, own],
    ['A36', { clusterIP: 'None' }, {}, { ...own, 'service.kubernetes.io/headless': '' }],
    ['A48', {}, { team: 'x', 'endpointslice.kubernetes.io/managed-by': 'me' }, { ...own, team: 'x' }],
    ['A48', {}, { 'kubernetes.io/service-name': 'other', 'service.kubernetes.io/headless': 'yes' }, own],
  ])('%s: %j with %j', (_, spec, labels, expected) => {
    expect(labelsOf(spec, labels as unknown as Record<string, string>)).toEqual(expected)
  })
})

describe('the address families of a Service', () => {
  test.each([
    [{}, ['IPv4']],
    [{ clusterIP: 'fd00::1' }, ['IPv6']],
    [{ ipFamilies: ['IPv6', 'IPv4'] }, ['IPv6', 'IPv4']],
    [{ ipFamilies: [] }, ['IPv4']],
    [{ ipFamilyPolicy: 'RequireDualStack' }, ['IPv4', 'IPv6']],
    [{ ipFamilyPolicy: 'RequireDualStack', clusterIP: 'fd00::1' }, ['IPv6', 'IPv4']],
    // whether a cluster has both is not written in a file
    [{ ipFamilyPolicy: 'PreferDualStack' }, ['IPv4']],
  ])('%j', (spec, expected) => {
    expect(familiesOf(service(spec as object))).toEqual(expected)
  })
})

describe('slices that exist', () => {
  const slice = (name: string, change: object = {}, labels: object = {}) => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name,
      namespace: 'shop',
      labels: {
        'kubernetes.io/service-name': 'web',
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        ...labels,
      },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name: 'web', uid: 'seen' }],
    },
    addressType: 'IPv4',
    endpoints: [
      {
        addresses: ['10.244.1.11'],
        conditions: { ready: true, serving: true, terminating: false },
        targetRef: { name: 'p1' },
      },
    ],
    ports: [{ name: '', port: 8080, protocol: 'TCP' }],
    ...change,
  })
  const drift = (...manifests: object[]) => {
    const world = worldOf([service({}, { uid: 'seen' }), ...manifests], [complete])
    return driftOf(world, theOnly(world, 'Service'))
  }

  test('belong to a Service by label, in its namespace, whatever they are called', () => {
    const world = worldOf([
      service(),
      slice('zzz'),
      slice('web-1', {}, { 'kubernetes.io/service-name': 'other' }),
      { ...slice('far'), metadata: { ...slice('far').metadata, namespace: 'e' } },
    ])
    expect(actualSlices(world, theOnly(world, 'Service')).map(({ name }) => name)).toEqual(['zzz'])
  })

  test('agree with the prediction however they are packed', () => {
    const empty = slice('web-2', { endpoints: null, ports: null })
    expect(drift(pod(1), slice('web-1'), empty)).toEqual([])
  })

  test.each([
    [
      'A pod is not there yet',
      [pod(1), pod(2), slice('web-1')],
      ['not in the slices yet: p2 at 10.244.2.12 ports 8080/TCP (ready+serving)'],
    ],
    [
      'A pod is gone',
      [slice('web-1')],
      ['still in the slices: p1 at 10.244.1.11 ports 8080/TCP (ready+serving)'],
    ],
    [
      'One is written by hand',
      [pod(1), slice('web-1'), slice('by-hand', {}, { 'endpointslice.kubernetes.io/managed-by': 'me' })],
      ['EndpointSlice by-hand is written by me'],
    ],
    [
      'A condition changed',
      [pod(1, { status: notReady }), slice('web-1')],
      [
        'not in the slices yet: p1 at 10.244.1.11 ports 8080/TCP (not ready)',
        'still in the slices: p1 at 10.244.1.11 ports 8080/TCP (ready+serving)',
      ],
    ],
    [
      'An endpoint without addresses is no crash',
      [pod(1), slice('web-1', { endpoints: [{}] })],
      expect.arrayContaining([expect.stringMatching(/^still in the slices/)]),
    ],
  ] as [string, object[], unknown][])('%s', (_, manifests, expected) => {
    expect(drift(...manifests)).toEqual(expected)
  })

  test('are not judged by what was not read', () => {
    const world = worldOf([service(), slice('web-1')], [partial])
    expect(driftOf(world, theOnly(world, 'Service'))).toEqual([])
  })
})
