import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { servedAt } from '../../src/diagnose/served.ts'
import { podSourceOfPod } from '../../src/kube/workload/pod-source.ts'
import { formatPath, valueAt } from '../../src/world/place.ts'
import type { Container, ContainerStatus, Pod } from '../../src/world/types/manifest.ts'
import { resourceOf } from '../world-of.ts'
import { recordedIn } from '../recorded.ts'
import { servedInFull } from './served-in-full.ts'

const expectRecorded = recordedIn(join(import.meta.dirname, 'served-on-grounds.txt'))

/** A row: a container (or several), a port, and what is said of it. */
type Row = readonly [
  what: string,
  containers: Partial<Container> | readonly Partial<Container>[],
  port: number,
  says: string,
]

const web = { image: 'registry.example/web:1' }
const on = (containerPort: number, name = '') => ({ ports: [{ containerPort, ...(name && { name }) }] })

const rows: readonly Row[] = [
  ['a declared port', { ...web, ...on(8080) }, 8080, 'port-declared'],
  ['nothing said at all', web, 8080, 'port-not-mentioned'],
  ['an argument alone', { ...web, args: ['--port=8080'] }, 8080, 'port-mentioned'],
  ['a variable alone', { ...web, env: [{ name: 'PORT', value: '8080' }] }, 8080, 'port-mentioned'],
  [
    'python http.server',
    { ...web, command: ['python', '-m', 'http.server', '8000'] },
    8000,
    'port-mentioned',
  ],
  ['another port is the only one declared', { ...web, ...on(8080) }, 9090, 'port-undeclared 8080'],
  [
    'another is declared, an argument says this',
    { ...web, ...on(8080), args: ['--metrics-port', '9090'] },
    9090,
    'port-mentioned',
  ],
  [
    'a liveness probe speaks of it',
    { ...web, ...on(8080), livenessProbe: { tcpSocket: { port: 9090 } } },
    9090,
    'port-mentioned',
  ],
  [
    'a probe of another host does not',
    { ...web, ...on(8080), livenessProbe: { tcpSocket: { port: 9090, host: '10.0.0.1' } } },
    9090,
    'port-undeclared 8080',
  ],

  [
    'arguments say another',
    { ...web, ...on(6666, 'http'), args: ['serve', '--http-port=8080'] },
    6666,
    'settings-name-other-port 8080',
  ],
  [
    'arguments in two words',
    { ...web, ...on(6666), args: ['--port', '8080'] },
    6666,
    'settings-name-other-port 8080',
  ],
  [
    'arguments in a shell',
    { ...web, ...on(6666), command: ['sh', '-c', 'exec app --port 8080 --host 0.0.0.0'] },
    6666,
    'settings-name-other-port 8080',
  ],
  [
    'a Java property',
    { ...web, ...on(6666), args: ['-Dserver.port=8080'] },
    6666,
    'settings-name-other-port 8080',
  ],
  [
    'the variable PORT says another',
    { ...web, ...on(8080), env: [{ name: 'PORT', value: '3000' }] },
    8080,
    'settings-name-other-port 3000',
  ],
  [
    'PORT, and nothing declared',
    { ...web, env: [{ name: 'PORT', value: '3000' }] },
    8080,
    'settings-name-other-port 3000',
  ],
  [
    'the port of metrics is another one',
    { ...web, ...on(8080), args: ['--metrics-port=9090'] },
    8080,
    'port-declared',
  ],
  [
    'the port of a peer is another one',
    { ...web, ...on(8080), env: [{ name: 'DB_PORT', value: '5432' }] },
    8080,
    'port-declared',
  ],
  [
    'the host next to it makes it one of a peer',
    {
      ...web,
      ...on(8080),
      env: [
        { name: 'SERVER_HOST', value: 'api' },
        { name: 'SERVER_PORT', value: '80' },
      ],
    },
    8080,
    'port-declared',
  ],
  [
    'of two declared ports --port may mean the other',
    { ...web, ports: [{ containerPort: 8080 }, { containerPort: 9090 }], args: ['--port=9090'] },
    8080,
    'port-declared',
  ],
  [
    'of two declared ports the name decides',
    {
      ...web,
      ports: [{ name: 'grpc', containerPort: 8080 }, { containerPort: 9090 }],
      args: ['--grpc-port=50051'],
    },
    8080,
    'settings-name-other-port 50051',
  ],
  [
    'a probe that was never sent does not outweigh it',
    { ...web, ...on(6666), args: ['--port=8080'], readinessProbe: { tcpSocket: { port: 6666 } } },
    6666,
    'settings-name-other-port 8080',
  ],

  [
    'the readiness probe asks another port',
    { ...web, ...on(8080), readinessProbe: { tcpSocket: { port: 9080 } } },
    8080,
    'probe-on-other-port 9080',
  ],
  [
    'a probe on another port that is declared',
    {
      ...web,
      ports: [{ containerPort: 8080 }, { containerPort: 9080 }],
      readinessProbe: { tcpSocket: { port: 9080 } },
    },
    8080,
    'port-declared',
  ],
  [
    'a probe on another port that is set',
    { ...web, ...on(8080), args: ['--health-port=9080'], readinessProbe: { tcpSocket: { port: 9080 } } },
    8080,
    'port-declared',
  ],
  [
    'a probe by the name of the port',
    { ...web, ...on(8080, 'http'), readinessProbe: { httpGet: { port: 'http' } } },
    8080,
    'port-declared',
  ],

  [
    'on loopback by an argument',
    { ...web, ...on(8080), args: ['--host=localhost', '--port=8080'] },
    8080,
    'listens-on-loopback',
  ],
  [
    'on loopback, in one',
    { ...web, ...on(8000), args: ['--bind', '127.0.0.1:8000'] },
    8000,
    'listens-on-loopback',
  ],
  [
    'on loopback behind a letter that servers listen by',
    { ...web, ...on(8080), command: ['httpd'], args: ['-f', '-p', '127.0.0.1:8080', '-h', '/www'] },
    8080,
    'listens-on-loopback',
  ],
  [
    'a letter that clients use, too, with a port alone',
    { ...web, ...on(8080), args: ['-p', '5432'] },
    8080,
    'port-declared',
  ],
  [
    'another argument has the number, whatever it is for',
    { ...web, ...on(5353), args: ['serve', '-port', '8080', '-udp', '5353'] },
    5353,
    'port-declared',
  ],
  [
    'another argument has the number, as the port of another host',
    { ...web, ...on(5353), args: ['--port=8080', '--upstream=http://dns:5353'] },
    5353,
    'settings-name-other-port 8080',
  ],
  [
    'on loopback by a variable',
    { ...web, ...on(8080), env: [{ name: 'HOST', value: '127.0.0.1' }] },
    8080,
    'listens-on-loopback',
  ],
  ['on all addresses', { ...web, ...on(8080), args: ['--host=0.0.0.0'] }, 8080, 'port-declared'],
  [
    'another port on loopback',
    { ...web, ...on(8443), args: ['--metrics-bind-address=127.0.0.1:8080'] },
    8443,
    'port-declared',
  ],
  [
    'what is on loopback is called by a sidecar',
    [
      { ...web, args: ['--listen-address=127.0.0.1:8080'] },
      { image: 'registry.example/proxy:1', ...on(8443), args: ['--upstream=http://127.0.0.1:8080/'] },
    ],
    8443,
    'port-declared',
  ],
  [
    'the host of a client',
    { image: 'registry.example/mysqld-exporter:1', ...on(9104), args: ['--host=localhost'] },
    9104,
    'port-declared',
  ],
  [
    'a database on localhost',
    {
      ...web,
      ...on(8080),
      args: ['--db-url', 'localhost:5432'],
      env: [{ name: 'DB_HOST', value: 'localhost' }],
    },
    8080,
    'port-declared',
  ],

  ['a stock image elsewhere', { image: 'nginx:1.27', ...on(84) }, 84, 'image-listens-elsewhere 80'],
  [
    'a stock image by its full name',
    { image: 'docker.io/library/redis:7@sha256:abc' },
    6380,
    'image-listens-elsewhere 6379',
  ],
  ['a stock image where it listens', { image: 'nginx' }, 80, 'port-of-image'],
  [
    'a stock image with a configuration',
    {
      image: 'nginx',
      ...on(84),
      volumeMounts: [{ name: 'c', mountPath: '/etc/nginx/conf.d' }],
    } as Partial<Container>,
    84,
    'port-declared',
  ],
  [
    'a stock image with a file of its configuration',
    {
      image: 'nginx',
      ...on(84),
      volumeMounts: [{ name: 'c', mountPath: '/etc/nginx/nginx.conf', subPath: 'c' }],
    } as Partial<Container>,
    84,
    'port-declared',
  ],
  [
    'a stock image with arguments',
    { image: 'redis', ...on(6380), args: ['--port', '6380'] },
    6380,
    'port-declared',
  ],
  [
    'a stock image with a variable for its port',
    { image: 'postgres', ...on(5433), env: [{ name: 'PGPORT', value: '5433' }] },
    5433,
    'port-declared',
  ],
  [
    'an image of the same name of another publisher',
    { image: 'registry.example/nginx', ...on(84) },
    84,
    'port-declared',
  ],
]

describe('what a manifest says of a port', () => {
  test.each(rows)('%s', (name, containers, port, says) => {
    const list = (Array.isArray(containers) ? containers : [containers]) as Container[]
    const served = servedAt(podOf(list.map((each, index) => ({ ...each, name: `c${index}` }))), {
      port,
      protocol: 'TCP',
    })
    const instead = served.instead === undefined ? '' : ` ${served.instead}`
    expect(`${served.code}${instead}`).toBe(says)
    expectRecorded(name, servedInFull(served))
    expect(served.because).not.toMatch(/undefined|\[object/)
    // each ground is a field that is there
    for (const { resource, path } of served.evidence)
      expect([formatPath(path), valueAt(resource.manifest, path)]).not.toContain(undefined)
  })
})

describe('what a running pod shows', () => {
  const running: ContainerStatus = { name: 'c', ready: true, started: true, state: { running: {} } }
  const probe = { readinessProbe: { httpGet: { port: 8080 } } }
  const container = (more: Partial<Container>): Container => ({ name: 'c', ...web, ...on(8080), ...more })
  const ask = (more: Partial<Container>, status: ContainerStatus, phase = 'Running') =>
    servedAt(podOf([container(more)], { phase, containerStatuses: [status] }), {
      port: 8080,
      protocol: 'TCP',
    })

  test('a readiness probe on this port that passes proves it, whatever arguments say', () => {
    expect(ask({ ...probe, args: ['--host=localhost'] }, running)).toMatchObject({ grounds: 'probed' })
  })
  test('a startup probe that passed proves it', () => {
    expect(ask({ startupProbe: { tcpSocket: { port: 8080 } } }, running)).toMatchObject({ grounds: 'probed' })
  })
  test('to be ready without a probe proves nothing', () => {
    expect(ask({}, running)).toMatchObject({ grounds: 'declared' })
  })
  test('a probe is TCP', () => {
    const pod = podOf([container({ ports: [{ containerPort: 8080, protocol: 'UDP' }], ...probe })], {
      containerStatuses: [running],
    })
    expect(servedAt(pod, { port: 8080, protocol: 'UDP' })).toMatchObject({ grounds: 'declared' })
  })
  test('a readiness probe that fails speaks against it', () => {
    expect(ask(probe, { ...running, ready: false })).toMatchObject({ code: 'probe-fails' })
  })
  test('a container that crashes serves nothing, and its last end is told', () => {
    const status: ContainerStatus = {
      name: 'c',
      ready: false,
      restartCount: 7,
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
    }
    expect(ask({}, status)).toMatchObject({
      outcome: 'refuses',
      because: expect.stringContaining(
        'ended before with OOMKilled, exit code 137, 7 restarts',
      ) as unknown as string,
    })
  })
  test('a pod that has ended serves nothing', () => {
    const status: ContainerStatus = { name: 'c', state: { terminated: { exitCode: 0 } } }
    expect(ask({}, status, 'Succeeded')).toMatchObject({ outcome: 'refuses', code: 'pod-ended' })
  })
})

function podOf(containers: readonly Container[], status?: Pod['status']) {
  const pod: Pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers } }
  return podSourceOfPod(resourceOf(status === undefined ? pod : { ...pod, status }))
}
