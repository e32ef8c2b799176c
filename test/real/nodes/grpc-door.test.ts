import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from '@jest/globals'
import { trace } from '../../../src/trace/trace.ts'
import type { Manifest } from '../../../src/world/types/manifest.ts'
import type { World } from '../../../src/world/world.ts'
import { deploy, deployment, images } from '../../bed/packets.js'
import { openWorld, until } from '../../bed/world.js'
import { worldOf } from '../../world-of.ts'
import { recordProof } from '../proof.ts'
import { Random } from '../random.ts'

// one gRPC call to each of many hosts, through a real controller (traefik): which rule of a GRPCRoute takes it, and what comes back
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const count = Number(process.env['HOSTS'] ?? 12)
const random = new Random(seed)
const run = promisify(execFile)
const bed = openWorld('nodes')
const apiVersion = 'gateway.networking.k8s.io/v1'
const address = '198.19.0.20'
const called = 'grpc.health.v1.Health'

afterAll(() => bed.close(), 120_000)

type Object_ = Manifest & Record<string, unknown>

function matchOf(): object {
  const service = random.of([called, called, 'other.v1.Service', undefined])
  const method = random.of(['Check', 'Check', 'Watch', undefined])
  return service === undefined && method === undefined
    ? {}
    : { method: { ...(service && { service }), ...(method && { method }) } }
}

/** Each rule leads to the server, to a port that it has not, or to nothing. */
function routeOf(namespace: string, index: number): Object_ {
  // of two rules with one match the specification takes the first, traefik now one, now the other: each is there once
  const drawn = Array.from({ length: 1 + random.below(3) }, () => JSON.stringify(matchOf()))
  const rules = [...new Set(drawn)].map((text) => {
    const matches = [JSON.parse(text) as object].filter((match) => Object.keys(match).length > 0)
    const [name, port] = random.of([
      ['health', 5000],
      ['health', 5000],
      ['health', 5001],
      ['nobody', 5000],
    ] as const)
    return { ...(matches.length > 0 ? { matches } : {}), backendRefs: [{ name, port }] }
  })
  return {
    apiVersion,
    kind: 'GRPCRoute',
    metadata: { name: `r${index}`, namespace },
    spec: { parentRefs: [{ name: 'edge' }], hostnames: [`h${index}.${namespace}.test`], rules },
  }
}

/** `answered` by the server, `unavailable` where a rule leads nowhere, `untaken` where none takes the call. */
type Met = 'answered' | 'unavailable' | 'untaken' | (string & {})

/** One call to each host, outside of the cluster: Node's own HTTP/2, since curl loses an answer that a reset follows. */
const client = `
const { connect } = require('node:http2')
const [address, path, ...hosts] = process.argv.slice(1)
const call = (host) => new Promise((done) => {
  const session = connect('http://' + address)
  const seen = {}
  const end = () => { session.destroy(); done(seen) }
  session.on('error', end)
  const headers = { ':method': 'POST', ':path': path, ':authority': host, 'content-type': 'application/grpc', te: 'trailers' }
  const stream = session.request(headers)
  stream.setEncoding('utf8')
  stream.on('response', (answer) => Object.assign(seen, answer))
  stream.on('trailers', (answer) => Object.assign(seen, answer))
  stream.on('data', (text) => { seen.body = (seen.body ?? '') + text })
  stream.on('error', () => undefined).on('close', end)
  setTimeout(end, 5000).unref()
  stream.end(Buffer.alloc(5))
})
;(async () => {
  const all = []
  for (const host of hosts) all.push(await call(host))
  console.log(JSON.stringify(all))
})()
`

interface Seen {
  readonly ':status'?: number
  readonly 'grpc-status'?: string
  readonly body?: string
}

async function met(hosts: readonly string[]): Promise<Met[]> {
  const bedJs = join(import.meta.dirname, '../../bed/bed.js')
  const node = [process.execPath, '-e', client, address, `/${called}/Check`, ...hosts]
  const { stdout } = await run(process.execPath, [bedJs, 'shell', 'nodes', '--', ...node])
  return (JSON.parse(stdout) as Seen[]).map((seen) => {
    if (seen['grpc-status'] === '0') return 'answered'
    if (seen[':status'] === 404) return 'untaken'
    return seen.body?.includes('"code":14') === true ? 'unavailable' : JSON.stringify(seen)
  })
}

function predicted(world: World, host: string): Met {
  const target = `grpc://${host}/${called}/Check`
  const { verdict, hops } = trace(world, { target, namespace: 'default' })
  const because = hops.find(({ id }) => id === 'route')?.because ?? ''
  if (because.includes('no rule of an attached GRPCRoute')) return 'untaken'
  return verdict.status === 'works' ? 'answered' : 'unavailable'
}

test('traefik takes gRPC calls by the rule that trace names', async () => {
  const namespace = await bed.namespace('grpc')
  const container = {
    name: 'server',
    image: images.agnhost,
    imagePullPolicy: 'Never',
    args: ['grpc-health-checking', '--port=5000', '--http-port=8080'],
    ports: [{ containerPort: 5000 }],
    readinessProbe: { tcpSocket: { port: 5000 }, periodSeconds: 1 },
  }
  const workload = deployment({ name: 'health', pod: { containers: [container] } })
  await deploy(bed, namespace, workload)
  const spec = { selector: { app: 'health' }, ports: [{ port: 5000, appProtocol: 'kubernetes.io/h2c' }] }
  await bed.service(namespace, 'health', spec)
  const listener = { name: 'web', port: 80, protocol: 'HTTP' }
  const gateway = {
    apiVersion,
    kind: 'Gateway',
    metadata: { name: 'edge', namespace },
    spec: { gatewayClassName: 'traefik', listeners: [listener] },
  }
  const routes = Array.from({ length: count }, (_, index) => routeOf(namespace, index))
  const path = `/apis/${apiVersion}/namespaces/${namespace}`
  await bed.create(`${path}/gateways`, gateway)
  for (const route of routes) await bed.create(`${path}/grpcroutes`, route)
  const world = worldOf([
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'health', namespace }, spec } as Manifest,
    { apiVersion: 'apps/v1', kind: 'Deployment', ...workload, metadata: { name: 'health', namespace } },
    gateway,
    ...routes,
  ])
  const hosts = routes.map((_, index) => `h${index}.${namespace}.test`)
  const expected = hosts.map((host) => predicted(world, host))
  let found: Met[] = []
  const differing = () => expected.flatMap((each, index) => (each === found[index] ? [] : [index]))
  // the controller follows the API by a moment
  await until(
    'all answers are as predicted',
    async () => {
      found = await met(hosts)
      return differing().length === 0 || undefined
    },
    { every: 1000, seconds: 30 },
  ).catch(() => undefined)
  const wrong = differing().map((index) => ({
    rules: JSON.stringify(routes[index]?.['spec']),
    expected: expected[index],
    met: found[index],
  }))
  const tally = (word: Met) => expected.filter((each) => each === word).length
  process.stdout.write(
    `${tally('answered')} answered, ${tally('unavailable')} unavailable, ${tally('untaken')} untaken\n`,
  )
  recordProof({
    id: 'grpc-door',
    what: 'gRPC calls through a Gateway: which rule of a GRPCRoute takes them',
    against: 'traefik 3.6.12, requests',
    kubernetes: '1.36',
    cases: count,
    disagreements: wrong.length,
    seed,
    repeat: 'HOSTS=60 npm run test:bed grpc-door',
  })
  expect({ seed, wrong: wrong.slice(0, 4) }).toEqual({ seed, wrong: [] })
  expect(tally('answered')).toBeGreaterThan(0)
}, 240_000)
