import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { conforms } from './conforms.ts'
import { svc } from './svc.ts'

/** What every command says of a Service whose pods the user may not list. */

const work = mkdtempSync(join(tmpdir(), 'svc-unseen-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))

const metadata = (name: string) => ({ name, namespace: 'shop', uid: `uid-of-${name}` })
const labels = { app: 'orders' }
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: metadata('orders'),
  spec: {
    clusterIP: '10.96.1.1',
    clusterIPs: ['10.96.1.1'],
    ipFamilies: ['IPv4'],
    selector: labels,
    ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }],
  },
}
const workload = (kind: string, status: object | undefined) => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: metadata('orders'),
  spec: {
    replicas: 3,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: { containers: [{ name: 'app', image: 'a', ports: [{ containerPort: 8080 }] }] },
    },
  },
  ...(status === undefined ? {} : { status }),
})
const slice = (ready: readonly boolean[]) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  addressType: 'IPv4',
  metadata: {
    ...metadata('orders-1'),
    labels: {
      'kubernetes.io/service-name': 'orders',
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
    },
  },
  ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
  endpoints: ready.map((isReady, index) => ({
    addresses: [`10.244.1.${10 + index}`],
    conditions: { ready: isReady, serving: isReady, terminating: false },
    nodeName: 'n1',
    targetRef: { kind: 'Pod', name: `orders-${index}`, namespace: 'shop' },
  })),
})

const refusal = 'user "oncall" may not list pods in namespace "shop"'
let written = 0

function snapshot(items: readonly object[], refused: readonly string[] = ['Pod']): string {
  const file = join(work, `${written++}.json`)
  const coverage = [
    { state: 'complete', because: 'listed from prod' },
    ...refused.map((kind) => ({
      kind,
      namespace: 'shop',
      state: 'forbidden',
      because: kind === 'Pod' ? refusal : `no ${kind}`,
    })),
  ]
  const content = {
    version: 1,
    kind: 'SvcSnapshot',
    takenAt: '2026-05-01T03:00:00Z',
    context: 'prod',
    coverage,
    items,
  }
  writeFileSync(file, JSON.stringify(content))
  return file
}

const noneReady = { replicas: 3, updatedReplicas: 3, unavailableReplicas: 3 }

describe('whatever others say of pods that cannot be seen', () => {
  test.each<[string, object[], string[], string, string]>([
    [
      'slices: none is ready',
      [workload('Deployment', noneReady), slice([false, false, false])],
      ['Pod'],
      'broken',
      '0/3',
    ],
    [
      'slices: some are',
      [workload('Deployment', undefined), slice([true, true, false])],
      ['Pod'],
      'degraded',
      '2/3',
    ],
    [
      'slices: all are',
      [workload('StatefulSet', undefined), slice([true, true, true])],
      ['Pod'],
      'healthy',
      '3/3',
    ],
    [
      'only the status of the workload',
      [workload('Deployment', noneReady)],
      ['Pod', 'EndpointSlice'],
      'broken',
      '0/3',
    ],
    ['nothing', [workload('Deployment', undefined)], ['Pod', 'EndpointSlice'], 'unknown', '0/3'],
  ])('%s', async (_, items, refused, health, ready) => {
    const file = snapshot([service, ...items], refused)
    const listed = await svc(['ls', '-f', file, '-o', 'json'])
    const { services } = JSON.parse(listed.stdout) as {
      services: { health: string; ready: number; total: number }[]
    }
    expect(services.map((row) => [row.health, `${row.ready}/${row.total}`])).toEqual([[health, ready]])
    for (const command of [
      ['ls'],
      ['endpoints', 'orders', '-n', 'shop'],
      ['trace', 'orders', '-n', 'shop'],
      ['lint'],
    ]) {
      const run = await svc([...command, '-f', file])
      expect(run.stdout).not.toMatch(/by its manifests|not created yet|pods? expected|nothing wrong/)
      if (health === 'unknown') expect(run.stdout).not.toContain('WORKS')
    }
  })
})

test('every command names the right that is missing, in text, JSON and exit code', async () => {
  const file = snapshot([service, workload('Deployment', noneReady), slice([false])])
  const right = { verb: 'list', group: '', resource: 'pods', namespace: 'shop' }
  const commands: readonly [string, string[], number][] = [
    // the slices say what it shows
    ['ls', [], 0],
    ['endpoints', ['orders', '-n', 'shop'], 3],
    ['who', ['orders', '-n', 'shop'], 3],
    ['trace', ['orders', '-n', 'shop'], 1],
    ['lint', [], 1],
  ]
  for (const [command, args, status] of commands) {
    const text = await svc([command, ...args, '-f', file])
    expect([command, text.status]).toEqual([command, status])
    expect(text.stdout.replaceAll(/\s+/g, ' ')).toContain(`list pods in namespace shop: ${refusal}`)
    const json: unknown = JSON.parse((await svc([command, ...args, '-f', file, '-o', 'json'])).stdout)
    expect(json).toMatchObject({ unread: [{ state: 'forbidden', kind: 'Pod', namespace: 'shop', right }] })
    expect(conforms(command, json)).toEqual([])
  }
})
