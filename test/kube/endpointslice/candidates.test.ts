import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { candidatesOf, isUsable } from '../../../src/kube/endpointslice/candidates.ts'
import { whyNotReady } from '../../../src/kube/endpointslice/conditions.ts'
import type { Coverage } from '../../../src/world/coverage.ts'
import { complete, partial, theOnly, worldOf } from '../../world-of.ts'
import { node, nodes, notReady, pod, service, workload } from '../web.ts'
import { recordedIn } from '../../recorded.ts'
import { endpointsInFull } from './in-full.ts'

const expectRecorded = recordedIn(join(import.meta.dirname, 'candidates.txt'))

function candidates(manifests: readonly object[], coverage: readonly Coverage[] = [complete]) {
  const world = worldOf(manifests, coverage)
  return candidatesOf(world, theOnly(world, 'Service'))
}

/** `f/t/t`: ready, serving, terminating; `absent` for a pod that is in no slice. */
function verdict(manifests: readonly object[], name = 'p2'): string {
  const found = candidates(manifests).find(({ podSource }) => podSource.resource.name === name)
  if (found?.in !== true || found.conditions === undefined) return 'absent'
  const { ready, serving, terminating } = found.conditions
  return [ready, serving, terminating].map((on) => (on ? 't' : 'f')).join('/')
}

const deleted = { deletionTimestamp: '2026-01-01T00:00:00Z' }
const publish = { publishNotReadyAddresses: true }

// the A rows of kubernetes-endpoints-and-proxy.md, section 9
describe('which pods become endpoints, and in which state', () => {
  test.each([
    ['A1', 'ready', {}, {}, 't/t/f'],
    ['A2', 'Ready is False', { status: notReady }, {}, 'f/f/f'],
    ['A3', 'no Ready condition at all', { status: { conditions: [] } }, {}, 'f/f/f'],
    [
      'A3b',
      'Ready is Unknown',
      { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } },
      {},
      'f/f/f',
    ],
    ['A4', 'Succeeded, although Ready', { status: { phase: 'Succeeded' } }, {}, 'absent'],
    ['A5', 'Failed, with an IP', { status: { phase: 'Failed', reason: 'Evicted' } }, {}, 'absent'],
    [
      'A6',
      'Pending with an IP: init containers run',
      { status: { phase: 'Pending', conditions: [] } },
      {},
      'f/f/f',
    ],
    ['A7', 'phase Unknown, Ready', { status: { phase: 'Unknown' } }, {}, 't/t/f'],
    ['A8', 'no IP', { status: { podIP: undefined, podIPs: undefined } }, {}, 'absent'],
    ['A8b', 'podIP without podIPs is a list of one, as stored', { status: { podIPs: [] } }, {}, 't/t/f'],
    ['A9', 'terminating, still Ready', { metadata: deleted }, {}, 'f/t/t'],
    ['A10', 'terminating, not Ready', { metadata: deleted, status: notReady }, {}, 'f/f/t'],
    ['A11', 'published although not Ready', { status: notReady }, publish, 't/f/f'],
    ['A12', 'published and terminating', { metadata: deleted }, publish, 't/t/t'],
    ['A12b', 'published, terminating, not Ready', { metadata: deleted, status: notReady }, publish, 't/f/t'],
    ['A4b', 'ended, whatever is published', { status: { phase: 'Succeeded' } }, publish, 'absent'],
  ])('%s: %s', (row, what, change, spec, expected) => {
    expect(verdict([service(spec), ...nodes, pod(1), pod(2, change), pod(3)])).toBe(expected)
    expectRecorded(`${row}: ${what}`, endpointsInFull(worldOf([service(spec), ...nodes, pod(2, change)])))
  })

  test('A13: the old annotation for unready endpoints has no effect', () => {
    const annotations = { 'service.alpha.kubernetes.io/tolerate-unready-endpoints': 'true' }
    expect(verdict([service({}, { annotations }), ...nodes, pod(2, { status: notReady })])).toBe('f/f/f')
  })

  test.each([
    ['A18', 'its Node is gone', [node(1), node(3)], {}, 'absent'],
    ['A19', 'its Node is gone, but it is published', [node(1), node(3)], publish, 't/t/f'],
    ['1.3', 'no Nodes were read, so it is not known', [], {}, 't/t/f'],
  ])('%s: %s', (row, what, known, spec, expected) => {
    expect(verdict([service(spec), ...known, pod(2)])).toBe(expected)
    expectRecorded(`${row}: ${what}`, endpointsInFull(worldOf([service(spec), ...known, pod(2)])))
  })

  test('a pod without a node is out, once the Nodes are known', () => {
    expect(verdict([service(), ...nodes, pod(2, { spec: { nodeName: '' } })])).toBe('absent')
  })

  test('Nodes that RBAC hides prove nothing', () => {
    const coverage: Coverage[] = [complete, { kind: 'Node', state: 'forbidden', because: 'no' }]
    expect(candidates([service(), node(1), pod(2)], coverage).map((item) => item.in)).toEqual([true])
  })
})

describe('what is said of a candidate', () => {
  const waiting = (reason: string, more: object = {}) => [
    { name: 'web', ready: false, state: { waiting: { reason } }, ...more },
  ]
  const running = [{ name: 'web', ready: false, state: { running: {} } }]
  test.each([
    ['it has no status', {}, undefined],
    [
      'it is not scheduled (0/3 nodes)',
      {},
      { conditions: [{ type: 'PodScheduled', status: 'False', message: '0/3 nodes' }] },
    ],
    ['container web is waiting: ImagePullBackOff', {}, { containerStatuses: waiting('ImagePullBackOff') }],
    [
      'container web is waiting: CrashLoopBackOff, 7 restarts',
      {},
      { containerStatuses: waiting('CrashLoopBackOff', { restartCount: 7 }) },
    ],
    // the init container that hangs is the cause, the container that waits for it is not
    [
      'init container web is waiting: ErrImagePull',
      {},
      { initContainerStatuses: waiting('ErrImagePull'), containerStatuses: waiting('PodInitializing') },
    ],
    ['container web is not running yet', {}, { containerStatuses: waiting('PodInitializing') }],
    [
      'container web has ended: OOMKilled, exit code 137',
      {},
      {
        containerStatuses: [
          { name: 'web', ready: false, state: { terminated: { reason: 'OOMKilled', exitCode: 137 } } },
        ],
      },
    ],
    [
      'readiness gate example.com/ready is not True',
      { readinessGates: [{ conditionType: 'example.com/ready' }] },
      { conditions: [] },
    ],
    [
      'readiness probe of container web fails: GET :http/healthz',
      { containers: [{ name: 'web', readinessProbe: { httpGet: { port: 'http', path: '/healthz' } } }] },
      { containerStatuses: running },
    ],
    [
      'readiness probe of container web fails: TCP :8080',
      { containers: [{ name: 'web', readinessProbe: { tcpSocket: { port: 8080 } } }] },
      { containerStatuses: running },
    ],
    [
      'readiness probe of container web fails: gRPC :8080',
      { containers: [{ name: 'web', readinessProbe: { grpc: { port: 8080 } } }] },
      { containerStatuses: running },
    ],
    [
      'container web runs but is not ready',
      { containers: [{ name: 'web' }] },
      { containerStatuses: running },
    ],
    ['it has no Ready condition (phase Pending)', {}, { phase: 'Pending' }],
    [
      'its Ready condition is False (ContainersNotReady)',
      {},
      { conditions: [{ type: 'Ready', status: 'False', reason: 'ContainersNotReady' }] },
    ],
  ])('%s', (expected, spec, status) => {
    expect(whyNotReady({ ...pod(1), spec, status } as ReturnType<typeof pod>)).toBe(expected)
  })

  test('details of the cluster are cut', () => {
    const text = whyNotReady({
      ...pod(1),
      status: { conditions: [{ type: 'PodScheduled', status: 'False', message: 'x'.repeat(5000) }] },
    })
    expect(text.length).toBeLessThan(200)
  })

  test('ports that a pod lacks are named, but for headless Services, whose ports are not mapped', () => {
    const ports = [{ port: 80, targetPort: 'nope' }]
    expect(candidates([service({ ports }), pod(1)])[0]?.because).toContain('without targetPort nope')
    expect(candidates([service({ ports, clusterIP: 'None' }), pod(1)])[0]?.because).not.toContain('nope')
  })

  test.each([
    ['templates count as pods to come', {}, partial, true, 'its labels match: 1 pod expected'],
    ['unless they are scaled to 0', { spec: { replicas: 0 } }, partial, false, 'it is scaled to 0'],
    ['in a cluster they have none', { metadata: { uid: 'x' } }, complete, false, 'it has no pods'],
  ] as const)('%s', (_, change, coverage, inside, because) => {
    expect(candidates([service(), workload('Deployment', change)], [coverage])).toMatchObject([
      { in: inside, because },
    ])
  })
})

describe('whom a request can reach', () => {
  const usable = (...args: Parameters<typeof candidates>) =>
    candidates(...args).map((candidate) => isUsable(candidate))
  test.each([
    ['ready', {}, {}, true],
    ['not ready', { status: notReady }, {}, false],
    ['published although not ready', { status: notReady }, publish, true],
    ['terminating but serving: when nothing better is left', { metadata: deleted }, {}, true],
    ['terminating and not serving', { metadata: deleted, status: notReady }, {}, false],
    ['ended', { status: { phase: 'Failed' } }, {}, false],
  ])('%s', (_, change, spec, expected) => {
    expect(usable([service(spec), pod(1, change)])).toEqual([expected])
  })

  test('a pod that lacks one port serves the others', () => {
    const ports = [
      { name: 'a', port: 80, targetPort: 'http' },
      { name: 'b', port: 81, targetPort: 'nope' },
    ]
    const [candidate] = candidates([service({ ports }), pod(1)])
    if (candidate === undefined) throw new Error('no candidate')
    const [missing] = candidate.unresolved
    expect(candidate.unresolved).toHaveLength(1)
    expect(isUsable(candidate)).toBe(true)
    expect(isUsable(candidate, missing)).toBe(false)
    expect(isUsable(candidate, missing && { ...missing, index: 0 })).toBe(true)
  })
})
