import { expect, test } from '@jest/globals'
import { whyNotReady } from '../../../src/kube/endpointslice/conditions.ts'
import type { Pod } from '../../../src/world/types/manifest.ts'

// the deepest cause that the status of a pod shows, in the order in which a kubelet gets there

const condition = (type: string, status: string, more = {}) => ({ type, status, ...more })
const waiting = (reason: string, more = {}) => ({ name: 'c', state: { waiting: { reason, ...more } } })
const running = { name: 'c', state: { running: {} }, ready: false }
const ended = (exitCode: number, more = {}) => ({ name: 'c', state: { terminated: { exitCode, ...more } } })
const probe = (readinessProbe: object) => ({ containers: [{ name: 'c', readinessProbe }] })
const before = (terminated: object) => ({ lastState: { terminated } })
const initializing = { conditions: [condition('Initialized', 'False')] }

test.each<[string, object | undefined, object?]>([
  ['it has no status', undefined],
  ['it is not scheduled', { conditions: [condition('PodScheduled', 'False')] }],
  [
    'it is not scheduled (0/3 nodes)',
    { conditions: [condition('PodScheduled', 'False', { message: '0/3 nodes', reason: 'Unschedulable' })] },
  ],
  [
    'it is not scheduled (Unschedulable)',
    { conditions: [condition('PodScheduled', 'False', { reason: 'Unschedulable' })] },
  ],
  ['container c is waiting: CrashLoopBackOff', { containerStatuses: [waiting('CrashLoopBackOff')] }],
  [
    'container c is waiting: ImagePullBackOff (no such image)',
    { containerStatuses: [waiting('ImagePullBackOff', { message: 'no such image' })] },
  ],
  [
    'container c is waiting: CrashLoopBackOff, 1 restarts, ended before with OOMKilled, exit code 137',
    {
      containerStatuses: [
        {
          ...waiting('CrashLoopBackOff'),
          restartCount: 1,
          ...before({ reason: 'OOMKilled', exitCode: 137 }),
        },
      ],
    },
  ],
  [
    'container c is waiting: x, ended before with exit code 0',
    { containerStatuses: [{ ...waiting('x'), ...before({ exitCode: 0 }) }] },
  ],
  [
    'container c is waiting: x, ended before with Error',
    { containerStatuses: [{ ...waiting('x'), ...before({ reason: 'Error' }) }] },
  ],
  // the containers of a pod whose init containers run wait with this reason: it says nothing
  [
    'it has no Ready condition (phase Pending)',
    { phase: 'Pending', containerStatuses: [waiting('PodInitializing')] },
  ],
  ['it has no Ready condition (phase unknown)', { containerStatuses: [ended(0)] }],
  ['container c has ended: Error, exit code 1', { containerStatuses: [ended(1)] }],
  [
    'container c has ended: OOMKilled, exit code 137',
    { containerStatuses: [ended(137, { reason: 'OOMKilled' })] },
  ],
  [
    'init container c is waiting: x',
    { initContainerStatuses: [waiting('x')], containerStatuses: [waiting('y')] },
  ],
  ['init container c has ended: Error, exit code 2', { initContainerStatuses: [ended(2)] }],
  [
    'init container c has not finished: the containers behind it wait for it',
    { ...initializing, initContainerStatuses: [running], containerStatuses: [waiting('y')] },
  ],
  [
    'init container c has not finished: the containers behind it wait for it, ended before with exit code 1',
    { ...initializing, initContainerStatuses: [{ ...running, ...before({ exitCode: 1 }) }] },
  ],
  // a sidecar runs on, and the others do not wait for it
  [
    'container c is waiting: y',
    { ...initializing, initContainerStatuses: [running], containerStatuses: [waiting('y')] },
    { initContainers: [{ name: 'c', restartPolicy: 'Always' }] },
  ],
  [
    'container c is waiting: y',
    {
      conditions: [condition('Initialized', 'True')],
      initContainerStatuses: [running],
      containerStatuses: [waiting('y')],
    },
  ],
  [
    'readiness gate lb is not True',
    { conditions: [condition('ok', 'True'), condition('lb', 'False')], containerStatuses: [running] },
    { readinessGates: [{ conditionType: 'ok' }, { conditionType: 'lb' }] },
  ],
  [
    'container c is not running yet',
    { containerStatuses: [{ name: 'c', state: {}, ready: false }] },
    probe({ tcpSocket: { port: 1 } }),
  ],
  ['container c runs but is not ready', { containerStatuses: [{ ...running, name: 'c' }] }],
  [
    'readiness probe of container c fails: GET :8080/up',
    { containerStatuses: [{ name: 'other', ready: true }, running] },
    probe({ httpGet: { port: 8080, path: '/up' } }),
  ],
  ['readiness probe of container c fails: GET :?/', { containerStatuses: [running] }, probe({ httpGet: {} })],
  [
    'readiness probe of container c fails: TCP :53',
    { containerStatuses: [running] },
    probe({ tcpSocket: { port: 53 } }),
  ],
  [
    'readiness probe of container c fails: gRPC :9',
    { containerStatuses: [running] },
    probe({ grpc: { port: 9 } }),
  ],
  ['readiness probe of container c fails', { containerStatuses: [running] }, probe({ exec: {} })],
  ['its Ready condition is False', { conditions: [condition('Ready', 'False')] }],
  [
    'its Ready condition is Unknown (NodeLost)',
    { conditions: [condition('Ready', 'Unknown', { reason: 'NodeLost' })] },
  ],
  [
    `its Ready condition is False (${'x'.repeat(160)}…)`,
    { conditions: [condition('Ready', 'False', { message: 'x'.repeat(161) })] },
  ],
  [
    `its Ready condition is False (${'x'.repeat(160)})`,
    { conditions: [condition('Ready', 'False', { message: 'x'.repeat(160) })] },
  ],
])('%s', (expected, status, spec = {}) => {
  expect(whyNotReady({ kind: 'Pod', spec, status } as unknown as Pod)).toBe(expected)
})
