import { afterAll, afterEach, expect, test } from '@jest/globals'
import { kinds } from '../../src/world/kinds.ts'
import { svc } from '../svc.ts'
import { cleanUp, kubeconfig, start, stopServers, write } from './cluster-fixtures.ts'
import { status, type Seen } from './kubernetes-list-api.ts'

/** Events explain: they are asked for where something does not answer, about the objects that it hangs on, and decide nothing. */

afterEach(stopServers)
afterAll(cleanUp)

const named = (name: string, more = {}) => ({ metadata: { name, namespace: 'shop', uid: name, ...more } })
const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main' }] } }
const workload = { replicas: 2, selector: { matchLabels: { app: 'web' } }, template }
const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'web', controller: true }
const event = (reason: string, kind: string, name: string, more = {}) => ({
  ...named(`${name}.${reason}`),
  involvedObject: { kind, namespace: 'shop', name, uid: name },
  type: 'Warning',
  reason,
  message: `what ${reason} says\u001b[31m`,
  ...more,
})
const objects = {
  ...Object.fromEntries(Object.values(kinds).map(({ resource }) => [resource, []])),
  services: [
    { ...named('web'), spec: { clusterIP: '10.96.0.7', selector: { app: 'web' }, ports: [{ port: 80 }] } },
  ],
  deployments: [{ ...named('web'), spec: workload }],
  replicasets: [{ ...named('web-5d4', { ownerReferences: [owner] }), spec: workload }],
  events: [
    event('FailedCreate', 'ReplicaSet', 'web-5d4'),
    event('Stranger', 'ReplicaSet', 'other'),
    event('Old', 'ReplicaSet', 'web-5d4', {
      involvedObject: { kind: 'ReplicaSet', name: 'web-5d4', uid: 'before' },
    }),
    event('Fine', 'ReplicaSet', 'web-5d4', { type: 'Normal' }),
  ],
}

async function run(words: readonly string[], reply?: (seen: Seen) => ReturnType<typeof status> | undefined) {
  const server = await start({ objects, ...(reply === undefined ? {} : { reply }) })
  const result = await svc([...words, '-n', 'shop', '--kubeconfig', write(kubeconfig(server.url))])
  return { ...result, asked: server.seen.filter(({ resource }) => resource === 'events') }
}

test.each([['trace', 'web'], ['lint'], ['endpoints', 'web']])(
  'svc %s quotes what is reported',
  async (...words) => {
    const { stdout, asked } = await run(words)
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('event FailedCreate: what FailedCreate says')
    expect(stdout).not.toMatch(/Stranger|Old|Fine|\u001b/)
    expect(asked.length).toBeGreaterThan(0)
    expect(asked.length).toBeLessThanOrEqual(4)
    for (const { query } of asked)
      expect(query.get('fieldSelector')).toMatch(/^involvedObject\.kind=.*,type=Warning$/)
  },
)

test.each([['trace', 'web'], ['lint'], ['endpoints', 'web']])(
  'svc %s: Events that may not be read leave everything else as it is',
  async (...words) => {
    const before = await run(words)
    const after = await run(words, ({ resource }) =>
      resource === 'events' ? status(403, 'events is forbidden') : undefined,
    )
    expect(after.status).toBe(before.status)
    expect(after.stdout).not.toContain('FailedCreate says')
    expect(after.stdout.replaceAll(/\s+/g, ' ')).toContain('so that reasons may be missing')
    expect(after.asked).not.toHaveLength(0)
  },
)
