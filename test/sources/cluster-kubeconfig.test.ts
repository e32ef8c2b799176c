import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals'
import { podContext } from '../../src/sources/cluster/context.ts'
import { readCluster, type ClusterReadOptions } from '../../src/sources/cluster/cluster.ts'
import {
  cleanUp,
  failureOf,
  folder,
  kubeconfig,
  pods,
  start,
  stopServers,
  write,
} from './cluster-fixtures.ts'

const environment = { ...process.env }
beforeEach(() => {
  process.env['HOME'] = folder
  delete process.env['KUBECONFIG']
})
afterEach(async () => {
  process.env = { ...environment }
  await stopServers()
})
afterAll(cleanUp)

const unnamed = { allNamespaces: false, requestTimeoutMs: 5000, kinds: ['Pod'] } as const
const good = kubeconfig('http://127.0.0.1:1')
const cases: readonly {
  name: string
  content: unknown
  expected: string
  more?: Partial<ClusterReadOptions>
  at?: object
}[] = [
  {
    name: 'broken YAML',
    content: 'kind: Config\nusers:\n  - name: "a\n',
    expected: 'is not valid YAML: line 4, column 1: Missing closing',
    at: { line: 4 },
  },
  {
    name: 'a tab and a token',
    content: 'users:\n\t- token: sEcret',
    expected: 'is not valid YAML',
    at: { line: 2 },
  },
  {
    name: 'binary',
    content: 'a\u0000b',
    expected: 'is not a kubeconfig: it is not text, or far too large; a kubeconfig has `kind: Config`',
  },
  { name: 'a list', content: '- a', expected: 'is not a kubeconfig: it does not hold a mapping' },
  { name: 'a manifest', content: { kind: 'Service' }, expected: 'is not a kubeconfig: it holds a Service' },
  { name: 'an alias to nothing', content: 'a: *b', expected: 'cannot be resolved' },
  {
    name: 'nothing',
    content: '',
    expected: 'config: no context is current in FILE; it holds no context; name another file',
  },
  {
    name: 'no current context',
    content: { ...good, 'current-context': '' },
    expected: 'config: no context is current in FILE; choose one with --context: "bed"',
  },
  {
    name: 'a mistyped context',
    content: good,
    more: { context: 'bde' },
    expected: 'config: there is no context "bde" in FILE; did you mean "bed"?',
  },
  {
    name: 'another context',
    content: good,
    more: { context: 'production' },
    expected: 'config: there is no context "production" in FILE; choose one with --context: "bed"',
  },
  {
    name: 'no such cluster',
    content: { ...good, clusters: [] },
    expected: 'config: context "bed" names cluster "the-cluster", which is not there; add the cluster',
  },
  {
    name: 'no such user',
    content: { ...good, users: 'x' },
    expected: 'config: context "bed" names user "ada", which is not there; add the user',
  },
  {
    name: 'no cluster',
    content: kubeconfig('', { context: { cluster: null } }),
    expected: 'config: context "bed" names no cluster',
  },
  {
    name: 'no server',
    content: kubeconfig(''),
    expected: 'config: the cluster of context "bed" names no server; a server is a URL',
  },
  {
    name: 'no URL',
    content: kubeconfig('10.0.0.1:6443'),
    expected: 'config: the server of context "bed" is not an http or https URL',
  },
  {
    name: 'a namespace that is a path',
    content: good,
    more: { namespace: '../../x' },
    expected: 'usage: "../../x" cannot be the name of a namespace',
  },
]
test.each(cases)('$name', async ({ content, expected, more, at = {} }) => {
  const file = write(content)
  const { error, text } = await failureOf(readCluster({ ...unnamed, kubeconfig: file, ...more }))
  expect(text).toContain(expected.replace('FILE', file))
  expect(text).not.toContain('sEcret')
  expect(error.details).toMatchObject(error.code === 'usage' ? {} : { file, ...at })
})

test('one that cannot be read says why', async () => {
  const missing = join(folder, 'missing')
  expect((await failureOf(readCluster({ ...unnamed, kubeconfig: missing }))).text).toContain(
    `config: cannot read the kubeconfig ${missing}: there is no such file`,
  )
  expect((await failureOf(readCluster({ ...unnamed, kubeconfig: folder }))).text).toContain(
    `${folder}: it is a folder`,
  )
})

test('it is looked for where kubectl looks', async () => {
  expect((await failureOf(readCluster(unnamed))).text).toContain(
    `there is no kubeconfig at ${join(folder, '.kube', 'config')}`,
  )
  process.env['KUBECONFIG'] = join(folder, 'missing')
  expect((await failureOf(readCluster(unnamed))).text).toContain('KUBECONFIG names no file that exists')
  delete process.env['KUBECONFIG']
  const { url } = await start({ objects: { pods: pods(1) } })
  mkdirSync(join(folder, '.kube'), { recursive: true })
  writeFileSync(
    join(folder, '.kube', 'config'),
    JSON.stringify(kubeconfig(url, { context: { namespace: 'theirs' } })),
  )
  expect(await readCluster(unnamed)).toMatchObject({ context: 'bed', namespace: 'theirs' })
})

test('there may be several: of equal names the first wins, missing files are passed over', async () => {
  const server = await start({ objects: { pods: pods(1) } })
  const first = { contexts: [{ name: 'bed', context: { cluster: 'mine' } }], 'current-context': 'bed' }
  const second = {
    ...kubeconfig('http://127.0.0.1:1'),
    clusters: [{ name: 'mine', cluster: { server: server.url } }],
    'current-context': 'x',
  }
  process.env['KUBECONFIG'] = [join(folder, 'missing'), write(first), write(second)].join(delimiter)
  expect((await readCluster(unnamed)).resources).toHaveLength(1)
})

test('none is needed inside a pod', () => {
  const mounted = mkdtempSync(join(folder, 'service-account-'))
  writeFileSync(join(mounted, 'token'), 't')
  writeFileSync(join(mounted, 'namespace'), 'home\n')
  expect(podContext(mounted, {})).toBeUndefined()
  const env = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' }
  expect(podContext(mounted, env)).toMatchObject({ namespace: 'home', server: new URL('https://[fd00::1]') })
  expect(podContext(folder, env)).toBeUndefined()
})
