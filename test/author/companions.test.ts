import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { companionsOf, type CompanionWishes } from '../../src/author/companions/index.ts'
import type { RouteWish } from '../../src/author/companions/route.ts'
import type { Intent } from '../../src/author/intent.ts'
import { newService } from '../../src/author/new-service.ts'
import { manifestsJson, manifestsYaml, resourceName } from '../../src/author/print.ts'
import { readCompanions } from '../../src/commands/new/read-companions.ts'
import type { NewFlags } from '../../src/commands/new/flags.ts'
import { presets } from '../../src/author/presets/index.ts'
import { valueAt } from '../../src/world/place.ts'

const service = (ports: Intent['ports'], more: Partial<Intent> = {}) =>
  newService({ type: 'clusterip', name: 'web', selector: { app: 'web' }, ports, ...more })
const http = [{ name: 'http', port: 80, targetPort: 'web' }]
const route: RouteWish = { hosts: ['web.example.com'], gateway: { name: 'public', namespace: 'infra' } }

/** The only companion, and what is in it. */
function only(subject: ReturnType<typeof service>, wishes: CompanionWishes) {
  const [companion, ...others] = companionsOf(subject, wishes)
  expect(others).toEqual([])
  return companion?.spec
}

test.each<[string, Intent['ports'], object]>([
  ['by its name', http, { name: 'http' }],
  ['by its number, where its name is one', [{ name: '80', port: 8080 }], { number: 8080 }],
  [
    'by its number, where its name is too long',
    [{ name: 'a-port-of-great-length', port: 80 }],
    { number: 80 },
  ],
])('an Ingress says the port %s', (_, ports, port) => {
  expect(only(service(ports), { ingress: { hosts: [] } })).toMatchObject({
    rules: [{ http: { paths: [{ backend: { service: { name: 'web', port } } }] } }],
  })
})

describe('an InferencePool', () => {
  const pool = { picker: 'web-epp', pickerPort: 9002 }
  const numbered = [{ name: 'http', port: 80, targetPort: 8000 }]

  test('has the pods of the Service, by the number of their port', () => {
    expect(only(service(numbered), { pool })).toEqual({
      selector: { matchLabels: { app: 'web' } },
      targetPorts: [{ number: 8000 }],
      endpointPickerRef: { name: 'web-epp', port: { number: 9002 } },
    })
    expect(only(service([{ port: 8000 }], { type: 'headless' }), { pool })).toMatchObject({
      targetPorts: [{ number: 8000 }],
    })
  })

  test('is where the route leads, and what a grant is for', () => {
    const ref = { group: 'inference.networking.k8s.io', kind: 'InferencePool', name: 'web' }
    const [first, second, third] = companionsOf(service(numbered), { route, pool, grantTo: ['edge'] })
    expect([first?.kind, second?.kind]).toEqual(['HTTPRoute', 'InferencePool'])
    expect(valueAt(first, ['spec', 'rules', 0, 'backendRefs'])).toEqual([ref])
    expect(valueAt(third, ['spec', 'to', 1])).toEqual(ref)
  })

  test.each([
    ['a port that has a name only', service(http), pool, /needs the number.*"web"/],
    [
      'no pods',
      newService({ type: 'clusterip', name: 'web', ports: [{ port: 80 }] }),
      pool,
      /--inference-pool needs the labels of pods/,
    ],
  ])('is refused for %s', (_, subject, wish, complaint) => {
    expect(() => companionsOf(subject, { pool: wish })).toThrow(complaint)
  })
})

describe('a route', () => {
  test('leads to the port of the Service, not to that of the pods', () => {
    expect(only(service(http), { route })).toEqual({
      parentRefs: [{ name: 'public', namespace: 'infra' }],
      hostnames: ['web.example.com'],
      rules: [{ backendRefs: [{ name: 'web', port: 80 }] }],
    })
  })

  test('has path, timeout, listener and port when they are asked for', () => {
    const ports = [...http, { name: 'admin', port: 9000 }]
    const wish = {
      ...route,
      path: '/v1',
      timeout: '0s',
      port: 'admin',
      gateway: { name: 'g', section: 'tls' },
    }
    expect(only(service(ports), { route: wish })).toEqual({
      parentRefs: [{ name: 'g', sectionName: 'tls' }],
      hostnames: ['web.example.com'],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: '/v1' } }],
          timeouts: { request: '0s' },
          backendRefs: [{ name: 'web', port: 9000 }],
        },
      ],
    })
  })

  test('from another namespace names the namespace of the Service', () => {
    const [companion] = companionsOf(service(http, { namespace: 'apps' }), {
      route: { ...route, namespace: 'edge' },
    })
    expect(companion?.metadata).toEqual({ name: 'web', namespace: 'edge' })
    expect(valueAt(companion, ['spec', 'rules', 0, 'backendRefs', 0])).toEqual({
      name: 'web',
      namespace: 'apps',
      port: 80,
    })
    expect(() => companionsOf(service(http), { route: { ...route, namespace: 'edge' } })).toThrow(
      /must name that of the Service/,
    )
  })

  const triton = [
    { name: 'http', port: 8000 },
    { name: 'grpc', port: 8001, appProtocol: 'kubernetes.io/h2c' },
    { name: 'metrics', port: 8002 },
  ]
  test.each([
    ['HTTP', { route }, 8000],
    ['gRPC', { grpcRoute: route }, 8001],
  ])('of %s finds its port by name and protocol', (_, wishes, port) => {
    expect(valueAt(only(service(triton), wishes), ['rules', 0, 'backendRefs', 0, 'port'])).toBe(port)
  })

  test.each([
    [
      'several that suit none',
      [{ port: 1 }, { port: 2 }],
      route,
      /could lead to several ports/,
      /tcp-1, tcp-2/,
    ],
    ['only UDP', [{ port: 53, protocol: 'UDP' as const }], route, /needs a TCP port/, /--port/],
    ['a port that is not there', http, { ...route, port: 'admin' }, /port "admin", which/, /it has http/],
  ])('%s: refused', (_, ports, wish, message, hint) => {
    expect(() => companionsOf(service(ports), { route: wish })).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(message),
        details: { hint: expect.stringMatching(hint) },
      }),
    )
  })
})

test('a grant is in the namespace of the Service and is for it alone', () => {
  const [, grant] = companionsOf(service(http, { namespace: 'apps' }), {
    route: { ...route, namespace: 'edge' },
    grantTo: ['edge', 'other'],
  })
  expect(grant).toEqual({
    apiVersion: 'gateway.networking.k8s.io/v1beta1',
    kind: 'ReferenceGrant',
    metadata: { name: 'web', namespace: 'apps' },
    spec: {
      from: ['edge', 'other'].map((namespace) => ({
        group: 'gateway.networking.k8s.io',
        kind: 'HTTPRoute',
        namespace,
      })),
      to: [{ group: '', kind: 'Service', name: 'web' }],
    },
  })
})

test('an Ingress calls the port by its name, or by its number where it has none', () => {
  const ingress = { hosts: ['a.example.com', 'b.example.com'], className: 'traefik', tls: 'cert' }
  const spec = only(service(http), { ingress })
  expect(valueAt(spec, ['rules', 1, 'http', 'paths', 0, 'backend'])).toEqual({
    service: { name: 'web', port: { name: 'http' } },
  })
  expect(valueAt(spec, ['tls'])).toEqual([{ hosts: ['a.example.com', 'b.example.com'], secretName: 'cert' }])
  const nameless = only(service([{ port: 8080 }]), { ingress: { hosts: [] } })
  expect(valueAt(nameless, ['rules', 0, 'http', 'paths', 0, 'backend', 'service', 'port'])).toEqual({
    number: 8080,
  })
})

test('a NetworkPolicy opens the ports on which packets arrive at the pods, each once', () => {
  const port = fc.record(
    {
      port: fc.integer({ min: 1, max: 65535 }),
      targetPort: fc.oneof(fc.integer({ min: 1, max: 65535 }), fc.constantFrom('http', 'web')),
      protocol: fc.constantFrom('TCP' as const, 'UDP' as const, 'SCTP' as const),
    },
    { requiredKeys: ['port'] },
  )
  const ports = fc.uniqueArray(port, {
    minLength: 1,
    maxLength: 5,
    selector: (one) => `${one.port}/${one.protocol ?? 'TCP'}`,
  })
  fc.assert(
    fc.property(ports, (some) => {
      const opened = valueAt(only(service(some), { networkPolicy: true }), ['ingress', 0, 'ports']) as {
        port: number | string
        protocol: string
      }[]
      const words = opened.map((one) => `${one.port}/${one.protocol}`)
      const arriving = some.map((one) => `${one.targetPort ?? one.port}/${one.protocol ?? 'TCP'}`)
      expect(new Set(words)).toEqual(new Set(arriving))
      expect(words.length).toBe(new Set(words).size)
    }),
  )
})

test('a NetworkPolicy for a headless Service opens its ports: nothing is translated', () => {
  const spec = only(service([{ port: 8000, targetPort: 'http' }], { type: 'headless' }), {
    networkPolicy: true,
  })
  expect(valueAt(spec, ['ingress', 0, 'ports'])).toEqual([{ port: 8000, protocol: 'TCP' }])
})

test('a NetworkPolicy needs pods', () => {
  const alone = newService({ type: 'clusterip', name: 'web', ports: http })
  expect(() => companionsOf(alone, { networkPolicy: true })).toThrow(/needs the labels of pods/)
})

describe('a ServiceMonitor', () => {
  const labels = { 'app.kubernetes.io/name': 'web' }
  test.each([
    ['the port of metrics', [...http, { name: 'metrics', port: 9090 }], {}, 'metrics'],
    ['the only port', [{ name: 'web', port: 80 }], {}, 'web'],
    ['the port that a preset names', http, { port: 'http', path: '/m' }, 'http'],
  ])('scrapes %s', (_, ports, metrics, port) => {
    const spec = only(service(ports, { labels }), { metrics })
    expect(spec).toMatchObject({ selector: { matchLabels: labels }, endpoints: [{ port }] })
  })

  test.each([
    ['no labels', http, {}, /finds a Service by its labels/],
    ['no name', [{ port: 80 }], labels, /needs a port named metrics/],
    [
      'no port of that name',
      [
        { name: 'a', port: 1 },
        { name: 'b', port: 2 },
      ],
      labels,
      /needs a port named metrics/,
    ],
  ])('is refused for a Service with %s', (_, ports, own, message) => {
    expect(() => companionsOf(service(ports, { labels: own }), { metrics: {} })).toThrow(message)
  })
})

describe('the flags', () => {
  const none = { 'network-policy': false, 'service-monitor': false }
  const read = (flags: Partial<NewFlags>, ...ids: string[]) =>
    readCompanions(
      { ...none, ...flags } as NewFlags,
      presets.filter(({ id }) => ids.includes(id)).map((preset) => ({ preset, options: [] })),
    )

  test('a server that streams has no request timeout, unless one is asked for', () => {
    const text = 'host=a.example.com,host=b.example.com,gateway=infra/public,section=https,path=/v1'
    expect(read({ route: text }, 'vllm').route).toEqual({
      hosts: ['a.example.com', 'b.example.com'],
      gateway: { name: 'public', namespace: 'infra', section: 'https' },
      path: '/v1',
      timeout: '0s',
    })
    expect(read({ route: 'gateway=g,timeout=30s' }, 'vllm').route?.timeout).toBe('30s')
    expect(read({ route: 'gateway=g' }).route?.timeout).toBeUndefined()
    expect(read({ 'grpc-route': 'gateway=g' }, 'triton').grpcRoute?.timeout).toBeUndefined()
  })

  test('a preset knows where metrics are', () => {
    expect(read({ 'service-monitor': true }, 'triton').metrics).toEqual({ port: 'metrics', path: '/metrics' })
    expect(read({}, 'triton')).toEqual({})
  })

  test.each([
    [{ route: 'host=a.example.com' }, /hangs in the air without a Gateway/],
    [{ route: 'gateway=g,host=A' }, /--route host cannot be "A"/],
    [{ route: 'gateway=g,path=v1' }, /--route path cannot be "v1"/],
    [{ route: 'gateway=g,timeout=soon' }, /--route timeout cannot be "soon"/],
    [{ route: 'gateway=g,gateway=h' }, /says gateway twice/],
    [{ route: 'gateway=g,hots=a' }, /has the part "hots=a"/],
    [{ 'grpc-route': 'gateway=g,path=/v1' }, /--grpc-route has the part "path=\/v1"/],
    [{ route: 'gateway=Infra/g' }, /--route namespace cannot be "Infra"/],
    [{ ingress: 'class=Nginx' }, /--ingress class cannot be "Nginx"/],
    [{ 'reference-grant': ['a,B'] }, /--reference-grant cannot be "B"/],
  ])('%j: refused', (flags, message) => {
    expect(() => read(flags)).toThrow(message)
  })
})

test('several manifests: a stream of documents, a List, a name for each', () => {
  const all = [service(http), ...companionsOf(service(http), { route, networkPolicy: true })]
  expect(manifestsYaml(all).split('---\n')).toHaveLength(3)
  expect(JSON.parse(manifestsJson(all))).toEqual({ apiVersion: 'v1', kind: 'List', items: all })
  expect(JSON.parse(manifestsJson(all.slice(0, 1)))).toEqual(all[0])
  expect(all.map(resourceName)).toEqual([
    'service/web',
    'httproute.gateway.networking.k8s.io/web',
    'networkpolicy.networking.k8s.io/web',
  ])
})
