import { describe, expect, test } from '@jest/globals'
import { servedAt } from '../../src/diagnose/served.ts'
import { podSourceOfPod } from '../../src/kube/workload/pod-source.ts'
import type { Pod } from '../../src/world/types/manifest.ts'
import type { Resource } from '../../src/world/resource.ts'

function podSource(spec: Pod['spec'], status?: Pod['status']) {
  const manifest = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec, status } as Pod
  const origin = { label: 'test', locate: () => undefined, comments: () => [] }
  return podSourceOfPod({ ...manifest, namespace: 'shop', name: 'p', manifest, origin } as Resource<Pod>)
}

const ready = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }
const of = (container: object, status?: Pod['status']) =>
  servedAt(podSource({ containers: [{ name: 'c', ...container }] }, status), { port: 8080, protocol: 'TCP' })
const ports = (...numbers: number[]) => numbers.map((containerPort) => ({ containerPort }))

describe('whether a program serves a port, and on what grounds', () => {
  test.each([
    ['nothing speaks of it', {}, undefined, 'serves', 'none'],
    ['declared', { ports: ports(8080) }, undefined, 'serves', 'declared'],
    [
      'declared over UDP only',
      { ports: [{ containerPort: 8080, protocol: 'UDP' }] },
      undefined,
      'doubtful',
      'none',
    ],
    ['other ports declared', { ports: ports(9090) }, undefined, 'doubtful', 'none'],
    [
      'an argument speaks of it',
      { ports: ports(9090), args: ['--port=8080'] },
      undefined,
      'serves',
      'declared',
    ],
    ['probed and ready', { readinessProbe: { tcpSocket: { port: 8080 } } }, ready, 'serves', 'probed'],
    [
      'probed by name and ready',
      { ports: [{ name: 'http', containerPort: 8080 }], readinessProbe: { httpGet: { port: 'http' } } },
      ready,
      'serves',
      'probed',
    ],
    [
      'probed at another host',
      { ports: ports(8080), readinessProbe: { httpGet: { port: 8080, host: '127.0.0.1' } } },
      ready,
      'serves',
      'declared',
    ],
    [
      'probed on another port that passes',
      { ports: ports(8080), readinessProbe: { tcpSocket: { port: 9080 } } },
      ready,
      'serves',
      'declared',
    ],
    [
      'a probe of a port that nothing declares',
      { ports: ports(8080), readinessProbe: { tcpSocket: { port: 9080 } } },
      undefined,
      'doubtful',
      'none',
    ],
    [
      'listens on loopback',
      { ports: ports(8080), args: ['--host=localhost'] },
      undefined,
      'doubtful',
      'none',
    ],
    [
      'listens on loopback, in two words',
      { ports: ports(8080), args: ['--bind', '127.0.0.1'] },
      undefined,
      'doubtful',
      'none',
    ],
    [
      'listens on loopback, by a variable',
      { ports: ports(8080), env: [{ name: 'HOST', value: '127.0.0.1' }] },
      undefined,
      'doubtful',
      'none',
    ],
    [
      'calls a program on loopback',
      { ports: ports(8080), args: ['--db-host=localhost'] },
      undefined,
      'serves',
      'declared',
    ],
    [
      'another port on loopback',
      { ports: ports(8080), args: ['--listen=127.0.0.1:9999'] },
      undefined,
      'serves',
      'declared',
    ],
    [
      'loopback, but the probe passes',
      { args: ['--host=localhost'], readinessProbe: { tcpSocket: { port: 8080 } } },
      ready,
      'serves',
      'probed',
    ],
    ['ended', { ports: ports(8080) }, { phase: 'Succeeded' }, 'refuses', 'none'],
    [
      'crashing',
      { ports: ports(8080) },
      {
        phase: 'Running',
        containerStatuses: [
          {
            name: 'c',
            restartCount: 3,
            state: { waiting: { reason: 'CrashLoopBackOff' } },
            lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
          },
        ],
      },
      'refuses',
      'none',
    ],
    [
      'running',
      { ports: ports(8080) },
      { phase: 'Running', containerStatuses: [{ name: 'c', state: { running: {} } }] },
      'serves',
      'declared',
    ],
  ] as const)('%s', (_, container, status, outcome, grounds) => {
    const served = of(container, status)
    expect({ outcome: served.outcome, grounds: served.grounds }).toEqual({ outcome, grounds })
  })

  test('how a container ended is quoted', () => {
    const state = {
      name: 'c',
      restartCount: 3,
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
    }
    expect(of({}, { phase: 'Running', containerStatuses: [state] }).because).toContain(
      'c is waiting (CrashLoopBackOff), ended before with OOMKilled, exit code 137, 3 restarts',
    )
  })
})
