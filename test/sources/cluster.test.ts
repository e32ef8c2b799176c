import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { SvcError } from '../../src/errors.ts'
import { podContext } from '../../src/sources/cluster-context.ts'
import { readCluster, type ClusterOptions } from '../../src/sources/cluster.ts'
import * as api from './kubernetes-list-api.ts'
import { selfSignedCertificate } from './self-signed-certificate.ts'

const folder = mkdtempSync(join(tmpdir(), 'svc-cluster-'))
const environment = { ...process.env }
const started: api.ListApi[] = []

beforeEach(() => {
  process.env['HOME'] = folder
  delete process.env['KUBECONFIG']
})
afterEach(async () => {
  process.env = { ...environment }
  await Promise.all(started.splice(0).map((server) => server.close()))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function start(options: api.ListApiOptions): Promise<api.ListApi> {
  const server = await api.startListApi(options)
  started.push(server)
  return server
}

let written = 0
function write(content: unknown): string {
  const file = join(folder, `kubeconfig-${written++}`)
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

/** JSON is YAML, so this is a kubeconfig as good as any. */
function kubeconfig(server: string, { context = {}, cluster = {}, user = {} } = {}) {
  return {
    kind: 'Config',
    'current-context': 'bed',
    clusters: [{ name: 'the-cluster', cluster: { server, ...cluster } }],
    users: [{ name: 'ada', user }],
    contexts: [{ name: 'bed', context: { cluster: 'the-cluster', user: 'ada', ...context } }],
  }
}

function optionsFor(file: string, more: Partial<ClusterOptions> = {}): ClusterOptions {
  return { kubeconfig: file, allNamespaces: false, requestTimeoutMs: 5000, kinds: ['Pod'], ...more }
}

function readFrom(server: api.ListApi, more: Partial<ClusterOptions> = {}) {
  return readCluster(optionsFor(write(kubeconfig(server.url)), more))
}

async function failureOf(reading: Promise<unknown>): Promise<{ error: SvcError; text: string }> {
  const error: unknown = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof SvcError)) throw new Error(`not an SvcError: ${String(error)}`, { cause: error })
  return { error, text: `${error.code}: ${error.message}; ${error.details.hint ?? ''}` }
}

function pod(name: string, namespace = 'default', more = {}) {
  return { metadata: { name, namespace, ...more }, spec: { containers: [{ name: 'main' }] } }
}

function pods(count: number): unknown[] {
  return Array.from({ length: count }, (_, index) => pod(`pod-${index}`))
}

describe('a complete list', () => {
  test('becomes resources with the kind, the label and the coverage of their list', async () => {
    const server = await start({
      objects: {
        pods: [pod('web', 'shop'), pod('other', 'elsewhere')],
        endpointslices: [{ metadata: { name: 'web-x', namespace: 'shop' }, addressType: 'IPv4' }],
        nodes: [{ metadata: { name: 'node-1' } }],
      },
    })
    const result = await readFrom(server, { namespace: 'shop', kinds: ['Pod', 'EndpointSlice', 'Node', 'Pod'] })
    expect(result.resources.map(({ origin, manifest }) => [origin.label, manifest.apiVersion, manifest.kind])).toEqual([
      ['bed/shop/Pod/web', 'v1', 'Pod'],
      ['bed/shop/EndpointSlice/web-x', 'discovery.k8s.io/v1', 'EndpointSlice'],
      ['bed/Node/node-1', 'v1', 'Node'],
    ])
    const because = 'listed from bed'
    expect(result.coverage).toEqual([
      { kind: 'Pod', namespace: 'shop', state: 'complete', because },
      { kind: 'EndpointSlice', namespace: 'shop', state: 'complete', because },
      { kind: 'Node', state: 'complete', because },
    ])
    expect(result).toMatchObject({ context: 'bed', namespace: 'shop', serverVersion: 'v1.34.1', unread: [] })
    expect(result.resources[0]?.origin.locate(['spec'], 'key')).toBeUndefined()
    expect(result.resources[0]?.origin.comments()).toEqual([])
  })

  test('of all namespaces is asked for at once', async () => {
    const server = await start({ objects: { pods: [pod('web', 'shop'), pod('web', 'prod')] } })
    const result = await readFrom(server, { allNamespaces: true })
    expect(result.resources.map(({ namespace }) => namespace)).toEqual(['shop', 'prod'])
    expect(result.coverage).toEqual([{ kind: 'Pod', state: 'complete', because: 'listed from bed' }])
    expect(server.seen.map(({ path }) => path).toSorted()).toEqual(['/api/v1/pods', '/version'])
  })

  test('is the same in the same order for pages of any size', async () => {
    const server = { objects: { pods: [] as unknown[] }, pageSize: 1 }
    const { url } = await start(server)
    const file = write(kubeconfig(url))
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 25 }), fc.integer({ min: 1, max: 30 }), async (count, pageSize) => {
        Object.assign(server, { objects: { pods: pods(count) }, pageSize })
        const { resources } = await readCluster(optionsFor(file))
        expect(resources.map(({ name }) => name)).toEqual(Array.from({ length: count }, (_, index) => `pod-${index}`))
      }),
      { numRuns: 30 },
    )
  })

  test('keeps the names of the wire, and leaves managedFields out', async () => {
    const policy = { ingress: [{ from: [{ podSelector: {} }] }] }
    const written = { ...pod('web', 'default', { managedFields: [{ manager: 'kubectl' }] }), policy }
    const { resources } = await readFrom(await start({ objects: { pods: [written] } }))
    expect(resources[0]?.manifest).toEqual({ apiVersion: 'v1', kind: 'Pod', ...pod('web'), policy })
    expect(Object.keys(resources[0]?.manifest.metadata ?? {})).not.toContain('managedFields')
  })

  test('may be null where Go has nothing to write', async () => {
    const reply = () => api.body('{"kind":"PodList","metadata":{},"items":null}', 'application/json')
    const result = await readFrom(await start({ objects: { pods: [] }, reply }))
    expect(result).toMatchObject({ resources: [], coverage: [{ state: 'complete' }] })
  })

  test('never asks for Secrets, and asks for JSON with gzip', async () => {
    const server = await start({ objects: { pods: [] } })
    await readFrom(server)
    expect(server.seen.map(({ resource }) => resource).toSorted()).toEqual(['/version', 'pods'])
    expect(server.seen.find(({ resource }) => resource === 'pods')).toMatchObject({
      headers: { accept: 'application/json', 'accept-encoding': 'gzip', connection: 'keep-alive' },
    })
  })
})

test('what the API server would not write is unread, and hides nothing else', async () => {
  const poisoned = JSON.parse('{"__proto__":{"polluted":1},"metadata":{"name":"c","labels":{"__proto__":"x"}}}') as unknown
  const objects = { pods: [null, pod('a'), { metadata: { name: 7 } }, { metadata: {} }, 'text', poisoned, { kind: 'Secret', ...pod('b') }] }
  const { resources, unread, coverage } = await readFrom(await start({ objects }), { allNamespaces: true })
  expect(resources.map(({ kind, origin }) => [kind, origin.label])).toEqual([
    ['Pod', 'bed/default/Pod/a'],
    ['Pod', 'bed/default/Pod/c'],
    ['Pod', 'bed/default/Pod/b'],
  ])
  expect(unread).toEqual([
    { kind: 'Pod', file: 'bed/Pod/[0]', because: 'is not an object' },
    { kind: 'Pod', file: 'bed/Pod/[2]', because: expect.stringContaining('is not a Pod: .metadata.name must be a string') },
    { kind: 'Pod', file: 'bed/Pod/[3]', because: 'has no name' },
    { kind: 'Pod', file: 'bed/Pod/[4]', because: 'is not an object' },
  ])
  expect(coverage).toEqual([{ kind: 'Pod', state: 'complete', because: 'listed from bed' }])
  expect({}).not.toHaveProperty('polluted')
})

describe('what the server does not give becomes coverage', () => {
  const inShop = 'pods is forbidden: User "x" cannot list resource "pods" in API group "" in the namespace "shop"'
  const everywhere = 'pods is forbidden: User "x" cannot list resource "pods" in API group "" at the cluster scope'
  const asBob = 'users "bob" is forbidden: User "x" cannot impersonate resource "users" in API group "" at the cluster scope'
  const cases = [
    { said: inShop, state: 'forbidden', because: 'user "x" may not list pods in namespace "shop"' },
    { said: everywhere, state: 'forbidden', because: 'user "x" may not list pods in all namespaces' },
    { said: `${inShop}: no role`, state: 'forbidden', because: 'user "x" may not list pods in namespace "shop": no role' },
    { said: asBob, state: 'forbidden', because: 'user "x" may not impersonate users' },
    { said: 'quota\u001b[2J\nexceeded', state: 'forbidden', because: 'quota [2J exceeded' },
    { said: '', state: 'forbidden', because: 'listing pods in namespace "shop" is forbidden' },
  ]
  test.each(cases)('$because', async ({ said, state, because }) => {
    const reply = ({ resource }: api.Seen) => (resource === 'pods' ? api.status(403, said) : undefined)
    const server = await start({ objects: { pods: [], services: [] }, reply })
    const result = await readFrom(server, { namespace: 'shop', kinds: ['Pod', 'Service'] })
    expect(result.coverage).toEqual([
      { kind: 'Pod', namespace: 'shop', state, because },
      { kind: 'Service', namespace: 'shop', state: 'complete', because: 'listed from bed' },
    ])
  })

  test('even where everything is forbidden', async () => {
    const result = await readFrom(await start({ objects: {}, reply: () => api.status(403, inShop) }), { kinds: ['Pod', 'Node'] })
    expect(result.coverage.map(({ state }) => state)).toEqual(['forbidden', 'forbidden'])
    expect(result).not.toHaveProperty('serverVersion')
  })

  test('and so does a group that is not served', async () => {
    const result = await readFrom(await start({ objects: { pods: [] } }), { kinds: ['Pod', 'EndpointSlice'] })
    const because = 'the server does not serve endpointslices of discovery.k8s.io/v1'
    expect(result.coverage[1]).toEqual({ kind: 'EndpointSlice', namespace: 'default', state: 'partial', because })
  })
})

describe('what passes is tried again', () => {
  const first = (reply: api.Reply) => (seen: api.Seen) => (seen.resource === 'pods' && seen.before === 1 ? reply : undefined)
  const cases = [
    { name: 'a reset in the middle of a page', reply: first(api.resetMidBody), requests: 6 },
    { name: 'a server that is busy', reply: first(api.status(429, 'slow down', { 'Retry-After': '0' })), requests: 6 },
    { name: 'a server that fails for a moment', reply: first(api.status(503, 'restarting', { 'Retry-After': '0' })), requests: 6 },
    { name: 'a token that expired: the whole list, without a limit', reply: first(api.status(410, 'too old')), requests: 3 },
  ]
  test.each(cases)('$name', async ({ reply, requests }) => {
    const server = await start({ objects: { pods: pods(9) }, pageSize: 2, reply })
    const { resources } = await readFrom(server)
    expect(resources.map(({ name }) => name)).toEqual(Array.from({ length: 9 }, (_, index) => `pod-${index}`))
    expect(server.seen.filter(({ resource }) => resource === 'pods')).toHaveLength(requests)
  })

  test('a restarted list asks for everything', async () => {
    const server = await start({ objects: { pods: pods(4) }, pageSize: 2, reply: first(api.status(410, 'too old')) })
    await readFrom(server)
    const queries = server.seen.filter(({ resource }) => resource === 'pods').map(({ query }) => query.toString())
    expect(queries).toEqual(['limit=500', 'limit=500&continue=2', ''])
  })
})

describe('a server that is of no use is one sentence', () => {
  const forPods = (reply: api.Reply) => (seen: api.Seen) => (seen.resource === 'pods' ? reply : undefined)
  const sameToken = api.body('{"metadata":{"continue":"x"},"items":[]}', 'application/json')
  const cases: readonly (readonly [string, api.Reply, string])[] = [
    ['401', api.status(401, 'Unauthorized'), 'SERVER (context "bed") does not accept the credentials (401); log in again; `kubectl auth whoami --context bed` asks the same way'],
    ['500', api.status(500, 'etcd is\ngone', { 'Retry-After': '0' }), 'SERVER (context "bed") answered 500 to the list of pods: etcd is gone; it was asked twice'],
    ['429', api.status(429, '', { 'Retry-After': '0' }), 'SERVER (context "bed") answered 429 to the list of pods; it was asked twice'],
    ['plain HTTP to TLS', api.body('Client sent an HTTP request to an HTTPS server.\n', 'text/plain', 400), 'answered 400 to the list of pods: Client sent an HTTP request to an HTTPS server.; check that `server`'],
    ['410 twice', api.status(410, 'gone'), 'answered 410 to the list of pods: gone'],
    ['truncated JSON', api.truncated, 'the API server SERVER (context "bed") answered the list of pods with something that is not JSON (application/json, '],
    ['a log-in page', api.body('<html>', 'text/html'), 'with something that is not JSON (text/html, 6 characters); look for a proxy or a log-in page'],
    ['JSON that is no list', api.body('[]', 'application/json'), 'with JSON that is not a list'],
    ['items that are no list', api.body('{"items":{}}', 'application/json'), 'with JSON that is not a list'],
    ['the same token', sameToken, 'answered the list of pods with the same page for ever'],
    ['damaged gzip', api.badGzip, 'cannot reach SERVER (context "bed"): its compressed answer is damaged or far too large'],
    ['resets', api.resetMidBody, 'cannot reach SERVER (context "bed"): it closed the connection before its answer was complete, twice; try again'],
    ['no API server', api.body('nothing here', 'text/plain', 404), 'SERVER (context "bed") does not look like an API server: it serves nothing; check `server` in the kubeconfig'],
    ['a hang before the answer', api.silence, 'cannot reach SERVER (context "bed"): it did not answer within 0.2 s; check the network'],
    ['a hang in the answer', api.hang, 'cannot reach SERVER (context "bed"): it did not answer within 0.2 s; check the network'],
  ]
  test.each(cases)('%s', async (_, reply, expected) => {
    const server = await start({ objects: { pods: pods(3) }, reply: forPods(reply) })
    const { text } = await failureOf(readFrom(server, { requestTimeoutMs: 200 }))
    expect(text).toContain('cluster-unreachable: ')
    expect(text).toContain(expected.replaceAll('SERVER', server.url))
  })

  test('nothing listens', async () => {
    const server = await api.startListApi({ objects: {} })
    await server.close()
    const { text } = await failureOf(readFrom(server))
    expect(text).toContain(`cannot reach ${server.url} (context "bed"): the connection was refused; start the cluster`)
  })

  test('no such host', async () => {
    const { text } = await failureOf(readCluster(optionsFor(write(kubeconfig('http://user:secret@nowhere.invalid')))))
    expect(text).toContain('cannot reach http://nowhere.invalid (context "bed"): its host name cannot be resolved')
    expect(text).not.toContain('secret')
  })

  test('something that is not HTTP', async () => {
    const listener = createServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n'))
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
    const { port } = listener.address() as { port: number }
    const { text } = await failureOf(readCluster(optionsFor(write(kubeconfig(`http://127.0.0.1:${port}`)))))
    listener.close()
    expect(text).toContain('it does not speak HTTP')
  })
})

describe('credentials', () => {
  const tls = selfSignedCertificate()
  const trusted = { 'certificate-authority-data': Buffer.from(tls.cert).toString('base64') }
  const objects = { pods: pods(1) }

  function plugin(script: string): string {
    const file = join(folder, `plugin-${written++}`)
    writeFileSync(file, `#!${process.execPath}\n${script}\n`)
    chmodSync(file, 0o755)
    return file
  }
  const answering = (credential: string) => ({ exec: { command: plugin(`process.stdout.write(${JSON.stringify(credential)})`) } })
  const informed = `const {apiVersion} = JSON.parse(process.env.KUBERNETES_EXEC_INFO)
    process.stdout.write(JSON.stringify({apiVersion, status: {token: apiVersion + process.env.EXTRA}}))`
  const tokenFile = write('from-a-file\n')

  const accepted = [
    { name: 'a token', user: { token: 't0p' }, authorization: 'Bearer t0p' },
    { name: 'a token in a file', user: { tokenFile }, authorization: 'Bearer from-a-file' },
    { name: 'a password', user: { username: 'ada', password: 'pw' }, authorization: `Basic ${btoa('ada:pw')}` },
    { name: 'a plugin', user: answering('{"status":{"token":"from-exec"}}'), authorization: 'Bearer from-exec' },
    {
      name: 'a plugin that is told what to answer',
      user: { exec: { apiVersion: 'v1beta1', command: plugin(informed), env: [{ name: 'EXTRA', value: '!' }] } },
      authorization: 'Bearer v1beta1!',
    },
    { name: 'nobody', user: {}, authorization: undefined },
  ]
  test.each(accepted)('$name', async ({ user, authorization }) => {
    const server = await start({ objects, tls })
    await readCluster(optionsFor(write(kubeconfig(server.url, { cluster: trusted, user }))))
    expect(server.seen[0]?.headers.authorization).toBe(authorization)
  })

  test('no user at all still trusts the authority of the cluster', async () => {
    const server = await start({ objects, tls })
    const file = write(kubeconfig(server.url, { cluster: trusted, context: { user: '' } }))
    expect((await readCluster(optionsFor(file))).resources).toHaveLength(1)
  })

  test('are not sent over plain HTTP', async () => {
    const server = await start({ objects })
    await readCluster(optionsFor(write(kubeconfig(server.url, { user: { token: 't0p' } }))))
    expect(server.seen[0]?.headers.authorization).toBeUndefined()
  })

  const asBob = { as: 'bob', 'as-groups': ['a', 'b'], 'as-uid': '7', 'as-user-extra': { 'x/y': ['z'] } }
  const impersonations = [
    { name: 'the kubeconfig', user: asBob, flags: {}, sent: ['bob', 'a, b', '7', 'z'] },
    { name: 'the flags first', user: asBob, flags: { as: 'jürgen', asGroups: ['c'] }, sent: ['jürgen', 'c', '7', 'z'] },
    { name: 'the flags alone', user: {}, flags: { as: 'eve' }, sent: ['eve', undefined, undefined, undefined] },
  ]
  test.each(impersonations)('impersonation by $name', async ({ user, flags, sent }) => {
    const server = await start({ objects })
    await readCluster(optionsFor(write(kubeconfig(server.url, { user })), flags))
    const { headers = {} } = server.seen[0] ?? {}
    const names = ['impersonate-user', 'impersonate-group', 'impersonate-uid', 'impersonate-extra-x%2fy']
    expect(names.map((name) => headers[name] && Buffer.from(String(headers[name]), 'latin1').toString())).toEqual(sent)
  })

  const secret = 'eyJhbGciOiJSUzI1NiJ9abcdefghijklmnop0123456789'
  const ca = { 'certificate-authority': 'gone.crt' }
  const refused = [
    { name: 'a plugin that is missing', user: { exec: { command: 'no-such-plugin', installHint: 'brew\ninstall it' } }, expected: 'config: the credential plugin "no-such-plugin" of context "bed" cannot be started: there is no such command; brew install it' },
    { name: 'a plugin that fails', user: { exec: { command: plugin(`console.error('${secret}\\nlogin expired ${secret}'); process.exit(1)`) } }, expected: 'gave no credentials: login expired [removed]; log in again' },
    { name: 'a plugin that talks', user: answering(`token is ${secret}`), expected: 'gave no credentials: its answer cannot be understood' },
    { name: 'a plugin without a status', user: answering('{}'), expected: 'gave no credentials: its answer cannot be understood' },
    { name: 'a plugin that waits', user: { exec: { command: plugin('setTimeout(() => {}, 60000)') } }, expected: 'gave no credentials within 1 s; log in first' },
    { name: 'a file that is gone', cluster: ca, user: {}, expected: `config: cannot read ${join(folder, 'gone.crt')}, which the kubeconfig names: there is no such file` },
    { name: 'a token file that is gone', user: { tokenFile: 'gone' }, expected: `config: cannot read the token in ${join(folder, 'gone')}` },
    { name: 'a key that is none', cluster: trusted, user: { 'client-certificate-data': 'Zm9v', 'client-key-data': 'Zm9v' }, expected: 'config: the certificates or the key of context "bed" cannot be used' },
    { name: 'a certificate that nobody trusts', user: { token: secret }, expected: 'its certificate is not signed by an authority that the kubeconfig trusts; put the authority' },
    { name: 'a certificate of another host', cluster: { ...trusted, 'tls-server-name': 'other' }, user: {}, expected: 'its certificate is for another host name' },
    { name: 'a broken proxy', cluster: { ...trusted, 'proxy-url': `http://me:${secret}@` }, user: {}, expected: 'bed' },
    { name: 'a proxy that is not there', cluster: { ...trusted, 'proxy-url': `http://me:${secret}@127.0.0.1:9` }, user: {}, expected: 'the connection was refused' },
  ]
  test.each(refused)('$name', async ({ cluster = {}, user, expected }) => {
    const server = await start({ objects, tls })
    const { text } = await failureOf(readCluster(optionsFor(write(kubeconfig(server.url, { cluster, user })), { requestTimeoutMs: 1000 })))
    expect(text).toContain(expected)
    expect(text).not.toContain(secret)
  })

  test('a group needs a user, and a header cannot be smuggled', async () => {
    const file = write(kubeconfig('http://127.0.0.1:1'))
    expect((await failureOf(readCluster(optionsFor(file, { asGroups: ['g'] })))).text).toBe('usage: a group to impersonate needs a user; add --as')
    expect((await failureOf(readCluster(optionsFor(file, { as: 'a\r\nX: y' })))).error.code).toBe('usage')
  })
})

describe('the kubeconfig', () => {
  const good = kubeconfig('http://127.0.0.1:1')
  const cases: readonly { name: string; content: unknown; expected: string; more?: Partial<ClusterOptions>; at?: object }[] = [
    { name: 'broken YAML', content: 'kind: Config\nusers:\n  - name: "a\n', expected: 'is not valid YAML: Missing closing', at: { line: 4 } },
    { name: 'a tab and a token', content: 'users:\n\t- token: sEcret', expected: 'is not valid YAML', at: { line: 2 } },
    { name: 'binary', content: 'a\u0000b', expected: 'is not a kubeconfig: it is not text, or far too large; a kubeconfig has `kind: Config`' },
    { name: 'a list', content: '- a', expected: 'is not a kubeconfig: it does not hold a mapping' },
    { name: 'a manifest', content: { kind: 'Service' }, expected: 'is not a kubeconfig: it holds a Service' },
    { name: 'an alias to nothing', content: 'a: *b', expected: 'cannot be resolved' },
    { name: 'nothing', content: '', expected: 'config: no context is current in FILE; it holds no context; name another file' },
    { name: 'no current context', content: { ...good, 'current-context': '' }, expected: 'config: no context is current in FILE; choose one with --context: "bed"' },
    { name: 'a mistyped context', content: good, more: { context: 'bde' }, expected: 'config: there is no context "bde" in FILE; did you mean "bed"?' },
    { name: 'another context', content: good, more: { context: 'production' }, expected: 'config: there is no context "production" in FILE; choose one with --context: "bed"' },
    { name: 'no such cluster', content: { ...good, clusters: [] }, expected: 'config: context "bed" names cluster "the-cluster", which is not there; add the cluster' },
    { name: 'no such user', content: { ...good, users: 'x' }, expected: 'config: context "bed" names user "ada", which is not there; add the user' },
    { name: 'no cluster', content: kubeconfig('', { context: { cluster: null } }), expected: 'config: context "bed" names no cluster' },
    { name: 'no server', content: kubeconfig(''), expected: 'config: the cluster of context "bed" names no server; a server is a URL' },
    { name: 'no URL', content: kubeconfig('10.0.0.1:6443'), expected: 'config: the server of context "bed" is not an http or https URL' },
    { name: 'a namespace that is a path', content: good, more: { namespace: '../../x' }, expected: 'usage: "../../x" cannot be the name of a namespace' },
  ]
  test.each(cases)('$name', async ({ content, expected, more, at = {} }) => {
    const file = write(content)
    const { error, text } = await failureOf(readCluster(optionsFor(file, more)))
    expect(text).toContain(expected.replace('FILE', file))
    expect(text).not.toContain('sEcret')
    expect(error.details).toMatchObject(error.code === 'usage' ? {} : { file, ...at })
  })

  test('that cannot be read says why', async () => {
    const missing = join(folder, 'missing')
    expect((await failureOf(readCluster(optionsFor(missing)))).text).toContain(`config: cannot read the kubeconfig ${missing}: there is no such file`)
    expect((await failureOf(readCluster(optionsFor(folder)))).text).toContain(`${folder}: it is a folder`)
  })

  const unnamed = { allNamespaces: false, requestTimeoutMs: 5000, kinds: ['Pod'] } as const
  test('is looked for where kubectl looks', async () => {
    expect((await failureOf(readCluster(unnamed))).text).toContain(`there is no kubeconfig at ${join(folder, '.kube', 'config')}`)
    process.env['KUBECONFIG'] = join(folder, 'missing')
    expect((await failureOf(readCluster(unnamed))).text).toContain('KUBECONFIG names no file that exists')
    delete process.env['KUBECONFIG']
    const { url } = await start({ objects: { pods: pods(1) } })
    mkdirSync(join(folder, '.kube'))
    writeFileSync(join(folder, '.kube', 'config'), JSON.stringify(kubeconfig(url, { context: { namespace: 'theirs' } })))
    expect(await readCluster(unnamed)).toMatchObject({ context: 'bed', namespace: 'theirs' })
  })

  test('may be several: of equal names the first wins, missing files are passed over', async () => {
    const server = await start({ objects: { pods: pods(1) } })
    const first = { contexts: [{ name: 'bed', context: { cluster: 'mine' } }], 'current-context': 'bed' }
    const second = { ...kubeconfig('http://127.0.0.1:1'), clusters: [{ name: 'mine', cluster: { server: server.url } }], 'current-context': 'x' }
    process.env['KUBECONFIG'] = [join(folder, 'missing'), write(first), write(second)].join(delimiter)
    expect((await readCluster(unnamed)).resources).toHaveLength(1)
  })

  test('is not needed inside a pod', () => {
    const mounted = mkdtempSync(join(folder, 'service-account-'))
    writeFileSync(join(mounted, 'token'), 't')
    writeFileSync(join(mounted, 'namespace'), 'home\n')
    expect(podContext(mounted)).toBeUndefined()
    Object.assign(process.env, { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' })
    expect(podContext(mounted)).toMatchObject({ namespace: 'home', server: new URL('https://[fd00::1]') })
    expect(podContext(folder)).toBeUndefined()
  })
})

describe('nothing stays open', () => {
  const settled = async (server: api.ListApi) => {
    for (let tries = 0; tries < 50 && (await server.openConnections()) > 0; tries++) await new Promise((resolve) => setTimeout(resolve, 10))
    return server.openConnections()
  }

  test('after a result and after a failure', async () => {
    const server = await start({ objects: { pods: pods(3), services: [] }, pageSize: 1 })
    await readFrom(server, { kinds: ['Pod', 'Service'] })
    expect(await settled(server)).toBe(0)
    const failing = await start({ objects: {}, reply: ({ resource }) => (resource === 'pods' ? api.status(401, 'no') : api.silence) })
    await failureOf(readFrom(failing, { kinds: ['Service', 'Pod', 'Node'], requestTimeoutMs: 60_000 }))
    expect(await settled(failing)).toBe(0)
  })

  test('after an abort, which ends at once with its reason', async () => {
    const controller = new AbortController()
    const server = await start({ objects: {}, reply: () => api.silence })
    const reading = readFrom(server, { signal: controller.signal, requestTimeoutMs: 60_000 })
    setTimeout(() => controller.abort(new Error('interrupted')), 100)
    await expect(reading).rejects.toThrow('interrupted')
    expect(await settled(server)).toBe(0)
    await expect(readFrom(server, { signal: controller.signal })).rejects.toThrow('interrupted')
  })
})
