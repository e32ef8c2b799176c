import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { PortShown, ProbeReport } from '../../../src/diagnose/probe-report.ts'
import { openWorld } from '../../bed/world.js'
import { conforms } from '../../conforms.ts'
import { makeUser, podsOf, serve, settled, svc } from '../probe/stage.ts'

// what a probe sees of the ports behind Services, without a client: `svc endpoints --probe` and `svc lint --probe`
const bed = openWorld('nodes')

const odd = (mode: string, ...flags: string[]) => ['odd', ...flags, mode]

/** Each a Service of its own, with port 80 to 8080 of one pod. */
const servers: readonly {
  readonly name: string
  readonly args: readonly string[]
  readonly port?: object
  readonly service?: object
  readonly probed?: true
  readonly outcome: PortShown['outcome']
  readonly serves: boolean
  readonly says: RegExp
  /** What lint says of it. */
  readonly finding?: RegExp
}[] = [
  { name: 'plain', args: odd('plain'), outcome: 'answers', serves: true, says: /answers HTTP with 200/ },
  { name: 'tls', args: odd('tls'), outcome: 'answers', serves: true, says: /speaks TLS/ },
  {
    name: 'tls-for-http',
    args: odd('tls'),
    service: { appProtocol: 'http' },
    outcome: 'answers',
    serves: false,
    says: /speaks TLS.*where appProtocol http has plain HTTP/,
    finding: /speaks TLS/,
  },
  {
    name: 'redis',
    args: odd('redis'),
    service: { appProtocol: 'redis' },
    outcome: 'answers',
    serves: true,
    says: /Redis/,
  },
  {
    name: 'loopback',
    args: odd('plain', '-address', '127.0.0.1:8080'),
    outcome: 'loopback-only',
    serves: false,
    says: /listens on 8080 of loopback alone/,
    finding: /listens on 8080 of loopback alone/,
  },
  {
    name: 'elsewhere',
    args: odd('plain', '-address', ':9090'),
    outcome: 'refused',
    serves: false,
    says: /does not listen on 8080: it listens on 9090/,
    finding: /it listens on 9090/,
  },
  {
    name: 'hang',
    args: odd('hang'),
    service: { appProtocol: 'http' },
    outcome: 'silent',
    serves: false,
    says: /accepts connections on 8080 and never answers/,
    finding: /never answers/,
  },
  {
    name: 'reset',
    args: odd('reset'),
    service: { appProtocol: 'http' },
    outcome: 'closes',
    serves: false,
    says: /closes them unanswered/,
    finding: /closes them unanswered/,
  },
  {
    name: 'datagrams',
    args: ['serve', '-udp', '8080'],
    port: { protocol: 'UDP' },
    service: { protocol: 'UDP' },
    outcome: 'accepts',
    serves: true,
    says: /listens on 8080 over UDP/,
  },
  {
    name: 'datagrams-elsewhere',
    args: ['serve', '-udp', '9090'],
    port: { protocol: 'UDP' },
    service: { protocol: 'UDP' },
    outcome: 'refused',
    serves: false,
    says: /does not listen on 8080 over UDP: it listens on 9090/,
    finding: /over UDP/,
  },
]

interface EndpointsSeen {
  readonly services: readonly { readonly name: string; readonly seen?: readonly PortShown[] }[]
  readonly probe: ProbeReport
}

interface LintSeen {
  readonly findings: readonly {
    readonly rule: string
    readonly message: string
    readonly basis?: string
    readonly resource: { readonly name: string }
  }[]
  readonly probe?: ProbeReport
}

let namespace = ''
let endpoints: EndpointsSeen
let lint: LintSeen
const pods: unknown[] = []

beforeAll(async () => {
  namespace = await bed.namespace('probe')
  await Promise.all(servers.map((server) => serve(bed, namespace, server)))
  await settled(bed, namespace)
  pods.push(await podsOf(bed, namespace))
  const [seen, found] = await Promise.all([
    svc(bed, ['endpoints', '-n', namespace, '--probe', '-o', 'json']),
    svc(bed, ['lint', '-n', namespace, '--probe', '-o', 'json']),
  ])
  pods.push(await podsOf(bed, namespace))
  expect([seen.code, found.code]).toEqual([1, 1])
  endpoints = JSON.parse(seen.stdout) as EndpointsSeen
  lint = JSON.parse(found.stdout) as LintSeen
}, 300_000)

afterAll(() => bed.close())

describe.each(servers.map((server) => [server.name, server] as const))('%s', (name, server) => {
  test('svc endpoints says what was seen', () => {
    const seen = endpoints.services.find((each) => each.name === name)?.seen
    expect(seen).toMatchObject([{ outcome: server.outcome, serves: server.serves }])
    expect(seen?.[0]?.because).toMatch(server.says)
  })

  test('svc lint finds what does not serve, and nothing else', () => {
    const found = lint.findings.filter(
      ({ resource, basis }) => resource.name === name && basis === 'observed',
    )
    expect(found.map(({ rule }) => rule)).toEqual(server.serves ? [] : ['target-port-not-served'])
    if (server.finding !== undefined) expect(found[0]?.message).toMatch(server.finding)
  })
})

test('both outputs keep to their schema, tell no secret, are bounded, and leave nothing behind', () => {
  conforms('endpoints', endpoints)
  conforms('lint', lint)
  expect(JSON.stringify([endpoints, lint])).not.toMatch(/secret-of-the-body|not-to-be-shown/)
  expect(endpoints.probe.requests).toBeLessThanOrEqual(150)
  expect(lint.probe?.requests).toBeLessThanOrEqual(150)
  expect(pods[1]).toEqual(pods[0])
})

test('without the rights nothing is looked at: said, and undecided', async () => {
  const user = await makeUser(bed, namespace, [])
  const seen = await svc(bed, ['endpoints', 'plain', '-n', namespace, '--as', user, '--probe', '-o', 'json'])
  const { services, probe } = JSON.parse(seen.stdout) as EndpointsSeen
  expect(services[0]?.seen).toMatchObject([{ outcome: 'not-looked-at' }])
  expect(probe.leftOut.map(({ because }) => because).join('\n')).toMatch(
    /you may not get pods\/proxy in namespace/,
  )
  expect(seen.code).toBe(3)
})
