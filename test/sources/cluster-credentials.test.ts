import { chmodSync, readFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { basename, join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from '@jest/globals'
import type { ClusterReadOptions } from '../../src/sources/cluster/cluster.ts'
import { svc } from '../svc.ts'
import {
  cleanUp,
  failureOf,
  folder,
  kubeconfig,
  pods,
  read,
  start,
  stopServers,
  write,
} from './cluster-fixtures.ts'
import { selfSignedCertificate } from './self-signed-certificate.ts'

afterEach(stopServers)
afterAll(cleanUp)

const tls = selfSignedCertificate()
const trusted = { 'certificate-authority-data': Buffer.from(tls.cert).toString('base64') }
const objects = { pods: pods(3) }

/** A credential plugin: a program of Node. */
function plugin(script: string, more = {}) {
  return {
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: process.execPath,
      args: ['-e', script],
      ...more,
    },
  }
}
/** One that starts in a twentieth of the time. */
const answering = (credential: string) => {
  const { exec } = plugin('')
  return { exec: { ...exec, command: '/bin/sh', args: ['-c', 'printf %s "$0"', credential] } }
}
const informed = `const {kind, apiVersion} = JSON.parse(process.env.KUBERNETES_EXEC_INFO)
  process.stdout.write(JSON.stringify({kind, apiVersion, status: {token: apiVersion + process.env.EXTRA}}))`
const relative = write(`#!${process.execPath}\nprocess.stdout.write('{"status":{"token":"beside"}}')`)
chmodSync(relative, 0o755)
const tokenFile = write('from-a-file\n')

const accepted = [
  { name: 'a token', user: { token: 't0p' }, authorization: 'Bearer t0p' },
  { name: 'a token in a file', user: { tokenFile }, authorization: 'Bearer from-a-file' },
  { name: 'a password', user: { username: 'ada', password: 'pw' }, authorization: `Basic ${btoa('ada:pw')}` },
  {
    name: 'a plugin',
    user: answering('{"status":{"token":"from-exec"}}'),
    authorization: 'Bearer from-exec',
  },
  {
    name: 'a plugin that is told what to answer',
    user: plugin(informed, { apiVersion: 'v1beta1', env: [{ name: 'EXTRA', value: '!' }] }),
    authorization: 'Bearer v1beta1!',
  },
  {
    name: 'a plugin next to the kubeconfig',
    user: { exec: { command: `./${basename(relative)}` } },
    authorization: 'Bearer beside',
  },
  { name: 'no credentials', user: {}, authorization: undefined },
]
test.each(accepted)('$name', async ({ user, authorization }) => {
  const server = await start({ objects, tls })
  await read(kubeconfig(server.url, { cluster: trusted, user }))
  expect(server.seen[0]?.headers.authorization).toBe(authorization)
})

test('no user at all still trusts the authority of the cluster', async () => {
  const server = await start({ objects, tls })
  const result = await read(kubeconfig(server.url, { cluster: trusted, context: { user: '' } }))
  expect(result.resources).toHaveLength(3)
})

test('a client certificate', async () => {
  const ada = selfSignedCertificate('ada')
  const server = await start({ objects, tls: { ...tls, requestCert: true, rejectUnauthorized: false } })
  const cert = Buffer.from(ada.cert).toString('base64')
  // kubectl prefers the data to the file, and so do we
  const user = {
    'client-certificate-data': cert,
    'client-certificate': 'gone.crt',
    'client-key': write(ada.key),
  }
  await read(kubeconfig(server.url, { cluster: trusted, user }))
  await read(
    kubeconfig(server.url, {
      cluster: trusted,
      user: answering(
        JSON.stringify({ status: { clientCertificateData: ada.cert, clientKeyData: ada.key } }),
      ),
    }),
  )
  expect(server.seen.map(({ client }) => client)).toEqual(['ada', 'ada', 'ada', 'ada'])
})

test('are not sent over plain HTTP', async () => {
  const server = await start({ objects })
  await read(kubeconfig(server.url, { user: { token: 't0p' } }))
  expect(server.seen[0]?.headers.authorization).toBeUndefined()
})

const asBob = { as: 'bob', 'as-groups': ['a', 'b'], 'as-uid': '7', 'as-user-extra': { 'x/y': ['z'] } }
const impersonations = [
  { name: 'the kubeconfig', user: asBob, flags: {}, sent: ['bob', 'a, b', '7', 'z'] },
  {
    name: 'the flags first',
    user: asBob,
    flags: { as: 'jürgen', asGroups: ['c'] },
    sent: ['jürgen', 'c', '7', 'z'],
  },
  { name: 'the flags alone', user: {}, flags: { as: 'eve' }, sent: ['eve', undefined, undefined, undefined] },
]
test.each(impersonations)('impersonation by $name', async ({ user, flags, sent }) => {
  const server = await start({ objects })
  await read(kubeconfig(server.url, { user }), flags)
  const { headers = {} } = server.seen[0] ?? {}
  const names = ['impersonate-user', 'impersonate-group', 'impersonate-uid', 'impersonate-extra-x%2fy']
  expect(
    names.map((name) => headers[name] && Buffer.from(String(headers[name]), 'latin1').toString()),
  ).toEqual(sent)
})

const secret = 'eyJhbGciOiJSUzI1NiJ9abcdefghijklmnop0123456789'
const ca = { 'certificate-authority': 'gone.crt' }
const refused = [
  {
    name: 'a plugin that is missing',
    user: { exec: { command: 'no-such-plugin', installHint: 'brew\ninstall it' } },
    expected:
      'config: the credential plugin "no-such-plugin" of context "bed" cannot be started: there is no such command; brew install it',
  },
  {
    name: 'a plugin that fails',
    user: plugin(`console.error('${secret}\\nlogin expired ${secret}'); process.exit(1)`),
    expected: 'gave no credentials: login expired [removed]; log in again',
  },
  {
    name: 'a plugin that talks',
    user: answering(`token is ${secret}`),
    expected: 'gave no credentials: its answer cannot be understood',
  },
  {
    name: 'a plugin without a status',
    user: answering('{}'),
    expected: 'gave no credentials: its answer cannot be understood',
  },
  {
    name: 'a plugin that waits',
    user: plugin('setTimeout(() => {}, 60000)'),
    expected: 'gave no credentials within 1 s; log in first',
    waits: true,
  },
  {
    name: 'a file that is gone',
    cluster: ca,
    user: {},
    expected: `config: cannot read ${join(folder, 'gone.crt')}, which the kubeconfig names: there is no such file`,
  },
  {
    name: 'a token file that is gone',
    user: { tokenFile: 'gone' },
    expected: `config: cannot read the token in ${join(folder, 'gone')}`,
  },
  {
    name: 'a key that is none',
    cluster: trusted,
    user: { 'client-certificate-data': 'Zm9v', 'client-key-data': 'Zm9v' },
    expected: 'config: the certificates or the key of context "bed" cannot be used',
  },
  {
    name: 'a certificate that is not trusted',
    user: { token: secret },
    expected: 'its certificate is not signed by an authority that the kubeconfig trusts; put the authority',
  },
  {
    name: 'a certificate of another host',
    cluster: { ...trusted, 'tls-server-name': 'other' },
    user: {},
    expected: 'its certificate is for another host name',
  },
  {
    name: 'a broken proxy',
    cluster: { ...trusted, 'proxy-url': `http://me:${secret}@` },
    user: {},
    expected: 'config: the proxy-url of context "bed" cannot be used; it must be',
  },
  {
    name: 'a proxy that is not there',
    cluster: { ...trusted, 'proxy-url': `http://me:${secret}@127.0.0.1:9` },
    user: {},
    expected: 'the connection was refused',
  },
]
// a busy machine takes seconds to start a plugin; only the one that never answers is not waited for
test.each(refused)('$name', async ({ cluster = {}, user, expected, waits = false }) => {
  const server = await start({ objects, tls })
  const { text } = await failureOf(
    read(kubeconfig(server.url, { cluster, user }), { requestTimeoutMs: waits ? 1000 : 20_000 }),
  )
  expect(text).toContain(expected)
  expect(text).not.toContain(secret)
})

test('a group needs a user, and a header cannot be smuggled', async () => {
  const content = kubeconfig('http://127.0.0.1:1')
  expect((await failureOf(read(content, { asGroups: ['g'] }))).text).toBe(
    'usage: a group or a UID to impersonate needs a user; add --as',
  )
  expect((await failureOf(read(content, { as: 'a\r\nX: y' }))).error.code).toBe('usage')
})

describe('a proxy', () => {
  const through = async (proxy: Server, more: Partial<ClusterReadOptions> = {}) => {
    await new Promise<void>((resolve) => proxy.unref().listen(0, '127.0.0.1', resolve))
    const { port } = proxy.address() as AddressInfo
    const server = await start({ objects, tls, pageSize: 1 })
    const cluster = { ...trusted, 'proxy-url': `http://127.0.0.1:${port}` }
    return read(kubeconfig(server.url, { cluster }), more).finally(() => proxy.close())
  }

  test('is gone through with one tunnel for all pages', async () => {
    const tunnels: (string | undefined)[] = []
    const proxy = createHttpServer().on('connect', ({ url }, socket) => {
      tunnels.push(url)
      const { hostname, port } = new URL(`tcp://${url}`)
      const target = connect(Number(port), hostname, () => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
      target.pipe(socket).pipe(target)
      for (const end of [socket, target]) end.on('error', () => {})
    })
    expect((await through(proxy)).resources).toHaveLength(3)
    // the version is asked for besides the list
    expect(tunnels).toHaveLength(2)
  })

  test('that refuses is named', async () => {
    const proxy = createHttpServer().on('connect', (_, socket) =>
      socket.end('HTTP/1.1 407 Authenticate\r\n\r\n'),
    )
    expect((await failureOf(through(proxy))).text).toContain('its proxy answered 407')
  })

  test('that is silent does not hold the process', async () => {
    const sockets: Socket[] = []
    const proxy = createServer((socket) => sockets.push(socket))
    const { text } = await failureOf(through(proxy, { requestTimeoutMs: 200 }))
    expect(text).toContain('it did not answer within 0.2 s')
    await Promise.all(
      sockets.map(async (socket) => {
        if (!socket.destroyed) await new Promise((resolve) => socket.resume().on('close', resolve))
      }),
    )
    expect(sockets.length).toBeGreaterThan(0)
  })
})

const web = {
  metadata: { name: 'web', namespace: 'default' },
  spec: { type: 'ClusterIP', clusterIP: '10.96.0.9', selector: { app: 'web' }, ports: [{ port: 80 }] },
}

test('reading and probing share one log-in', async () => {
  const server = await start({ objects: { services: [web] }, tls })
  const runs = write('')
  const counting = `require('node:fs').appendFileSync(${JSON.stringify(runs)}, 'x')
    process.stdout.write('{"status":{"token":"t0p"}}')`
  const config = write(kubeconfig(server.url, { cluster: trusted, user: plugin(counting) }))
  const { stdout } = await svc(['trace', 'web:80', '--probe', '--kubeconfig', config, '-o', 'json'])
  const { probe } = JSON.parse(stdout) as { probe: { requests: number } }
  expect(probe.requests).toBeGreaterThan(0)
  expect(server.seen.map(({ headers }) => headers.authorization)).toEqual(server.seen.map(() => 'Bearer t0p'))
  expect(readFileSync(runs, 'utf8')).toBe('x')
})
