import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import type { Met, Observation, Saw, Speech } from '../../../src/diagnose/journey/observation.ts'
import { unresolved } from '../../../src/diagnose/journey/observation.ts'
import { observe } from '../../../src/diagnose/journey/observed.ts'
import type { Journey, Stage } from '../../../src/diagnose/journey/model.ts'
import type { Question } from '../../../src/trace/model.ts'
import { journeyFor, traceOf } from '../../../src/trace/trace.ts'
import { recordedIn } from '../../recorded.ts'
import { complete, worldOfYaml } from '../../world-of.ts'

// What becomes of a trace when a probe has looked: each row is one thing, or several, that were seen, and what is said then.
// That connections to real programs are seen so is shown on real nodes (test/real/nodes).

const expectRecorded = recordedIn(join(import.meta.dirname, 'observed.txt'))

const web = (
  container = '{name: c, image: i, ports: [{name: http, containerPort: 8080}]}',
  ip = '10.1.0.5',
  port = '',
) => `
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {clusterIP: ${ip.includes(':') ? '"fd00::10"' : '10.96.0.10'}, ipFamilies: [${ip.includes(':') ? 'IPv6' : 'IPv4'}], selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080${port}}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: web-1, namespace: shop, labels: {app: web}}, spec: {nodeName: n1, containers: [${container}]}, status: {phase: Running, podIP: "${ip}", podIPs: [{ip: "${ip}"}], conditions: [{type: Ready, status: "True"}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: cli, namespace: shop, labels: {app: cli}}, spec: {nodeName: n2, containers: [{name: c, image: i}]}, status: {phase: Running, podIP: "${ip.replace(/5$/, '9')}", podIPs: [{ip: "${ip.replace(/5$/, '9')}"}], conditions: [{type: Ready, status: "True"}]}}
`
const denied = `---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: none, namespace: shop}, spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}}
`
const second = `---
{apiVersion: v1, kind: Pod, metadata: {name: web-2, namespace: shop, labels: {app: web}}, spec: {nodeName: n2, containers: [{name: c, image: i, ports: [{name: http, containerPort: 8080}]}]}, status: {phase: Running, podIP: 10.1.0.6, podIPs: [{ip: 10.1.0.6}], conditions: [{type: Ready, status: "True"}]}}
`

const seen = (stage: Stage, saw: Saw, vantage = 'Pod shop/cli'): Observation => ({
  stage,
  vantage,
  time: '2026-05-01T03:00:00Z',
  command: `look at ${stage}`,
  proves: 'something',
  saw,
})
const met = (outcome: Met['outcome'], speech?: Speech): Met => ({
  outcome,
  because: outcome,
  ...(speech === undefined ? {} : { speech }),
})
const connection = (
  from: 'api-server' | 'inside' | 'client',
  what: Met,
  to = '10.1.0.5:8080',
  stage: Stage = 'port',
) =>
  seen(
    stage,
    { is: 'connection', from, to, met: what },
    from === 'client' ? 'Pod shop/cli' : 'the API server',
  )
const listening = (address: string, port: number) =>
  seen('port', { is: 'listeners', protocol: 'TCP', pod: 'shop/web-1', listeners: [{ address, port }] })
const answer = (from: 'client' | 'dns-server', addresses: readonly string[], more: object = {}) =>
  seen(
    'name',
    {
      is: 'answer',
      from,
      by: from === 'client' ? 'getent' : '10.96.0.2',
      addresses,
      asPrograms: true,
      ...more,
    },
    from === 'client' ? 'Pod shop/cli' : 'DNS server 10.96.0.2',
  )

const predicted = new Map<string, Journey>()

/** What objects alone say, once for each question. */
function journeyOf(yaml: string, question: Question): Journey {
  const key = JSON.stringify([yaml, question])
  const journey = predicted.get(key) ?? journeyFor(worldOfYaml(yaml, [complete]), question)
  if (journey === undefined) throw new Error('not a question')
  predicted.set(key, journey)
  return journey
}

/** What is said of a request where this was seen, in a line. */
function said(yaml: string, observations: readonly Observation[], target = 'web', from = 'pod/cli'): string {
  const question = { target, from, namespace: 'shop' }
  const looked = observe(journeyOf(yaml, question), observations)
  const { verdict, hops, confirm } = traceOf(question, looked.journey, {
    observations: looked.observations,
    report: { leftOut: [] },
  })
  const { status, grounds, hop, cause, summary } = verdict
  const places = hops.flatMap(({ id, basis, observations: each = [] }) =>
    basis === 'observed' || each.length > 0
      ? [`${id}${basis === 'observed' ? '!' : ''}${each.length || ''}`]
      : [],
  )
  const words = [status, grounds, hop, cause].filter((word) => word !== undefined)
  return `${words.join(' ')}: ${summary} [${places.join(' ')}]${confirm === undefined ? '' : ` ${confirm}`}`
}

/** `CASE: WHAT IS SAID` for each: what is said once, with all cases of it. */
function grouped(lines: readonly string[]): string[] {
  const cases = new Map<string, string[]>()
  for (const line of lines) {
    const at = line.indexOf(' = ')
    const text = line.slice(at + 3)
    cases.set(text, [...(cases.get(text) ?? []), line.slice(0, at)])
  }
  return [...cases].flatMap(([text, all]) => [text, `- ${all.join('; ')}`])
}

const outcomes = [
  'answered',
  'open',
  'silent',
  'closed',
  'refused',
  'time-out',
  'no-route',
  'unclear',
] as const
const maybe = [undefined, ...outcomes] as const

test.each([
  ['predicted to work', web()],
  ['predicted to be denied', web() + denied],
  ['predicted not to listen there', web('{name: c, image: i, ports: [{containerPort: 9090}]}')],
  ['one of two endpoints', web() + second],
])('connections to an endpoint that is %s', (what, yaml) => {
  const lines = maybe.flatMap((api) =>
    ([undefined, 'open', 'refused', 'silent'] as const).flatMap((inside) =>
      ([undefined, 'open', 'refused', 'time-out'] as const).map((client) => {
        const looked = [
          ...(api === undefined ? [] : [connection('api-server', met(api))]),
          ...(inside === undefined ? [] : [connection('inside', met(inside))]),
          ...(client === undefined ? [] : [connection('client', met(client))]),
        ]
        return `api ${api ?? '-'}, inside ${inside ?? '-'}, client ${client ?? '-'} = ${said(yaml, looked)}`
      }),
    ),
  )
  expectRecorded(`connections: ${what}`, grouped(lines))
})

test.each(['10.1.0.5', 'fd00::5'])('sockets in the pod at %s', (ip) => {
  const to = ip.includes(':') ? `[${ip}]:8080` : `${ip}:8080`
  const lines = ['0.0.0.0', '::', '127.0.0.1', '::1', ip, 'none'].flatMap((address) =>
    [8080, 9090].flatMap((port) =>
      ([undefined, 'refused', 'time-out', 'open'] as const).map((api) => {
        const looked = [
          ...(address === 'none' ? [] : [listening(address, port)]),
          ...(api === undefined ? [] : [connection('api-server', met(api), to)]),
          connection('inside', met(address === 'none' ? 'refused' : 'open'), to),
        ]
        return `${address}:${port}, api ${api ?? '-'} = ${said(web(undefined, ip), looked)}`
      }),
    ),
  )
  expectRecorded(`sockets: ${ip}`, grouped(lines))
})

const speeches: readonly Speech[] = [
  ...[200, 301, 400, 404, 426, 500, 502, 503, 504].map((status) => ({
    protocol: 'HTTP/1.1' as const,
    status,
  })),
  { protocol: 'HTTP/1.1', status: 503, server: 'envoy' },
  { protocol: 'HTTP/1.1', status: 301, location: 'https://web/' },
  { protocol: 'HTTP/2', status: 200 },
  { protocol: 'gRPC', health: 'SERVING' },
  { protocol: 'gRPC', health: 'NOT_SERVING' },
  { protocol: 'TLS', names: ['web.shop'], fits: true, alpn: 'h2' },
  { protocol: 'TLS', names: ['other.example.com'], fits: false },
  { protocol: 'PostgreSQL' },
  { protocol: 'Redis' },
  { protocol: 'SSH' },
  { protocol: 'DNS' },
]

test.each([
  ['http://web', ''],
  ['https://web:80', ''],
  ['grpc://web:80/a.B/C', ''],
  ['web:80', ''],
  ['web:80', ', appProtocol: https'],
  ['web:80', ', appProtocol: kubernetes.io/h2c'],
  ['web:80', ', appProtocol: postgresql'],
])('what is heard of a program that is called as %s%s', (target, port) => {
  const lines = speeches.flatMap((speech) =>
    (['api-server', 'inside'] as const).map(
      (from) =>
        `${from} ${JSON.stringify(speech)} = ${said(web(undefined, undefined, port), [connection(from, met('answered', speech))], target)}`,
    ),
  )
  const mute = (['silent', 'closed'] as const).map(
    (outcome) =>
      `${outcome} = ${said(web(undefined, undefined, port), [connection('api-server', met(outcome))], target)}`,
  )
  expectRecorded(`heard: ${target}${port}`, grouped([...lines, ...mute]))
})

test('what the name is seen to be', () => {
  const right = ['10.96.0.10']
  const clients: readonly (readonly [string, Observation[]])[] = [
    ['-', []],
    ['right', [answer('client', right)]],
    ['wrong', [answer('client', ['192.0.2.1'])]],
    ['no such name', [answer('client', [], { failed: 'no-such-name' })]],
    ['no answer', [answer('client', [], { failed: 'no-answer' })]],
    ['no such name by nslookup', [answer('client', [], { failed: 'no-such-name', asPrograms: false })]],
    ['wrong by nslookup', [answer('client', ['192.0.2.1'], { asPrograms: false })]],
  ]
  const servers: readonly (readonly [string, Observation[]])[] = [
    ['-', []],
    ['right', [answer('dns-server', right)]],
    ['wrong', [answer('dns-server', ['192.0.2.1'])]],
    ['one of two', [answer('dns-server', right), answer('dns-server', [], { failed: 'no-answer' })]],
    [
      'none',
      [
        answer('dns-server', [], { failed: 'no-such-name' }),
        answer('dns-server', [], { failed: 'no-answer' }),
      ],
    ],
  ]
  const byName = (what: Met) => [connection('client', what, 'web:80', 'name')]
  const names: readonly (readonly [string, Observation[]])[] = [
    ['-', []],
    ['connects', byName(met('open'))],
    ['is refused', byName(met('refused'))],
    [
      'is refused, and not by address',
      [...byName(met('refused')), connection('client', met('open'), '10.96.0.10:80', 'virtual-ip')],
    ],
    ['does not resolve', byName({ outcome: 'unclear', because: unresolved })],
  ]
  const lines = clients.flatMap(([client, first]) =>
    servers.flatMap(([server, then]) =>
      names.map(
        ([name, last]) =>
          `client ${client}, servers ${server}, by name ${name} = ${said(web(), [...first, ...then, ...last], 'http://web')}`,
      ),
    ),
  )
  expectRecorded('names', grouped(lines))
  const gone = web().replace('name: web, namespace: shop', 'name: other, namespace: shop')
  expectRecorded('names that are predicted not to resolve', [
    said(gone, [answer('client', right)]),
    said(gone, [answer('dns-server', right)]),
    said(gone, [connection('client', met('open'), 'web:80', 'name')]),
  ])
})

test('the virtual IP that the client connects to', () => {
  const worlds = [
    web(),
    web() + denied,
    web() + second,
    web().replace('app: web}, ports', 'app: none}, ports'),
  ]
  const lines = worlds.flatMap((yaml, at) =>
    outcomes.flatMap((outcome) =>
      ([undefined, 'open', 'refused'] as const).map((behind) => {
        const looked = [
          connection('client', met(outcome), '10.96.0.10:80', 'virtual-ip'),
          ...(behind === undefined ? [] : [connection('client', met(behind))]),
        ]
        return `world ${at}, ${outcome}, endpoint ${behind ?? '-'} = ${said(yaml, looked)}`
      }),
    ),
  )
  expectRecorded('virtual IP', grouped(lines))
})

test('the address of an Ingress or a Gateway', () => {
  const worlds = ['entry-ingress-open-to-all', 'gateway-route'].map((name) => {
    const read = (file: string) => readFileSync(join(import.meta.dirname, '../../trace', name, file), 'utf8')
    return { name, yaml: read('world.yaml'), target: read('question.txt').split(/\\s/)[0] ?? '' }
  })
  const lines = worlds.flatMap(({ name, yaml, target }) =>
    [
      ...outcomes.map((outcome) => met(outcome)),
      ...speeches.slice(0, 12).map((speech) => met('answered', speech)),
    ].map((what) => {
      const looked = ['203.0.113.9:80', '203.0.113.9:443', '198.51.100.7:80'].map((to) =>
        connection('client', what, to, 'route'),
      )
      return `${name}, ${what.outcome} ${JSON.stringify(what.speech) ?? ''} = ${said(yaml, looked, target, 'external')}`
    }),
  )
  expectRecorded('entry points', grouped(lines))
  expect(lines.some((line) => line.includes('route!'))).toBe(true)
})
