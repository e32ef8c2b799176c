import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { kinds, type Kind } from '../src/world/kinds.ts'
import { cleanUp, kubeconfig, start, stopServers, write } from './sources/cluster-fixtures.ts'
import { isRunning } from './is-running.ts'
import * as api from './sources/kubernetes-list-api.ts'
import { selfSignedCertificate } from './sources/self-signed-certificate.ts'
import { svc } from './svc.ts'

/**
 * What commands say of a cluster that fails: a kind alone is named as not read, and its absence never counts; a whole
 * cluster is one sentence. `FULL=1 npm run jest -- test/failing-clusters` holds every fault against every kind and command,
 * and prints how often each went wrong; SVC_BIN names another build to measure.
 */

const token = 'aB3dE5gH7jK9mN1pQ3sT5vX7zA9cF2hJ'
const full = process.env['FULL'] !== undefined
const bin = process.env['SVC_BIN']

afterEach(stopServers)
afterAll(cleanUp)

const meta = (name: string) => ({ name, namespace: 'default', uid: `uid-${name}` })
const labels = { app: 'web' }
const objects: Readonly<Record<string, readonly unknown[]>> = {
  services: [
    {
      metadata: meta('web'),
      spec: {
        clusterIP: '10.96.0.9',
        clusterIPs: ['10.96.0.9'],
        ipFamilies: ['IPv4'],
        selector: labels,
        ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }],
      },
    },
  ],
  pods: [
    {
      metadata: { ...meta('web-1'), labels },
      spec: { nodeName: 'n1', containers: [{ name: 'web', image: 'web', ports: [{ containerPort: 8080 }] }] },
      status: {
        phase: 'Running',
        podIP: '10.1.0.4',
        podIPs: [{ ip: '10.1.0.4' }],
        conditions: [{ type: 'Ready', status: 'False' }],
      },
    },
  ],
  endpointslices: [],
  endpoints: [],
  deployments: [
    {
      metadata: meta('web'),
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: 'web', image: 'web', ports: [{ containerPort: 8080 }] }] },
        },
      },
    },
  ],
  replicasets: [],
  statefulsets: [],
  daemonsets: [],
  replicationcontrollers: [],
  jobs: [],
  cronjobs: [],
  nodes: [{ metadata: { name: 'n1' } }],
  configmaps: [],
  namespaces: [{ metadata: { name: 'default' } }],
  events: [],
  networkpolicies: [],
  ingresses: [],
  validatingwebhookconfigurations: [],
  mutatingwebhookconfigurations: [],
  apiservices: [],
  customresourcedefinitions: [],
  ciliumnetworkpolicies: [],
  ciliumclusterwidenetworkpolicies: [],
}
const discovery: Readonly<Record<string, object>> = {
  '/apis': { groups: [{ name: 'cilium.io', versions: [{ groupVersion: 'cilium.io/v2' }] }] },
  '/apis/cilium.io/v2': {
    resources: [{ name: 'ciliumnetworkpolicies' }, { name: 'ciliumclusterwidenetworkpolicies' }],
  },
}

const noWait = { 'Retry-After': '0' }
const refusal =
  'x is forbidden: User "ada" cannot list resource "x" in API group "" in the namespace "default"'
const page = (items: unknown, metadata: object = {}) =>
  api.body(JSON.stringify({ kind: 'List', metadata, items }), 'application/json')

/** Of one kind: the rest of the cluster answers well. */
const faults: Readonly<Record<string, (seen: api.Seen) => api.Reply | undefined>> = {
  '403': () => api.status(403, refusal),
  '404': () => api.status(404, 'the server could not find the requested resource'),
  '500 that repeats the headers': () =>
    api.status(500, `upstream failed: Authorization: Bearer ${token}`, noWait),
  '503 without a word': () => api.body('', 'text/plain', 500),
  'truncated JSON': () => api.truncated,
  'broken gzip': () => api.badGzip,
  HTML: () => api.body('<html>log in</html>', 'text/html'),
  'a list without items': () => api.body('{"kind":"List","metadata":{}}', 'application/json'),
  'items: null': () => page(null),
  'another kind of list': () => api.body('{"kind":"SecretList","items":[]}', 'application/json'),
  'null items': () => page([null]),
  'shapeless items': () => page([{ metadata: 7 }, 'x']),
  'the same token for ever': () => page([{ metadata: { name: 'x' } }], { continue: 'same' }),
  'a new token for ever': ({ before }) => page([], { continue: `t${before}` }),
  'a Status with 200': () => api.status(200, 'fine'),
  'gzip cut in the middle': () => (response, sent) => {
    const zipped = gzipSync(sent)
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' })
    response.end(zipped.subarray(0, zipped.length / 2))
  },
  'a length that is too short': () => (response, sent) => {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': 20 })
    response.socket?.end(sent)
  },
  '429 for an hour': () => api.status(429, 'slow down', { 'Retry-After': '3600' }),
  '410 to each token': ({ query }) =>
    query.has('continue')
      ? api.status(410, 'too old')
      : page([{ metadata: { name: 'x' } }], { continue: 'y' }),
  'an empty list that counts more': () => page([], { remainingItemCount: 4 }),
  'a service of an aggregated API that is down': () => api.body('service unavailable\n', 'text/plain', 503),
  'a redirect to another host': () => (response) => {
    response.writeHead(302, { Location: 'https://elsewhere.example/api' })
    response.end()
  },
}

/** That kubectl gets over as well: nothing is missing afterwards. */
const passing: Readonly<Record<string, (seen: api.Seen) => api.Reply | undefined>> = {
  '429 three times': ({ before }) => (before < 3 ? api.status(429, 'slow down', noWait) : undefined),
  'resets twice': ({ before }) => (before < 2 ? (response) => response.socket?.resetAndDestroy() : undefined),
  '410 in the middle': ({ query }) => (query.has('continue') ? api.status(410, 'too old') : undefined),
}

/** The kind whose turn it is, which changes from one run to the next; with FULL=1 all of them. */
const turn = Number(process.env['SEED'] ?? Date.now())
const kindsFor = (fault: string) => {
  const oneOf = ['pods', 'endpointslices', 'ciliumnetworkpolicies'] as const
  const index = (Object.keys(faults).indexOf(fault) + turn) % oneOf.length
  return full ? Object.keys(objects) : oneOf.slice(index, index + 1)
}
const commands: Readonly<Record<string, readonly string[]>> = {
  lint: ['lint', '-o', 'json'],
  ...(full
    ? {
        trace: ['trace', 'web', '-o', 'json'],
        ls: ['ls', '-o', 'json'],
        endpoints: ['endpoints', 'web', '-o', 'json'],
        who: ['who', 'web', '-o', 'json'],
        report: ['report'],
        snapshot: ['snapshot'],
        'endpoints --from': ['endpoints', 'web', '--from', 'deploy/web', '-o', 'json'],
        'new --from': ['new', '--from', 'deploy/web'],
        'new --apply': ['new', 'clusterip', 'web', '--port', '80', '--diff'],
      }
    : {}),
}

async function run(
  reply: (seen: api.Seen) => api.Reply | undefined,
  words: readonly string[],
  timeout = '2s',
) {
  const server = await start({
    objects,
    pageSize: 1,
    reply: (seen) => {
      const known = discovery[seen.path]
      return (
        reply(seen) ?? (known === undefined ? undefined : api.body(JSON.stringify(known), 'application/json'))
      )
    },
  })
  const config = write(kubeconfig(server.url, { user: { token } }))
  const args = [...words, '--kubeconfig', config, '--request-timeout', timeout]
  const result = bin === undefined ? await svc(args) : await spawned(args)
  return { ...result, server }
}

function spawned(args: readonly string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [bin ?? '', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    const output = { stdout: '', stderr: '' }
    child.stdout.on('data', (data: Buffer) => (output.stdout += data.toString()))
    child.stderr.on('data', (data: Buffer) => (output.stderr += data.toString()))
    const late = setTimeout(() => child.kill('SIGKILL'), 15_000)
    child.on('close', (code) => {
      clearTimeout(late)
      resolve({ status: code ?? -1, ...output })
    })
  })
}

/** Of a list, or of an object by its name. */
const isAbout = (resource: string, reply: (seen: api.Seen) => api.Reply | undefined) => (seen: api.Seen) =>
  seen.resource === resource || seen.path.includes(`/${resource}/`) ? reply(seen) : undefined

/**
 * Commands whose exit code is 0 in this cluster where everything is read: for them, what could not be read decides only
 * where the answer rests on it. The others find that no pod is ready, or do not know: never that all is well.
 */
const mayPass = new Map<string, boolean>()

const saysNothing = 'says nothing of it'

const saysAnything =
  /"state": ?"(forbidden|not-served|failed|cut-off|unread)"|cannot|may not|does not|answered/

/** Whether lint says of this kind that it was not read, and how it failed; that others are not served it says in any case. */
function isUnread(stdout: string, resource: string, fault: string): boolean {
  const { unread } = JSON.parse(stdout) as { unread: { state: string; kind?: string; label?: string }[] }
  const state = { '403': /^forbidden$/, '404': /^not-served$/ }[fault] ?? /^(?:failed|cut-off|unread)$/
  return unread.some(({ kind, label = '', ...each }) => {
    const of = (kind ?? label.split('/').at(-2)) as Kind | undefined
    return state.test(each.state) && of !== undefined && kinds[of].resource === resource
  })
}

/** What is wrong with an answer: the kind was asked for and failed, and nothing says so. */
function wrongs(
  [command, resource, fault]: readonly [string, string, string],
  { status, stdout, stderr, server }: Awaited<ReturnType<typeof run>>,
): string[] {
  const said = `${stdout}${stderr}`
  const isSaid = command === 'lint' ? isUnread(stdout, resource, fault) : saysAnything.test(said)
  const wasAsked = server.seen.some(({ path }) => `${path}/`.includes(`/${resource}/`))
  return [
    ...(said.includes(token) ? ['prints the token'] : []),
    ...(status === 5 || status === -1 || /\n\s+at /.test(stderr) ? ['crashes or hangs'] : []),
    ...(wasAsked && status === 0 && !(mayPass.get(command) ?? false) ? ['exit code 0'] : []),
    ...(wasAsked && !isSaid ? [saysNothing] : []),
    ...(server.seen.some((seen) => seen.resource === 'secrets') ? ['asks for Secrets'] : []),
    ...(server.seen.length > 400 ? ['asks without end'] : []),
  ]
}

/** What is read of other kinds decides nothing once the workload is found. */
const restsElsewhere = (command: string, kind: string) => command === 'new --from' && kind !== 'deployments'

const counts = new Map<string, { runs: number; wrong: string[] }>()

beforeAll(async () => {
  for (const [command, words] of Object.entries(commands)) {
    const { status } = await run(() => undefined, words)
    mayPass.set(command, status === 0)
    await stopServers()
  }
})

describe('a kind that fails alone', () => {
  test.each(Object.keys(faults))(
    '%s',
    async (fault) => {
      const reply = faults[fault] ?? (() => undefined)
      const wrong: string[] = []
      let runs = 0
      // of the Events of an object the first page is enough, whatever the server would go on with
      const isPaging = /token for ever$|to each token$|counts more$/.test(fault)
      for (const kind of kindsFor(fault).filter((each) => !(isPaging && each === 'events')))
        for (const [command, words] of Object.entries(commands)) {
          runs++
          const all = wrongs([command, kind, fault], await run(isAbout(kind, reply), words))
          const found = all.filter((what) => !restsElsewhere(command, kind) || what !== saysNothing)
          wrong.push(...found.map((what) => `${command} ${kind}: ${what}`))
          await stopServers()
        }
      counts.set(fault, { runs, wrong })
      if (bin === undefined) expect(wrong).toEqual([])
    },
    full ? 3_600_000 : 120_000,
  )
})

describe('what passes leaves nothing out', () => {
  test.each(Object.keys(passing))(
    '%s',
    async (fault) => {
      const reply = passing[fault] ?? (() => undefined)
      const wrong: string[] = []
      for (const kind of full ? ['pods', 'services'] : ['pods']) {
        const { status, stdout } = await run(isAbout(kind, reply), ['trace', 'web', '-o', 'json'])
        if (status !== 1 || stdout.includes('"unread"')) wrong.push(`ls ${kind}: exit code ${status}`)
        await stopServers()
      }
      counts.set(fault, { runs: 2, wrong })
      if (bin === undefined) expect(wrong).toEqual([])
    },
    60_000,
  )
})

describe('a whole cluster is one sentence, with exit code 4', () => {
  test('a certificate that the clocks do not agree on', async () => {
    for (const [validity, because] of [
      [['491230000000Z', '491231235959Z'], 'not valid yet'],
      [['250101000000Z', '250102000000Z'], 'expired'],
    ] as const) {
      const tls = selfSignedCertificate('loopback', validity)
      const { url } = await start({ objects, tls })
      const authority = { 'certificate-authority-data': Buffer.from(tls.cert).toString('base64') }
      const { status, stderr } = await svc([
        'lint',
        '--kubeconfig',
        write(kubeconfig(url, { cluster: authority })),
      ])
      expect([status, stderr]).toEqual([4, expect.stringContaining(because)])
      expect(stderr).toContain('clock of this machine')
    }
  })

  test('401 and a proxy that is not there', async () => {
    const refused = await run(() => api.status(401, 'Unauthorized'), ['lint'])
    expect([refused.status, refused.stdout]).toEqual([4, ''])
    expect(refused.stderr).toContain('does not accept the credentials')
    const closed = createServer()
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
    const { port } = closed.address() as { port: number }
    await new Promise((resolve) => closed.close(resolve))
    const config = write(
      kubeconfig('https://api.example:6443', { cluster: { 'proxy-url': `http://127.0.0.1:${port}` } }),
    )
    const dead = await svc(['lint', '--kubeconfig', config])
    expect(dead.status).toBe(4)
    expect(dead.stderr).toContain(`cannot reach the proxy http://127.0.0.1:${port}`)
  })
})

test('a redirect is followed by no request, so that no token goes anywhere', async () => {
  const other = await start({ objects: {} })
  const away = (response: ServerResponse) => {
    response.writeHead(307, { Location: `${other.url}/api/v1/pods` })
    response.end()
  }
  for (const words of [['lint'], ['trace', 'web'], ['new', 'clusterip', 'web', '--port', '80', '--apply']]) {
    const { stderr, stdout } = await run(() => away, words)
    expect(`${stdout}${stderr}`).not.toContain(token)
  }
  expect(other.seen).toEqual([])
})

const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'default' } }

describe('what is applied is not said to be where the answer is something else', () => {
  const answers: Readonly<Record<string, api.Reply>> = {
    'a Status': api.status(200, 'fine'),
    HTML: api.body('<html>log in</html>', 'text/html'),
    nothing: api.body('', 'application/json'),
    'another kind': page([]),
    'another name': api.body(JSON.stringify({ ...service, metadata: { name: 'x' } }), 'application/json'),
    'a wrong shape': api.body(JSON.stringify({ ...service, spec: { ports: 7 } }), 'application/json'),
    'an error that repeats the headers': api.status(500, `failed: Bearer ${token}`, noWait),
    'a conflict': api.status(409, `conflict with "\u001b[2J\n::error::x": .spec.ports`),
  }
  test.each(Object.keys(answers))('%s', async (name) => {
    const answer = answers[name]
    for (const more of [['--apply'], ['--diff'], ['--apply', '--dry-run', 'server', '-o', 'json']]) {
      const isAsked = ({ path }: api.Seen) => path.endsWith('/services/web')
      const words = ['new', 'clusterip', 'web', '--port', '80', ...more]
      const { status, stdout, stderr } = await run((seen) => (isAsked(seen) ? answer : undefined), words)
      expect([more, status, stdout]).toEqual([more, name === 'a conflict' ? 2 : 4, ''])
      expect(stderr).not.toContain(token)
      expect(stderr).not.toMatch(/\u001b|^::|\n\s+at /m)
    }
  })
})

test('an answer that drips for ever is given up, and its kind is named', async () => {
  const drip = (response: ServerResponse) => {
    response.writeHead(200, { 'Content-Type': 'application/json' })
    const dripping = setInterval(() => response.write(' '), 20)
    response.on('close', () => clearInterval(dripping))
  }
  const answer = await run(
    isAbout('pods', () => drip),
    ['lint', '-o', 'json'],
    '300ms',
  )
  expect(wrongs(['lint', 'pods', 'drips'], answer)).toEqual([])
})

test('a credential plugin that does not answer is ended with what it has started', async () => {
  const file = write('')
  const waiting = `sleep 300 & echo $! > ${file}; sleep 300`
  const user = {
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: 'sh',
      args: ['-c', waiting],
      interactiveMode: 'Never',
    },
  }
  const config = write(kubeconfig('https://127.0.0.1:1', { user }))
  const { status, stderr } = await svc(['ls', '--kubeconfig', config, '--request-timeout', '1s'])
  expect([status, stderr]).toEqual([4, expect.stringContaining('sh')])
  const child = Number(readFileSync(file, 'utf8'))
  expect(child).toBeGreaterThan(1)
  // the signal was sent to all of the group; how soon it is heard is up to the machine
  for (let tries = 0; isRunning(child) && tries < 50; tries++)
    await new Promise((later) => setTimeout(later, 100))
  if (existsSync('/proc/self')) expect(isRunning(child)).toBe(false)
})

test.each([['endpoints', 'web'], ['who', 'web'], ['ls']])(
  '%s %s does not say that there is no Service where Services could not be read',
  async (...words) => {
    for (const reply of ['403', '404', 'HTML', 'null items'].map((fault) => faults[fault])) {
      const { status, stderr } = await run(isAbout('services', reply ?? (() => undefined)), words)
      expect([status, stderr]).toEqual([3, expect.stringMatching(/^svc: cannot know wh/)])
      await stopServers()
    }
  },
)

test('new does not say that there is no workload, or that an object is new, where it could not be read', async () => {
  const notRead = ['403', 'HTML', 'null items', 'a Status with 200']
  for (const fault of notRead) {
    const reply = faults[fault] ?? (() => undefined)
    const from = await run(isAbout('deployments', reply), ['new', '--from', 'deploy/web'])
    expect([fault, from.status, from.stdout]).toEqual([fault, 3, ''])
    expect(from.stderr).toContain('cannot know whether there is deploy/web')
    const isGet = (seen: api.Seen) =>
      seen.path.endsWith('/services/web') && seen.before % 2 === 0 ? reply(seen) : undefined
    const words = ['new', 'clusterip', 'web', '--port', '80', '--diff']
    const diff = await run(
      (seen) =>
        isGet(seen) ??
        (seen.path.endsWith('/services/web')
          ? api.body(JSON.stringify(service), 'application/json')
          : undefined),
      words,
    )
    expect([fault, diff.status, diff.stdout]).toEqual([fault, 3, ''])
    await stopServers()
  }
})

test('a custom workload that may not be read may be there', async () => {
  const content = {
    kind: 'APIGroupDiscoveryList',
    items: [
      {
        metadata: { name: 'argoproj.io' },
        versions: [
          { version: 'v1alpha1', resources: [{ resource: 'rollouts', responseKind: { kind: 'Rollout' } }] },
        ],
      },
    ],
  }
  for (const [code, status] of [
    [403, 3],
    [500, 3],
    [404, 2],
  ] as const) {
    const answer = api.status(code, `no: Authorization: Bearer ${token}`)
    const { stderr, ...result } = await run(
      ({ path }) =>
        path === '/apis'
          ? api.body(JSON.stringify(content), 'application/json')
          : path.includes('/rollouts/')
            ? answer
            : undefined,
      ['new', '--from', 'rollout/web'],
    )
    expect([code, result.status]).toEqual([code, status])
    expect(stderr).not.toContain(token)
    await stopServers()
  }
})

test('a gate does not open where the live Services may not be listed', async () => {
  const after = write(
    '{"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},"spec":{"ports":[{"port":80}]}}',
  )
  const { status, stdout } = await run(
    isAbout('services', () => api.status(403, refusal)),
    ['lint', '--before', 'live', after],
  )
  expect([status, stdout]).toEqual([3, expect.stringContaining('list services')])
})

afterAll(() => {
  if (!full) return
  const rows = [...counts].map(
    ([fault, { runs, wrong }]) =>
      `| ${fault} | ${runs} | ${wrong.length} | ${wrong.slice(0, 3).join('; ')} |`,
  )
  process.stdout.write(`${rows.join('\n')}\n`)
})
