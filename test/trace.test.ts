import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { lint } from '../src/lint/lint.ts'
import { noColors } from '../src/report/palette.ts'
import { traceJson } from '../src/report/trace/json.ts'
import { traceText } from '../src/report/trace/text.ts'
import { rules } from '../src/rules/index.ts'
import { readText } from '../src/sources/files/documents.ts'
import { parseTarget } from '../src/diagnose/journey/target.ts'
import type { Trace } from '../src/trace/model.ts'
import {
  aliasNamespaces,
  backendNamespaces,
  gatewayNamespaces,
  namespacesOf,
  servicesMeantBy,
} from '../src/trace/namespaces.ts'
import { trace } from '../src/trace/trace.ts'
import type { Coverage } from '../src/world/coverage.ts'
import type { Kind } from '../src/world/kinds.ts'
import { buildWorld, type World } from '../src/world/world.ts'
import type { Manifest } from '../src/world/types/manifest.ts'
import { conforms } from './conforms.ts'
import { readKubectl } from './kubectl-line.ts'
import { recordedIn } from './recorded.ts'
import { Random } from './real/random.ts'
import { traceInFull } from './trace-in-full.ts'
import { worldInFull } from './world-in-full.ts'
import { worldOf } from './world-of.ts'

// what the text for people leaves out
const expectRecorded = recordedIn(join(import.meta.dirname, 'trace-in-full.txt'))
// what is said where other things are known
const expectOther = recordedIn(join(import.meta.dirname, 'trace-otherwise.txt'))

const folder = join(import.meta.dirname, 'trace')
const scenarios = readdirSync(folder)
const ruleIds = new Set(rules.map(({ id }) => id))

function worldFrom(text: string, complete: boolean, refused: readonly Kind[] = []): World {
  const read = readText('world.yaml', text, { namespace: 'default', named: true })
  const because = complete ? 'listed' : 'only the given files were read'
  const coverage: Coverage[] = [
    { state: complete ? 'complete' : 'partial', because },
    ...refused.map((kind) => ({ kind, state: 'forbidden' as const, because: `no right to list ${kind}` })),
  ]
  return buildWorld({ ...read, coverage })
}

/** `chat-api --from pod/client -n shop --complete`, as on the command line. */
function readQuestion(line: string) {
  const words = line.trim().split(/\s+/)
  const after = (flag: string) => (words.includes(flag) ? words[words.indexOf(flag) + 1] : undefined)
  const from = after('--from')
  const question = {
    target: words[0] ?? '',
    namespace: after('-n') ?? 'default',
    ...(from === undefined ? {} : { from }),
  }
  return { question, complete: words.includes('--complete') }
}

/** Hops that print as `?` for one of three reasons. */
const isOpen = (status: string) => ['suspicious', 'unknown', 'forbidden'].includes(status)
const openHops = join(import.meta.dirname, 'trace-open-hops.txt')
const seen = new Map<string, string>()

describe('the text of each scenario', () => {
  afterAll(() => {
    if (process.env['UPDATE'] && seen.size === scenarios.length)
      writeFileSync(openHops, [...seen.values()].toSorted().join(''))
  })

  test.each(scenarios)('%s', (name) => {
    const path = (file: string) => join(folder, name, file)
    const { question, complete } = readQuestion(readFileSync(path('question.txt'), 'utf8'))
    const world = worldFrom(readFileSync(path('world.yaml'), 'utf8'), complete)
    const result = trace(world, question)
    const text = traceText(result, world, { palette: noColors, width: 80 })
    if (process.env['UPDATE']) writeFileSync(path('expected.txt'), text)
    expect(text).toBe(readFileSync(path('expected.txt'), 'utf8'))
    expectRecorded(name, traceInFull(result))
    const hops = result.hops.filter(({ status }) => isOpen(status))
    const open = hops.map(
      ({ id, direction = '', status }) => `${name} ${direction}${direction && ' '}${id} ${status}\n`,
    )
    seen.set(name, open.join(''))
    if (!process.env['UPDATE'])
      expect(readFileSync(openHops, 'utf8').match(new RegExp(`^${name} .*\\n`, 'gm')) ?? []).toEqual(open)
    expect(conforms('trace', JSON.parse(traceJson(result, world)))).toEqual([])
    for (const command of [result.confirm, result.repair?.command])
      if (command !== undefined) readKubectl(command)
    if (result.verdict.cause !== undefined) expect(ruleIds).toContain(result.verdict.cause)
    // a hop that is reached is checked, but for what is not there yet or was not named; that is said, and no tick is shown
    for (const hop of result.hops) {
      const mayBeOpen = ['client', 'virtual-ip', 'pod', 'port'].includes(hop.id)
      expect(hop.reached && hop.status === 'not-checked' && !mayBeOpen).toBe(false)
      if (!hop.reached) expect(hop.status).toBe('not-checked')
      if (/not checked|not named/.test(hop.because)) expect(hop.status).not.toBe('ok')
    }
  })
})

/** The verdict, and the hops where something is to say. */
function inShort(result: Trace): string[] {
  const { verdict, hops } = result
  const words = [verdict.status, verdict.grounds, verdict.hop, verdict.cause].filter(
    (word) => word !== undefined,
  )
  return [
    `${words.join(' ')}: ${verdict.summary}`,
    ...hops
      .filter(({ status, reached }) => reached && status !== 'ok')
      .map(
        ({ id, direction = '', status, because }) =>
          `${id}${direction && ' '}${direction} ${status}: ${because}`,
      ),
  ]
}

const asked = (name: string) => readQuestion(readFileSync(join(folder, name, 'question.txt'), 'utf8'))
const textOf = (name: string) => readFileSync(join(folder, name, 'world.yaml'), 'utf8')

test.each(scenarios)('what is said of %s when more or less was read', (name) => {
  const { question, complete } = asked(name)
  const result = trace(worldFrom(textOf(name), !complete), question)
  expectOther(`${name}, ${complete ? 'only files' : 'complete'}`, inShort(result))
})

const refusable: readonly Kind[] = [
  'Pod',
  'EndpointSlice',
  'NetworkPolicy',
  'Namespace',
  'Node',
  'ConfigMap',
  'Ingress',
]

describe('what may not be listed is never assumed', () => {
  const around = [
    'works-with-ready-pods',
    'policy-some-pods',
    'entry-ingress-some-pods',
    'name-of-the-corefile',
    'node-port-from-outside',
    'one-pod-by-name',
    'gateway-route',
  ]
  test.each(around)('%s', (name) => {
    const { question } = asked(name)
    const lines = refusable.flatMap((kind) => [
      `without ${kind}:`,
      ...inShort(trace(worldFrom(textOf(name), true, [kind]), question)),
    ])
    expectOther(`${name}, refused`, lines)
  })
})

/** The value without some of its fields and list items; what names an object stays. */
function thinned(random: Random, value: unknown, path = ''): unknown {
  if (Array.isArray(value))
    return value.flatMap((each) => (random.below(12) === 0 ? [] : [thinned(random, each, `${path}[]`)]))
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(
    ([name]) =>
      (/^(?:\.metadata)?$/.test(path) && /^(?:apiVersion|kind|metadata|name|namespace)$/.test(name)) ||
      random.below(9) > 0,
  )
  return Object.fromEntries(kept.map(([name, each]) => [name, thinned(random, each, `${path}.${name}`)]))
}

// every other one: each draw leaves out other fields
test.each(scenarios.filter((_, at) => at % 2 === 0))('fields that are absent are no crash in %s', (name) => {
  const { question, complete } = asked(name)
  const { resources, coverage } = worldFrom(textOf(name), complete)
  const random = new Random(name.length)
  const world = worldOf(
    resources.map(({ manifest }) => thinned(random, manifest) as Manifest),
    coverage,
  )
  const messages = lint(world, rules).findings.map(({ message }) => message)
  const said = [trace(world, question).verdict.summary, ...messages, ...worldInFull(world)]
  expect(said.join('\n')).not.toMatch(/undefined (?!:)|\[object|NaN/)
})

describe('what a question is about, before anything is read', () => {
  const world = worldFrom(
    [
      '{apiVersion: v1, kind: Service, metadata: {name: db, namespace: shop}, spec: {type: ExternalName, externalName: Db.Data.svc.cluster.local}}',
      '{apiVersion: v1, kind: Service, metadata: {name: db, namespace: data}, spec: {type: ExternalName, externalName: pg.store.svc}}',
      '{apiVersion: v1, kind: Service, metadata: {name: off, namespace: shop}, spec: {type: ExternalName, externalName: www.example.com}}',
      '{apiVersion: v1, kind: Service, metadata: {name: old, namespace: shop}, spec: {type: ClusterIP, externalName: a.leftover.svc}}',
      '{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: r, namespace: shop}, spec: {parentRefs: [{name: edge, namespace: infra}, {name: own}, {group: "", kind: Service, name: web, namespace: mesh}], rules: [{backendRefs: [{name: web, namespace: back}, {name: web}]}]}}',
      '{apiVersion: gateway.networking.x-k8s.io/v1alpha1, kind: XListenerSet, metadata: {name: x, namespace: shop}, spec: {parentRef: {name: edge, namespace: sets}}}',
      '{apiVersion: gateway.networking.k8s.io/v1, kind: ListenerSet, metadata: {name: l, namespace: shop}, spec: {parentRef: {name: edge, namespace: sets}}}',
    ].join('\n---\n'),
    true,
  )
  test.each([
    ['web', {}, 'shop kube-system', 'shop/web'],
    ['web.data', {}, 'shop data kube-system', 'data/web shop/data'],
    ['http://web.data.svc.cluster.local/x', {}, 'shop data kube-system', 'data/web'],
    ['data/web:80', {}, 'shop data kube-system', 'data/web'],
    ['svc/web', { from: 'ci/pod/runner' }, 'shop ci kube-system', 'ci/web'],
    ['svc/web', { from: 'node/n1' }, 'shop kube-system', 'shop/web'],
    ['web.Data_1', {}, 'shop kube-system', ''],
  ])('%s %j', (target, more, spaces, services) => {
    const question = { target, namespace: 'shop', ...more }
    expect(namespacesOf(question).join(' ')).toBe(spaces)
    expect(
      servicesMeantBy(question)
        .map(({ namespace, name }) => `${namespace}/${name}`)
        .join(' '),
    ).toBe(services)
  })

  test('and where routes and aliases lead from there', () => {
    expect(gatewayNamespaces(world)).toEqual(['infra', 'sets'])
    expect(backendNamespaces(world)).toEqual(['back'])
    expect(aliasNamespaces(world)).toEqual(['data', 'store'])
    expect(aliasNamespaces(world, { target: 'db', namespace: 'shop' })).toEqual(['data', 'store'])
    expect(aliasNamespaces(world, { target: 'db', namespace: 'data' })).toEqual(['store'])
    expect(aliasNamespaces(world, { target: 'off', namespace: 'shop' })).toEqual([])
  })
})

describe('targets', () => {
  test.each([
    ['web', { host: 'web', protocol: 'TCP', protocolIsGuess: true }],
    ['web.shop', { host: 'web.shop', protocol: 'TCP', protocolIsGuess: true }],
    ['web:8080', { host: 'web', port: 8080, protocol: 'TCP', protocolIsGuess: true }],
    ['dns:53/udp', { host: 'dns', port: 53, protocol: 'UDP' }],
    ['svc/web', { service: 'web', protocol: 'TCP', protocolIsGuess: true }],
    [
      'shop/ingress/web',
      {
        routed: { kind: 'Ingress', name: 'web' },
        namespace: 'shop',
        protocol: 'TCP',
        protocolIsGuess: true,
      },
    ],
    [
      'httproute/web:8080',
      { routed: { kind: 'HTTPRoute', name: 'web' }, port: 8080, protocol: 'TCP', protocolIsGuess: true },
    ],
    ['service/web:80', { service: 'web', port: 80, protocol: 'TCP', protocolIsGuess: true }],
    [
      'http://web/v1?x=y',
      { host: 'web', port: 80, protocol: 'TCP', url: { scheme: 'http', path: '/v1', query: 'x=y' } },
    ],
    [
      'web.example.com/v1/#top',
      { host: 'web.example.com', protocol: 'TCP', url: { scheme: 'http', path: '/v1/', query: '' } },
    ],
    [
      'https://web.shop:8443/',
      { host: 'web.shop', port: 8443, protocol: 'TCP', url: { scheme: 'https', path: '/', query: '' } },
    ],
    [
      'grpc://web.shop:9000/chat.v1.Chat/Complete',
      {
        host: 'web.shop',
        port: 9000,
        protocol: 'TCP',
        url: { scheme: 'http', path: '/chat.v1.Chat/Complete', query: '', grpc: true },
      },
    ],
    ['10.96.0.7:80', { address: '10.96.0.7', port: 80, protocol: 'TCP', protocolIsGuess: true }],
    ['[fd00::7]:80', { address: 'fd00::7', port: 80, protocol: 'TCP', protocolIsGuess: true }],
    ['web:0', undefined],
    ['web:70000', undefined],
    ['', undefined],
    ['a b', undefined],
  ])('%s', (text, expected) => {
    expect(parseTarget(text)).toEqual(expected)
  })

  test('any text is read or refused, in no time', () => {
    fc.assert(fc.property(fc.string({ maxLength: 2000 }), (text) => void parseTarget(text)))
    parseTarget('a.'.repeat(100_000))
    parseTarget(`http://${':'.repeat(100_000)}`)
  })
})

describe('lint and trace agree', () => {
  const label = fc.constantFrom('web', 'wbe', 'api', 'worker')
  const ready = fc.constantFrom('True', 'False')
  const pod = fc.record({
    app: label,
    ready,
    phase: fc.constantFrom('Running', 'Pending', 'Failed'),
    port: fc.constantFrom('http', 'web', undefined),
  })
  const deployment = fc.record({
    app: label,
    replicas: fc.constantFrom(0, 1, 3),
    port: fc.constantFrom('http', undefined),
  })
  const service = fc.record({ app: label, targetPort: fc.constantFrom('http', 'htpp', 8080) })

  type Generated = {
    pods: { app: string; ready: string; phase: string; port: string | undefined }[]
    deployments: { app: string; replicas: number; port: string | undefined }[]
    services: { app: string; targetPort: string | number }[]
  }

  const containers = (port: string | undefined) => [
    {
      name: 'c',
      image: 'i',
      ...(port === undefined ? {} : { ports: [{ name: port, containerPort: 8080 }] }),
    },
  ]

  function manifests({ pods, deployments, services }: Generated): string {
    const all = [
      ...services.map(({ app, targetPort }, index) => ({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: `s${index}` },
        spec: { selector: { app }, ports: [{ port: 80, targetPort }] },
      })),
      ...pods.map((each, index) => ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: `p${index}`, labels: { app: each.app } },
        spec: { containers: containers(each.port) },
        status: {
          phase: each.phase,
          podIPs: [{ ip: `10.0.0.${index}` }],
          conditions: [{ type: 'Ready', status: each.ready }],
        },
      })),
      ...deployments.map(({ app, replicas, port }, index) => ({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: `d${index}` },
        spec: {
          replicas,
          selector: { matchLabels: { app } },
          template: { metadata: { labels: { app } }, spec: { containers: containers(port) } },
        },
      })),
    ]
    return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: all })
  }

  const emptyRules = new Set(['selector-matches-nothing', 'endpoints-no-pods', 'endpoints-none-ready'])

  test.each([true, false])(
    'a Service without endpoints breaks there, and only there (complete World: %s)',
    (complete) => {
      const generated = fc.record({
        pods: fc.array(pod, { maxLength: 4 }),
        deployments: fc.array(deployment, { maxLength: 2 }),
        services: fc.array(service, { minLength: 1, maxLength: 3 }),
      })
      let broken = 0
      fc.assert(
        fc.property(generated, (parts) => {
          const world = worldFrom(manifests(parts), complete)
          const { findings } = lint(world, rules)
          for (const item of world.all('Service')) {
            const { verdict } = trace(world, { target: `svc/${item.name}`, namespace: 'default' })
            const found = findings.find(
              (finding) =>
                finding.verdict === 'broken' &&
                finding.resource.name === item.name &&
                emptyRules.has(finding.rule),
            )
            if (found !== undefined) {
              broken++
              expect({ status: verdict.status, hop: verdict.hop, cause: verdict.cause }).toEqual({
                status: 'broken',
                hop: 'endpoints',
                cause: found.rule,
              })
            } else expect(verdict.status === 'broken' && verdict.hop === 'endpoints').toBe(false)
          }
        }),
        { numRuns: 40 },
      )
      expect(broken).toBeGreaterThan(10)
    },
  )
})
