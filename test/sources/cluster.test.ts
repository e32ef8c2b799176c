import { afterAll, afterEach, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  cleanUp,
  failureOf,
  kubeconfig,
  pod,
  pods,
  read,
  readFrom,
  start,
  stopServers,
} from './cluster-fixtures.ts'
import * as api from './kubernetes-list-api.ts'

afterEach(stopServers)
afterAll(cleanUp)

describe('a complete list', () => {
  test('becomes resources with the kind, the label and the coverage of their list', async () => {
    const server = await start({
      objects: {
        pods: [pod('web', 'shop'), pod('other', 'elsewhere')],
        endpointslices: [{ metadata: { name: 'web-x', namespace: 'shop' }, addressType: 'IPv4' }],
        nodes: [{ metadata: { name: 'node-1' } }],
      },
    })
    const result = await readFrom(server, {
      namespace: 'shop',
      kinds: ['Pod', 'EndpointSlice', 'Node', 'Pod'],
    })
    expect(
      result.resources.map(({ origin, manifest }) => [origin.label, manifest.apiVersion, manifest.kind]),
    ).toEqual([
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
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 25 }),
        fc.integer({ min: 1, max: 30 }),
        async (count, pageSize) => {
          Object.assign(server, { objects: { pods: pods(count) }, pageSize })
          const { resources } = await read(kubeconfig(url))
          expect(resources.map(({ name }) => name)).toEqual(
            Array.from({ length: count }, (_, index) => `pod-${index}`),
          )
        },
      ),
      { numRuns: 10 },
    )
  })

  test('keeps the names of the wire, and leaves managedFields out', async () => {
    const policy = { ingress: [{ from: [{ podSelector: {} }] }] }
    const written = { ...pod('web', 'default', { managedFields: [{ manager: 'kubectl' }] }), policy }
    const { resources } = await readFrom(await start({ objects: { pods: [written] } }))
    expect(resources[0]?.manifest).toEqual({ apiVersion: 'v1', kind: 'Pod', ...pod('web'), policy })
    expect(Object.keys(resources[0]?.manifest.metadata ?? {})).not.toContain('managedFields')
  })

  test.each([
    ['null', '{"kind":"PodList","metadata":{},"items":null}', 'JSON that is not a list'],
    ['absent', '{"kind":"PodList","metadata":{}}', 'JSON that is not a list'],
    ['of another kind', '{"kind":"NodeList","metadata":{},"items":[]}', 'a NodeList'],
  ])('is not one whose items are %s', async (_, text, because) => {
    const reply = ({ resource }: api.Seen) =>
      resource === 'pods' ? api.body(text, 'application/json') : undefined
    const server = await start({ objects: { pods: [], services: [] }, reply })
    const result = await readFrom(server, { kinds: ['Service', 'Pod'] })
    expect(result.coverage).toMatchObject([
      { kind: 'Service', state: 'complete' },
      { kind: 'Pod', state: 'failed', because: expect.stringContaining(because) },
    ])
  })

  test.each<[string, (before: number) => object, string]>([
    ['the same token again', () => ({ token: 'x', items: pods(1) }), 'the same page for ever'],
    ['two tokens in turn', (n) => ({ token: `${n % 2}`, items: [pod(`p-${n}`)] }), 'the same page for ever'],
    ['pages that hold nothing', (n) => ({ token: `${n}`, items: [] }), 'pages that hold nothing'],
    ['more than it counts', (n) => ({ token: `${n}`, items: [pod(`p-${n}`)], remaining: 3 }), 'more pages'],
    ['an empty list that counts more', () => ({ items: [], remaining: 5 }), '5 more are left'],
  ])('that never ends is cut off: %s', async (_, page, because) => {
    const reply = ({ resource, before }: api.Seen) => {
      if (resource !== 'pods') return undefined
      const {
        token = '',
        items,
        remaining,
      } = page(before) as {
        token?: string
        items: unknown[]
        remaining?: number
      }
      const metadata = {
        continue: token,
        ...(remaining === undefined ? {} : { remainingItemCount: remaining }),
      }
      return api.body(JSON.stringify({ kind: 'PodList', metadata, items }), 'application/json')
    }
    const server = await start({ objects: { pods: [] }, reply })
    const { coverage } = await readFrom(server)
    expect(coverage).toMatchObject([
      { kind: 'Pod', state: 'cut-off', because: expect.stringContaining(because) },
    ])
    expect(server.seen.length).toBeLessThan(20)
  })

  test('that the time does not suffice for is cut off, and keeps what came', async () => {
    const reply = ({ resource, before }: api.Seen) =>
      resource === 'pods' && before === 1 ? api.silence : undefined
    const server = await start({ objects: { pods: pods(3) }, pageSize: 2, reply })
    const { coverage, resources } = await readFrom(server, { timeoutMs: 300 })
    expect(coverage).toMatchObject([{ state: 'cut-off', because: expect.stringContaining('0.3 s') }])
    expect(resources).toHaveLength(2)
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
  const poisoned = JSON.parse(
    '{"__proto__":{"polluted":1},"metadata":{"name":"c","labels":{"__proto__":"x"}}}',
  ) as unknown
  const objects = {
    pods: [
      null,
      pod('a'),
      { metadata: { name: 7 } },
      { metadata: {} },
      'text',
      poisoned,
      { kind: 'Secret', ...pod('b') },
    ],
  }
  const { resources, unread, coverage } = await readFrom(await start({ objects }), { allNamespaces: true })
  expect(resources.map(({ kind, origin }) => [kind, origin.label])).toEqual([
    ['Pod', 'bed/default/Pod/a'],
    ['Pod', 'bed/default/Pod/c'],
    ['Pod', 'bed/default/Pod/b'],
  ])
  expect(unread).toEqual([
    { kind: 'Pod', label: 'bed/Pod/[0]', because: 'is not an object' },
    {
      kind: 'Pod',
      label: 'bed/Pod/[2]',
      because: expect.stringContaining('is not a Pod: .metadata.name must be a string'),
    },
    { kind: 'Pod', label: 'bed/Pod/[3]', because: 'has no name' },
    { kind: 'Pod', label: 'bed/Pod/[4]', because: 'is not an object' },
  ])
  expect(coverage).toEqual([{ kind: 'Pod', state: 'complete', because: 'listed from bed' }])
  expect({}).not.toHaveProperty('polluted')
})

describe('what the server does not give becomes coverage', () => {
  const inShop =
    'pods is forbidden: User "x" cannot list resource "pods" in API group "" in the namespace "shop"'
  const everywhere =
    'pods is forbidden: User "x" cannot list resource "pods" in API group "" at the cluster scope'
  const asBob =
    'users "bob" is forbidden: User "x" cannot impersonate resource "users" in API group "" at the cluster scope'
  const asBobSince36 =
    'pods is forbidden: User "x" cannot impersonate-on:user-info:list resource "pods" in API group "" in the namespace "shop"'
  const cases = [
    { said: inShop, state: 'forbidden', because: 'user "x" may not list pods in namespace "shop"' },
    { said: everywhere, state: 'forbidden', because: 'user "x" may not list pods in all namespaces' },
    {
      said: `${inShop}: no role`,
      state: 'forbidden',
      because: 'user "x" may not list pods in namespace "shop": no role',
    },
    { said: asBob, state: 'forbidden', because: 'user "x" may not impersonate that user or group' },
    { said: asBobSince36, state: 'forbidden', because: 'user "x" may not impersonate that user or group' },
    { said: 'quota\u001b[2J\nexceeded', state: 'forbidden', because: 'quota [2J exceeded' },
    { said: '', state: 'forbidden', because: 'listing pods in namespace "shop" is forbidden' },
  ]
  test.each(cases)('$said', async ({ said, state, because }) => {
    const reply = ({ resource }: api.Seen) => (resource === 'pods' ? api.status(403, said) : undefined)
    const server = await start({ objects: { pods: [], services: [] }, reply })
    const result = await readFrom(server, { namespace: 'shop', kinds: ['Pod', 'Service'] })
    expect(result.coverage).toEqual([
      { kind: 'Pod', namespace: 'shop', state, because },
      { kind: 'Service', namespace: 'shop', state: 'complete', because: 'listed from bed' },
    ])
  })

  test('even where everything is forbidden', async () => {
    const result = await readFrom(await start({ objects: {}, reply: () => api.status(403, inShop) }), {
      kinds: ['Pod', 'Node'],
    })
    expect(result.coverage.map(({ state }) => state)).toEqual(['forbidden', 'forbidden'])
    expect(result).not.toHaveProperty('serverVersion')
  })

  test('of a group that the server says it has not, there are none, and they cannot be refused', async () => {
    const groups = '{"kind":"APIGroupList","groups":[{"name":"apps"}]}'
    const reply = ({ path }: api.Seen) => {
      if (path === '/apis') return api.body(groups, 'application/json')
      return path.includes('networkpolicies') ? api.status(403, 'forbidden') : undefined
    }
    const server = await start({ objects: {}, reply })
    const result = await readFrom(server, {
      kinds: ['AdminNetworkPolicy', 'CiliumNetworkPolicy', 'NetworkPolicy'],
    })
    expect(result.coverage.map(({ kind, state }) => [kind, state])).toEqual([
      ['AdminNetworkPolicy', 'complete'],
      ['CiliumNetworkPolicy', 'complete'],
      ['NetworkPolicy', 'forbidden'],
    ])
    expect(server.seen.filter(({ path }) => path === '/apis')).toHaveLength(1)
  })

  test('and so does a group that is not served', async () => {
    const result = await readFrom(await start({ objects: { pods: [] } }), { kinds: ['Pod', 'EndpointSlice'] })
    const because = 'the server does not serve endpointslices of discovery.k8s.io/v1'
    expect(result.coverage[1]).toEqual({
      kind: 'EndpointSlice',
      namespace: 'default',
      state: 'not-served',
      because,
    })
  })
})

describe('a kind that comes with a CustomResourceDefinition', () => {
  const groups = JSON.stringify({
    groups: [
      { name: 'gateway.networking.k8s.io', versions: [{ groupVersion: 'gateway.networking.k8s.io/v1' }] },
    ],
  })
  const version = (...names: string[]) => JSON.stringify({ resources: names.map((name) => ({ name })) })
  const discovery =
    (pages: Readonly<Record<string, string>>, others?: api.Reply) =>
    ({ path, resource }: api.Seen) => {
      const page = pages[path]
      if (page !== undefined) return api.body(page, 'application/json')
      return resource === 'httproutes' ? others : undefined
    }
  const ofGroup = '/apis/gateway.networking.k8s.io/v1'
  const refused = api.status(403, 'no')

  test.each<[string, ReturnType<typeof discovery>, string]>([
    ['where discovery lists no such group', discovery({ '/apis': '{"groups":[]}' }), 'complete'],
    [
      'where the group has no such resource',
      discovery({ '/apis': groups, [ofGroup]: version('gateways') }),
      'complete',
    ],
    [
      'which RBAC refuses before it looks',
      discovery({ '/apis': groups, [ofGroup]: version('gateways') }, refused),
      'complete',
    ],
    [
      'that is there and refused',
      discovery({ '/apis': groups, [ofGroup]: version('httproutes') }, refused),
      'forbidden',
    ],
    [
      'that is there and answers 404',
      discovery({ '/apis': groups, [ofGroup]: version('httproutes') }),
      'not-served',
    ],
    ['where discovery does not tell', discovery({ '/apis': groups }), 'not-served'],
    ['where there is no discovery', discovery({}), 'not-served'],
  ])('%s', async (_, reply, state) => {
    const server = await start({ objects: { pods: [] }, reply })
    const { coverage } = await readFrom(server, { kinds: ['Pod', 'HTTPRoute'] })
    expect(coverage[1]).toMatchObject({ kind: 'HTTPRoute', namespace: 'default', state })
  })

  test('that fails alone ends nothing', async () => {
    const reply = discovery(
      { '/apis': groups, [ofGroup]: version('httproutes') },
      api.status(500, 'conversion webhook'),
    )
    const server = await start({ objects: { pods: pods(2) }, reply })
    const { coverage, resources } = await readFrom(server, { kinds: ['HTTPRoute', 'Pod'] })
    expect(coverage).toMatchObject([
      { kind: 'HTTPRoute', state: 'failed', because: expect.stringContaining('conversion webhook') },
      { kind: 'Pod', state: 'complete' },
    ])
    expect(resources).toHaveLength(2)
  })

  test('alone does not make an API server of something that serves nothing', async () => {
    const asked = readFrom(await start({ objects: {} }), { kinds: ['Pod', 'HTTPRoute'] })
    await expect(asked).rejects.toThrow('does not look like an API server')
  })
})

describe('what passes is tried again', () => {
  const first = (reply: api.Reply) => (seen: api.Seen) =>
    seen.resource === 'pods' && seen.before === 1 ? reply : undefined
  const cases = [
    { name: 'a reset in the middle of a page', reply: first(api.resetMidBody), requests: 6 },
    {
      name: 'a server that is busy',
      reply: first(api.status(429, 'slow down', { 'Retry-After': '0' })),
      requests: 6,
    },
    {
      name: 'a server that fails for a moment',
      reply: first(api.status(503, 'restarting', { 'Retry-After': '0' })),
      requests: 6,
    },
    {
      name: 'a token that expired: the whole list, without a limit',
      reply: first(api.status(410, 'too old')),
      requests: 3,
    },
  ]
  test.each(cases)('$name', async ({ reply, requests }) => {
    const server = await start({ objects: { pods: pods(9) }, pageSize: 2, reply })
    const { resources } = await readFrom(server)
    expect(resources.map(({ name }) => name)).toEqual(Array.from({ length: 9 }, (_, index) => `pod-${index}`))
    expect(server.seen.filter(({ resource }) => resource === 'pods')).toHaveLength(requests)
  })

  test('a list whose tokens always expire is restarted once', async () => {
    const reply = ({ resource, query }: api.Seen) => {
      if (resource !== 'pods') return undefined
      if (query.has('continue')) return api.status(410, 'too old')
      return api.body(JSON.stringify({ metadata: { continue: 'x' }, items: pods(1) }), 'application/json')
    }
    const server = await start({ objects: { pods: [] }, reply })
    const { coverage } = await readFrom(server, { kinds: ['Pod', 'Service'] }).catch(() => ({ coverage: [] }))
    expect(server.seen.filter(({ resource }) => resource === 'pods').length).toBeLessThan(8)
    expect(coverage).not.toContainEqual(expect.objectContaining({ kind: 'Pod', state: 'complete' }))
  })

  test('a restarted list asks for everything', async () => {
    const server = await start({
      objects: { pods: pods(4) },
      pageSize: 2,
      reply: first(api.status(410, 'too old')),
    })
    await readFrom(server)
    const queries = server.seen
      .filter(({ resource }) => resource === 'pods')
      .map(({ query }) => query.toString())
    expect(queries).toEqual(['limit=500', 'limit=500&continue=2', ''])
  })
})

describe('nothing stays open', () => {
  const settled = async (server: api.ListApi) => {
    for (let tries = 0; tries < 50 && (await server.openConnections()) > 0; tries++)
      await new Promise((resolve) => setTimeout(resolve, 10))
    return server.openConnections()
  }

  test('after a result and after a failure', async () => {
    const server = await start({ objects: { pods: pods(3), services: [] }, pageSize: 1 })
    await readFrom(server, { kinds: ['Pod', 'Service'] })
    expect(await settled(server)).toBe(0)
    const failing = await start({
      objects: {},
      reply: ({ resource }) => (resource === 'pods' ? api.status(401, 'no') : api.silence),
    })
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
