import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { driftOf } from '../../../src/diagnose/slice-drift.ts'
import { billionthsOf } from '../../../src/kube/endpointslice/quantity.ts'
import { predictSlices } from '../../../src/kube/endpointslice/slices.ts'
import type { Manifest } from '../../../src/world/types/manifest.ts'
import { buildWorld } from '../../../src/world/world.ts'
import { complete, partial, resourceOf, theOnly, worldOf } from '../../world-of.ts'
import { notReady, pod, service } from '../web.ts'
import { recordedIn } from '../../recorded.ts'
import { endpointsInFull } from './in-full.ts'

const expectRecorded = recordedIn(join(import.meta.dirname, 'hints.txt'))

const auto = { annotations: { 'service.kubernetes.io/topology-mode': 'Auto' } }

function worker(name: string, zone: string | undefined, cpu: unknown = '4', labels = {}) {
  const zoneLabels = zone === undefined ? {} : { 'topology.kubernetes.io/zone': zone }
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { ...zoneLabels, ...labels } },
    status: { allocatable: { cpu }, conditions: [{ type: 'Ready', status: 'True' }] },
  }
}

/** `a2 b1`: pods on a worker of each zone, and the workers. */
function spread(text: string, cpu: Readonly<Record<string, string>> = {}) {
  const zones = text.split(' ').map((part) => ({ zone: part.slice(0, 1), pods: Number(part.slice(1)) }))
  const places = zones.flatMap(({ zone, pods }) => Array<string>(pods).fill(zone))
  return [
    ...zones.map(({ zone }) => worker(`w${zone}`, zone, cpu[zone] ?? '4')),
    ...places.map((zone, index) => pod(index + 1, { spec: { nodeName: `w${zone}` } })),
  ]
}

/** `hints-by-cpu a=2 b=2`: the code, and how many endpoints are for each zone or node. */
function hintsOf(manifests: readonly object[], { version, coverage = [complete] } = {} as Setting): string {
  const resources = manifests.map((manifest) => resourceOf(manifest as Manifest))
  const world = buildWorld({
    resources,
    coverage,
    ...(version === undefined ? {} : { kubernetesVersion: version }),
  })
  const { slices, hints } = predictSlices(world, theOnly(world, 'Service'))
  const named = slices
    .flatMap(({ endpoints }) => endpoints ?? [])
    .flatMap(({ hints: each }) => [...(each?.forZones ?? []), ...(each?.forNodes ?? [])])
    .map(({ name }) => name)
  const counts = [...new Set(named)]
    .toSorted()
    .map((name) => `${name}=${named.filter((n) => n === name).length}`)
  return [hints.map(({ code }) => code).join('+'), ...counts].join(' ')
}

interface Setting {
  readonly version?: string
  readonly coverage?: readonly (typeof complete)[]
}

const distribution = (trafficDistribution: string) => service({ trafficDistribution })

describe('trafficDistribution gives hints as the controller does', () => {
  test.each([
    ['B1', 'PreferSameZone', [], 'hints-own-zone a=2 b=1'],
    ['B1', 'PreferClose', [], 'hints-own-zone a=2 b=1'],
    ['B2', 'PreferSameNode', [], 'hints-own-node a=2 b=1 wa=2 wb=1'],
    [
      'B3',
      'PreferSameZone',
      [pod(9, { spec: { nodeName: 'wa' }, status: notReady })],
      'hints-own-zone a=2 b=1',
    ],
    [
      'B4',
      'PreferSameZone',
      [worker('bare', undefined), pod(9, { spec: { nodeName: 'bare' } })],
      'hints-own-zone a=2 b=1',
    ],
    ['', 'PreferOdd', [], 'hints-distribution-unknown'],
  ])('%s %s', (row, value, more, expected) => {
    const manifests = [distribution(value), ...spread('a2 b1'), ...more]
    expect(hintsOf(manifests)).toBe(expected)
    expectRecorded(`${row} ${value}`, endpointsInFull(worldOf(manifests)))
  })

  test('the two new values wait for 1.34', () => {
    const manifests = [distribution('PreferSameZone'), ...spread('a1 b1')]
    expect(hintsOf(manifests, { version: '1.33' })).toBe('hints-distribution-unknown')
    expect(hintsOf(manifests, { version: '1.34' })).toBe('hints-own-zone a=1 b=1')
  })
})

// counts as in the B rows of kubernetes-endpoints-and-proxy.md, section 9
describe('topology mode gives hints as the controller does', () => {
  test.each([
    ['B5', 'a3 b1', {}, 'hints-by-cpu a=2 b=2'],
    ['B6', 'a2 b1', {}, 'hints-overload'],
    ['B7', 'a4 b3', {}, 'hints-by-cpu a=4 b=3'],
    ['B8', 'a7 b0', {}, 'hints-by-cpu a=4 b=3'],
    ['B9', 'a1 b5', { a: '8', b: '4' }, 'hints-by-cpu a=4 b=2'],
    ['B10', 'a1 b1 c1', { a: '6', b: '3', c: '1' }, 'hints-overload'],
    ['B11', 'a1 b1 c1', {}, 'hints-by-cpu a=1 b=1 c=1'],
    ['B12', 'a1 b1 c0', {}, 'hints-need-endpoints'],
    ['B13', 'a4 b4', { b: '0' }, 'hints-need-nodes'],
    ['two zones with too many, one with too few', 'a5 b4 c0', {}, 'hints-by-cpu a=3 b=3 c=3'],
    ['two zones with too few', 'a9 b1 c2', {}, 'hints-by-cpu a=4 b=4 c=4'],
    ['a zone that is hardly short of any', 'a6 b4 c2', { b: '4.1' }, 'hints-by-cpu a=4 b=4 c=4'],
  ])('%s %s', (row, text, cpu, expected) => {
    const manifests = [service({}, auto), ...spread(text, cpu)]
    expect(hintsOf(manifests)).toBe(expected)
    expectRecorded(`${row} ${text}`, endpointsInFull(worldOf(manifests)))
  })

  test.each([
    ['B13 a worker without a zone', [worker('bare', undefined)], 'hints-need-nodes'],
    [
      'a control plane without a zone',
      [worker('cp', undefined, '4', { 'node-role.kubernetes.io/control-plane': '' })],
      'hints-by-cpu a=4 b=4',
    ],
    [
      'B15 pods of a zone without a worker',
      [
        worker('lost', 'c', '4', { 'node-role.kubernetes.io/master': '' }),
        pod(9, { spec: { nodeName: 'lost' } }),
      ],
      'hints-by-cpu a=4 b=4 c=1',
    ],
    [
      'a pod without a zone',
      [
        worker('cp', undefined, '4', { 'node-role.kubernetes.io/control-plane': '' }),
        pod(9, { spec: { nodeName: 'cp' } }),
      ],
      'hints-need-zones',
    ],
  ])('%s', (name, more, expected) => {
    const manifests = [service({}, auto), ...spread('a4 b4'), ...more]
    expect(hintsOf(manifests)).toBe(expected)
    expectRecorded(name, endpointsInFull(worldOf(manifests)))
  })

  test.each([
    ['of a zone', 'wb', 'hints-need-endpoints'],
    ['without a zone', 'cp', 'hints-need-endpoints'],
  ])('a pod %s that is not ready does not count', (_, nodeName, expected) => {
    const controlPlane = worker('cp', undefined, '4', { 'node-role.kubernetes.io/control-plane': '' })
    const more = [controlPlane, pod(9, { spec: { nodeName }, status: notReady })]
    expect(hintsOf([service({}, auto), ...spread('a1 b0'), ...more])).toBe(expected)
  })

  test.each([
    [
      'B16',
      { 'service.kubernetes.io/topology-aware-hints': 'Disabled', ...auto.annotations },
      'hints-own-zone a=3 b=1',
    ],
    ['B17', { 'service.kubernetes.io/topology-mode': 'AUTO' }, 'hints-own-zone a=3 b=1'],
    ['B6', auto.annotations, 'hints-by-cpu a=2 b=2'],
  ])('%s: the annotation or the field', (_row, annotations, expected) => {
    const asked = service({ trafficDistribution: 'PreferClose' }, { annotations })
    expect(hintsOf([asked, ...spread('a3 b1')])).toBe(expected)
  })

  test('equal claims that are not all served are left to chance', () => {
    const world = worldOf([service({}, auto), ...spread('a10 b0 c0')])
    expect(predictSlices(world, theOnly(world, 'Service')).hints).toMatchObject([
      { zones: { a: 4, b: 3, c: 3 } },
    ])
    const odd = worldOf([service({}, auto), ...spread('a17 b0 c0')])
    const [answer] = predictSlices(odd, theOnly(odd, 'Service')).hints
    expect(answer?.zones).toBeUndefined()
    expect(answer?.doubt).toContain('which of the zones is left to chance')
  })

  test('a World that does not list all Nodes cannot know', () => {
    const manifests = [service({}, auto), ...spread('a3 b1')]
    const world = worldOf(manifests, [partial])
    const [answer] = predictSlices(world, theOnly(world, 'Service')).hints
    expect(answer).toMatchObject({
      code: 'hints-need-nodes',
      doubt: expect.stringContaining('only the given files'),
    })
  })
})

test.each([
  ['trafficDistribution, where Nodes were not all read', distribution('PreferClose'), [partial]],
  ['trafficDistribution that no version knows', distribution('PreferOdd'), [complete]],
  ['topology mode, where Nodes were not all read', service({}, auto), [partial]],
  ['nothing', service(), [complete]],
  ['topology mode for two families', service({ ipFamilies: ['IPv4', 'IPv6'] }, auto), [complete]],
])('in words: %s', (name, asked, coverage) => {
  expectRecorded(`in words: ${name}`, endpointsInFull(worldOf([asked, ...spread('a2 b2')], coverage)))
})

test('a stale hint is drift; one that topology mode may keep is not', () => {
  const drift = (spec: object, metadata: object, zones: readonly string[]) => {
    const manifests = [service(spec, { uid: 'u', ...metadata }), ...spread('a2 b2')]
    const before = worldOf(manifests)
    const [slice] = predictSlices(before, theOnly(before, 'Service')).slices
    const endpoints = slice?.endpoints?.map((each, index) => ({
      ...each,
      hints: { forZones: [{ name: zones[index] }] },
    }))
    const ownerReferences = [{ apiVersion: 'v1', kind: 'Service', name: 'web', uid: 'u' }]
    const written = { ...slice, metadata: { ...slice?.metadata, ownerReferences }, endpoints }
    const world = worldOf([...manifests, written])
    return driftOf(world, theOnly(world, 'Service'))
  }
  expect(drift({ trafficDistribution: 'PreferClose' }, {}, ['a', 'a', 'b', 'b'])).toEqual([])
  expect(drift({ trafficDistribution: 'PreferClose' }, {}, ['a', 'a', 'b', 'c'])).toHaveLength(2)
  expect(drift({}, auto, ['b', 'a', 'b', 'a'])).toEqual([])
  expect(drift({}, auto, ['a', 'a', 'a', 'b'])).toEqual([
    'the hints are not what topology mode gives: the controller will change them',
  ])
})

test.each([
  ['4', 4_000_000_000n],
  ['1500m', 1_500_000_000n],
  ['0.1', 100_000_000n],
  ['2e3', 2_000_000_000_000n],
  ['1Ki', 1_024_000_000_000n],
  ['1.5k', 1_500_000_000_000n],
  ['0.0000000001', 1n],
  [8, 8_000_000_000n],
  ['', undefined],
  ['four', undefined],
  [true, undefined],
])('the quantity %p', (text, expected) => {
  expect(billionthsOf(text)).toBe(expected)
})
