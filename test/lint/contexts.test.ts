import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { conforms } from '../conforms.ts'
import { cleanUp, start, stopServers, write } from '../sources/cluster-fixtures.ts'
import * as api from '../sources/kubernetes-list-api.ts'
import { svc } from '../svc.ts'

// svc lint --contexts: two clusters of a fleet that answer, and one that does not
const service = (app: string) => ({
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    clusterIP: '10.96.0.9',
    clusterIPs: ['10.96.0.9'],
    ipFamilies: ['IPv4'],
    selector: { app },
    ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }],
  },
})
const served = [
  'endpointslices deployments replicasets statefulsets daemonsets jobs cronjobs replicationcontrollers nodes configmaps namespaces',
  'events networkpolicies ingresses ingressclasses apiservices validatingwebhookconfigurations mutatingwebhookconfigurations',
].flatMap((line) => line.split(' '))
const objectsWith = (app: string) => ({
  services: [service(app)],
  pods: [
    {
      metadata: { name: 'web-1', namespace: 'default', labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: 'web', ports: [{ containerPort: 8080 }] }] },
      status: {
        phase: 'Running',
        podIP: '10.1.0.4',
        podIPs: [{ ip: '10.1.0.4' }],
        conditions: [{ type: 'Ready', status: 'True' }],
      },
    },
  ],
  ...Object.fromEntries(served.map((resource) => [resource, []])),
})
const reply = ({ path }: api.Seen) =>
  path === '/apis' ? api.body(JSON.stringify({ groups: [] }), 'application/json') : undefined
let kubeconfig = ''

beforeAll(async () => {
  const [bad, good] = [
    await start({ objects: objectsWith('wbe'), reply }),
    await start({ objects: objectsWith('web'), reply }),
  ]
  const servers = { bad: bad.url, good: good.url, gone: 'http://127.0.0.1:1' }
  kubeconfig = write({
    kind: 'Config',
    'current-context': 'good',
    clusters: Object.entries(servers).map(([name, server]) => ({ name, cluster: { server } })),
    users: [],
    contexts: Object.keys(servers).map((name) => ({ name, context: { cluster: name } })),
  })
})
afterAll(async () => {
  await stopServers()
  cleanUp()
})
const run = (contexts: string, ...words: string[]) =>
  svc([
    'lint',
    '--rule',
    'selector-matches-nothing',
    '--contexts',
    contexts,
    '--kubeconfig',
    kubeconfig,
    ...words,
  ])

describe('svc lint --contexts', () => {
  test('a section for each context, and a line of the table', async () => {
    const { status, stdout, stderr } = await run('bad,good,gone')
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
    expect(stdout.match(/^context \w+$/gm)).toEqual(['context bad', 'context good', 'context gone'])
    expect(stdout).toMatch(/^bad\/default\/Service\/web .* error \[selector-matches-nothing\]$/m)
    expect(stdout.slice(stdout.lastIndexOf('CONTEXT'))).toMatchInlineSnapshot(`
"CONTEXT  ERRORS  WARNINGS  NOTES  NOT DECIDED  SERVICES  NOT READ
bad      1       0         0      0            1         0
good     0       0         0      0            1         0
gone     -       -         -      -            -         failed
"
`)
  })

  test.each([
    ['good', 0],
    ['bad', 1],
    ['gone,bad', 1],
    ['good,gone', 4],
    ['all', 1],
  ])('%s ends with %i, the worst of all', async (contexts, status) => {
    expect((await run(contexts)).status).toBe(status)
  })

  test('JSON has the result of each, as lint alone prints it', async () => {
    const { stdout } = await run('all', '-o', 'json')
    const { contexts, ...rest } = JSON.parse(stdout) as {
      contexts: { name: string; lint?: object; error?: object }[]
    }
    expect(conforms('lint-contexts', { contexts, ...rest })).toEqual([])
    expect(contexts.map(({ name }) => name)).toEqual(['bad', 'gone', 'good'])
    expect(contexts[1]?.error).toMatchObject({ code: 'cluster-unreachable' })
    for (const name of ['bad', 'good']) {
      const own = contexts.find((each) => each.name === name)?.lint
      expect(conforms('lint', own)).toEqual([])
      const words = ['lint', '--rule', 'selector-matches-nothing', '--context', name, '-o', 'json']
      const alone = await svc([...words, '--kubeconfig', kubeconfig])
      expect(own).toEqual(JSON.parse(alone.stdout))
    }
  })

  test('other formats hold all of them, told apart, and what failed as unread', async () => {
    const { stdout } = await run('bad,gone', '-o', 'sarif')
    const [{ results, invocations }] = (
      JSON.parse(stdout) as {
        runs: [
          {
            results: { partialFingerprints: Record<string, string> }[]
            invocations: { executionSuccessful: boolean; toolExecutionNotifications: unknown[] }[]
          },
        ]
      }
    ).runs
    expect(results[0]?.partialFingerprints['svc/v1']).toMatch(/^bad selector-matches-nothing /)
    expect(invocations[0]).toMatchObject({ executionSuccessful: false })
    expect(JSON.stringify(invocations)).toContain('context gone')
  })

  test.each([
    [['all', 'deploy/'], '--contexts lints clusters, not files'],
    [['goood'], 'did you mean good?'],
    [['good,'], ''],
    [[','], '--contexts names no context'],
    [['good', '--context', 'bad'], '--context'],
    [['good', '-f', 'x.yaml'], '--filename'],
  ])('%j', async ([contexts = '', ...words], said) => {
    const { status, stderr } = await run(contexts, ...words)
    expect(stderr).toContain(said)
    expect(status).toBe(said === '' ? 0 : 2)
  })
})
