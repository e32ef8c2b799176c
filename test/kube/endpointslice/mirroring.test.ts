import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { driftOf } from '../../../src/diagnose/slice-drift.ts'
import { describeSlicePort } from '../../../src/kube/endpointslice/hand-written.ts'
import { sliceRolesOf } from '../../../src/kube/endpointslice/slice-roles.ts'
import { predictEndpointSlices } from '../../../src/kube/endpointslice/slices.ts'
import { theOnly, worldOf } from '../../world-of.ts'
import { service } from '../web.ts'
import { recordedIn } from '../../recorded.ts'
import { endpointsInFull } from './in-full.ts'

const expectRecorded = recordedIn(join(import.meta.dirname, 'mirroring.txt'))

function endpoints(subsets: readonly object[], metadata: object = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name: 'web', namespace: 'shop', ...metadata },
    subsets,
  }
}

/** `IPv4 http=80/TCP: 10.0.0.5 !10.0.0.6`, sorted; `!` is not ready. */
function mirrored(...manifests: object[]): string[] {
  const world = worldOf([service({ selector: {} }), ...manifests])
  return predictEndpointSlices(world, theOnly(world, 'Service'))
    .map(({ addressType, ports, endpoints: members }) => {
      const portTexts = (ports ?? []).map(({ name, port, protocol }) => `${name}=${port}/${protocol}`)
      const texts = (members ?? []).map(
        ({ addresses = [], conditions }) => `${conditions?.ready === true ? '' : '!'}${addresses.join()}`,
      )
      return `${addressType} ${portTexts.toSorted().join(',') || 'no ports'}: ${texts.join(' ')}`
    })
    .toSorted()
}

const port = { port: 8080 }
const at = (...ips: string[]) => ips.map((ip) => ({ ip }))

test('what is said of an address goes along, and nothing else', () => {
  const targetRef = { kind: 'Pod', namespace: 'shop', name: 'web-1' }
  const said = { hostname: 'a', nodeName: 'n1', targetRef }
  const addresses = [
    { ip: '10.0.0.5', ...said },
    { ip: '10.0.0.6', hostname: '' },
    { hostname: 'no-address' },
  ]
  const world = worldOf([
    service({ selector: {} }),
    endpoints([{ addresses, ports: [{ port: 80, appProtocol: 'h2c' }, { port: 81 }] }]),
  ])
  const [slice] = predictEndpointSlices(world, theOnly(world, 'Service'))
  expect(slice?.endpoints).toEqual([
    { addresses: ['10.0.0.5'], conditions: { ready: true }, ...said },
    { addresses: ['10.0.0.6'], conditions: { ready: true } },
  ])
  expect(slice?.ports).toEqual([
    { name: '', protocol: 'TCP', port: 80, appProtocol: 'h2c' },
    { name: '', protocol: 'TCP', port: 81 },
  ])
})

describe('Endpoints are mirrored as the controller does', () => {
  test.each([
    [
      'A51',
      [{ addresses: at('10.0.0.5'), notReadyAddresses: at('10.0.0.6'), ports: [port] }],
      {},
      ['IPv4 =8080/TCP: 10.0.0.5 !10.0.0.6'],
    ],
    [
      'A52',
      [{ addresses: at('10.0.0.5'), ports: [port] }],
      { labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
      [],
    ],
    [
      'a leader election',
      [{ addresses: at('10.0.0.5'), ports: [port] }],
      { annotations: { 'control-plane.alpha.kubernetes.io/leader': '{}' } },
      [],
    ],
    [
      'A54',
      [{ addresses: at('10.0.0.5', 'fd00::5'), ports: [port] }],
      {},
      ['IPv4 =8080/TCP: 10.0.0.5', 'IPv6 =8080/TCP: fd00::5'],
    ],
    [
      'subsets with the same addresses',
      [
        { addresses: at('10.0.0.5'), ports: [{ name: 'a', port: 1 }] },
        { addresses: at('10.0.0.5'), ports: [{ name: 'b', port: 2 }] },
      ],
      {},
      ['IPv4 a=1/TCP,b=2/TCP: 10.0.0.5'],
    ],
    [
      'not ready beats ready',
      [{ addresses: at('10.0.0.5'), notReadyAddresses: at('10.0.0.5'), ports: [port] }],
      {},
      ['IPv4 =8080/TCP: !10.0.0.5'],
    ],
    ['no ports', [{ addresses: at('010.0.0.5') }], {}, ['IPv4 no ports: 10.0.0.5']],
    [
      // it compares the texts by their place in memory
      'an appProtocol is never the same in two subsets',
      [
        {
          addresses: at('10.0.0.5'),
          ports: [
            { ...port, appProtocol: 'h2c' },
            { name: 'b', port: 2 },
          ],
        },
        { addresses: at('10.0.0.6'), ports: [{ ...port, appProtocol: 'h2c' }] },
      ],
      {},
      ['IPv4 =8080/TCP,b=2/TCP: 10.0.0.5', 'IPv4 =8080/TCP: 10.0.0.6'],
    ],
    ['no address at all', [{ ports: [port] }], {}, []],
    [
      'more than 1000',
      [{ addresses: Array.from({ length: 1001 }, (_, n) => ({ ip: `10.0.${n >> 8}.${n & 255}` })) }],
      {},
      [expect.stringMatching(/^IPv4 no ports:( 10\.0\.\d+\.\d+){1000}$/)],
    ],
  ])('%s', (row, subsets, metadata, expected) => {
    const manifest = endpoints(subsets, metadata)
    expect(mirrored(manifest)).toEqual(expected)
    expectRecorded(row, endpointsInFull(worldOf([service({ selector: {} }), manifest])))
  })

  test('A53: not for a Service with a selector', () => {
    const world = worldOf([service(), endpoints([{ addresses: at('10.0.0.5'), ports: [port] }])])
    const slices = predictEndpointSlices(world, theOnly(world, 'Service'))
    expect(slices.flatMap((slice) => slice.endpoints)).toEqual([])
  })

  test('labels and annotations are copied, but for those of tools', () => {
    const metadata = {
      labels: { team: 'shop', 'kubernetes.io/service-name': 'other' },
      annotations: { note: 'x', 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
    }
    const world = worldOf([service({ selector: {} }), endpoints([{ addresses: at('10.0.0.5') }], metadata)])
    expect(predictEndpointSlices(world, theOnly(world, 'Service'))[0]?.metadata).toEqual({
      namespace: 'shop',
      labels: {
        team: 'shop',
        'kubernetes.io/service-name': 'web',
        'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io',
      },
      annotations: { note: 'x' },
    })
  })
})

describe('what a slice is to its Service', () => {
  const controller = 'endpointslice-controller.k8s.io'
  const owned = { ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name: 'web', uid: 'seen' }] }
  const slice = (manager: string | undefined, metadata: object = {}, addressType = 'IPv4', labels = {}) => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: 'web-1',
      namespace: 'shop',
      labels: {
        'kubernetes.io/service-name': 'web',
        ...(manager === undefined ? {} : { 'endpointslice.kubernetes.io/managed-by': manager }),
        ...labels,
      },
      ...metadata,
    },
    addressType,
  })
  const chosen = service({}, { uid: 'seen' })
  const bare = service({ selector: {} }, { uid: 'seen' })
  test.each([
    ['slice-of-controller', chosen, slice(controller, owned)],
    ['slice-unowned', chosen, slice(controller)],
    ['slice-family-dropped', chosen, slice(controller, owned, 'IPv6')],
    ['slice-foreign', chosen, slice('me')],
    ['slice-foreign', chosen, slice(undefined)],
    ['slice-mirror-left-over', chosen, slice('endpointslicemirroring-controller.k8s.io')],
    ['slice-frozen', bare, slice(controller, owned)],
    ['slice-of-mirror', bare, slice('endpointslicemirroring-controller.k8s.io')],
    ['slice-by-hand', bare, slice('me')],
    ['slice-of-host-names', bare, slice(undefined, {}, 'FQDN')],
    ['slice-headless-label', chosen, slice('me', {}, 'IPv4', { 'service.kubernetes.io/headless': '' })],
  ])('%s (%#)', (code, manifest, written) => {
    const world = worldOf([manifest, written])
    const found = theOnly(world, 'Service')
    expectRecorded(`${code} ${JSON.stringify([manifest.spec, written.metadata])}`, endpointsInFull(world))
    expect(sliceRolesOf(world, found)).toMatchObject([{ code, slice: { name: 'web-1' } }])
    const isTold = !['slice-of-controller', 'slice-of-mirror', 'slice-by-hand'].includes(code)
    expect(driftOf(world, found).some((text) => text.startsWith('EndpointSlice web-1 '))).toBe(isTold)
  })
})

test.each([
  [{ name: 'http', port: 8080 }, '"http" (TCP 8080)'],
  [{ port: 53, protocol: 'UDP' as const }, 'one without a name (UDP 53)'],
  [{ name: '' }, 'one without a name (TCP, without a number)'],
])('the port %j of a slice is called %s', (port, expected) => {
  expect(describeSlicePort(port)).toBe(expected)
})
