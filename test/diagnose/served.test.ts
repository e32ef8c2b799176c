import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { servedAt } from '../../src/diagnose/served.ts'
import { podSourceOfPod } from '../../src/kube/workload/pod-source.ts'
import type { Pod } from '../../src/world/types/manifest.ts'
import type { Resource } from '../../src/world/resource.ts'
import { recordedIn } from '../recorded.ts'
import { servedInFull } from './served-in-full.ts'

const expectRecorded = recordedIn(join(import.meta.dirname, 'served.txt'))

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
    ['gunicorn by its default', { command: ['gunicorn', 'app:app'] }, undefined, 'doubtful', 'none'],
    [
      'gunicorn that is told',
      { command: ['gunicorn', 'app:app'], env: [{ name: 'PORT', value: '8080' }] },
      undefined,
      'serves',
      'declared',
    ],
    [
      'gunicorn with a file of settings',
      { command: ['gunicorn', '-c', 'g.py', 'app:app'], ports: ports(8080) },
      undefined,
      'serves',
      'declared',
    ],
    [
      'uvicorn in a line of a shell',
      { command: ['sh', '-c', 'exec uvicorn main:app --port 8080'] },
      undefined,
      'doubtful',
      'none',
    ],
    [
      'uvicorn with options of the shell',
      { command: ['sh', '-c', 'uvicorn main:app $OPTIONS'], ports: ports(8080) },
      undefined,
      'serves',
      'declared',
    ],
    ['flask run', { args: ['flask', 'run', '--port=8080'] }, undefined, 'doubtful', 'none'],
    [
      'flask run on all',
      { args: ['flask', 'run', '--host', '0.0.0.0', '--port=8080'] },
      undefined,
      'serves',
      'declared',
    ],
    [
      'django by its default',
      { command: ['python', 'manage.py', 'runserver', '8080'], ports: ports(8080) },
      undefined,
      'doubtful',
      'none',
    ],
    [
      'django on all',
      { command: ['python', './manage.py', 'runserver', '0.0.0.0:8080'] },
      undefined,
      'serves',
      'declared',
    ],
    [
      'another port of the JVM',
      { ports: ports(8080), env: [{ name: 'JAVA_TOOL_OPTIONS', value: '-Xmx1g -Dserver.port=9090' }] },
      undefined,
      'doubtful',
      'none',
    ],
    [
      'the port of ASP.NET',
      { env: [{ name: 'ASPNETCORE_HTTP_PORTS', value: '8080;8081' }] },
      undefined,
      'serves',
      'declared',
    ],
    [
      'a variable in a line of a shell',
      { command: ['sh', '-c', 'PORT=9000 node server.js'], ports: ports(8080) },
      undefined,
      'doubtful',
      'none',
    ],
    ['another address on all', { ports: ports(8080), args: ['-addr=:9090'] }, undefined, 'doubtful', 'none'],
    [
      'an address for metrics',
      { ports: ports(8080), args: ['--metrics-bind-address=:9090'] },
      undefined,
      'serves',
      'declared',
    ],
    [
      'vLLM with its options',
      { image: 'vllm/vllm-openai:v0.6.0', args: ['--model', 'm'] },
      undefined,
      'doubtful',
      'none',
    ],
    [
      'vLLM with a port',
      { image: 'vllm/vllm-openai:v0.6.0', args: ['--model', 'm', '--port', '8080'] },
      undefined,
      'serves',
      'declared',
    ],
    [
      'a readiness probe of a port that the container has not',
      { ports: [{ name: 'http', containerPort: 8080 }], readinessProbe: { httpGet: { port: 'health' } } },
      undefined,
      'refuses',
      'none',
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
  ] as const)('%s', (name, container, status, outcome, grounds) => {
    const served = of(container, status)
    expect({ outcome: served.outcome, grounds: served.grounds }).toEqual({ outcome, grounds })
    expectRecorded(name, servedInFull(served))
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
