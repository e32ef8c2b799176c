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

// requests through a real controller (traefik): what comes back, and from whom, is what trace says
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const size = Number(process.env['INGRESSES'] ?? 12)
const random = new Random(seed)
const run = promisify(execFile)
const bed = openWorld('nodes')
const address = '198.19.0.20'

afterAll(() => bed.close())

type Object_ = Manifest & Record<string, unknown>

const apis: Readonly<Record<string, string>> = {
  Ingress: '/apis/networking.k8s.io/v1',
  Gateway: '/apis/gateway.networking.k8s.io/v1',
  HTTPRoute: '/apis/gateway.networking.k8s.io/v1',
}
const plurals: Readonly<Record<string, string>> = {
  Ingress: 'ingresses',
  Gateway: 'gateways',
  HTTPRoute: 'httproutes',
}
const paths = ['/', '/v1', '/v1/chat', '/v2']
const asked = ['/', '/v1', '/v1/', '/v1/chat', '/v12', '/v1/chat/x', '/v2', '/v3']

/** Right, wrong port, missing, without pods. */
const backends = [
  ['alpha', { number: 80 }],
  ['alpha', { name: 'http' }],
  ['beta', { number: 8000 }],
  ['beta', { number: 8080 }],
  ['nope', { number: 80 }],
  ['empty', { number: 80 }],
] as const

function services(namespace: string): Object_[] {
  const service = (name: string, spec: object): Object_ => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec,
  })
  return [
    service('alpha', { selector: { app: 'alpha' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] }),
    service('beta', { selector: { app: 'beta' }, ports: [{ port: 8000, targetPort: 8080 }] }),
    service('empty', { selector: { app: 'nobody' }, ports: [{ port: 80, targetPort: 8080 }] }),
  ]
}

/** Answers any path, with its name: an error page of busybox is one, too. */
function server(name: string) {
  const script = [
    `mkdir -p /tmp/www && cd /tmp/www && echo ${name}- > index.html && cp index.html 404.html && cp index.html ready`,
    'echo E404:/tmp/www/404.html > /tmp/httpd.conf',
    'exec httpd -f -p 8080 -h /tmp/www -c /tmp/httpd.conf',
  ].join(' && ')
  return {
    name: 'server',
    image: images.busybox,
    imagePullPolicy: 'Never',
    command: ['sh', '-c', script],
    ports: [{ name: 'http', containerPort: 8080 }],
    readinessProbe: { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 1 },
  }
}

/** Each path of a host is there once: what two of them mean together, the controller decides. */
function ingresses(namespace: string, hosts: readonly string[]): Object_[] {
  const taken = new Set<string>()
  return Array.from({ length: size }, (_, index) => {
    const host = random.of(hosts)
    const list = random.some(paths, 3).flatMap((path) => {
      const pathType = random.of(['Prefix', 'Prefix', 'Exact'])
      const [name, port] = random.of(backends)
      if (taken.has(`${host}${path}`)) return []
      taken.add(`${host}${path}`)
      return [{ path, pathType, backend: { service: { name, port } } }]
    })
    return {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: `i${index}`, namespace },
      spec: { ingressClassName: 'traefik', rules: [{ host, http: { paths: list } }] },
    }
  }).filter(({ spec: { rules } }) => (rules[0]?.http.paths.length ?? 0) > 0)
}

function gatewayAndRoutes(namespace: string, hosts: readonly string[]): Object_[] {
  const apiVersion = 'gateway.networking.k8s.io/v1'
  const backend = () => {
    const [name, { number = 80 }] = random.of(backends) as readonly [string, { number?: number }]
    return { name, port: number }
  }
  const gateway = {
    apiVersion,
    kind: 'Gateway',
    metadata: { name: 'edge', namespace },
    spec: { gatewayClassName: 'traefik', listeners: [{ name: 'web', port: 80, protocol: 'HTTP' }] },
  }
  const routes = hosts.map((host, index) => ({
    apiVersion,
    kind: 'HTTPRoute',
    metadata: { name: `r${index}`, namespace },
    spec: {
      parentRefs: [{ name: 'edge' }],
      hostnames: [host],
      rules: paths.slice(0, 1 + random.below(paths.length)).map((value) => ({
        matches: [{ path: { type: random.of(['PathPrefix', 'PathPrefix', 'Exact']), value } }],
        backendRefs: [backend()],
      })),
    },
  }))
  return [gateway, ...routes]
}

/** Who answered each URL: one shell outside of the cluster asks them all. */
async function answers(urls: readonly string[]): Promise<Map<string, string>> {
  const script = urls
    .map((url) => `curl -s -m 5 --resolve '${new URL(url).host}:80:${address}' -w '\\n--\\n' '${url}'`)
    .join('\n')
  const argv = [join(import.meta.dirname, '../../bed/bed.js'), 'shell', 'nodes', '--', 'sh', '-c', script]
  const { stdout } = await run(process.execPath, argv, { maxBuffer: 64 * 1024 * 1024 }).catch(
    (error: unknown) => error as { stdout: string },
  )
  const parts = stdout.split('--\n')
  return new Map(
    urls.map((url, index) => {
      const from = /^(alpha|beta)-/.exec(parts[index]?.trim() ?? '')?.[1]
      return [url, from ?? 'refused']
    }),
  )
}

/** The Service that answers, or a refusal. */
function predicted(world: World, target: string, namespace: string) {
  const { verdict, hops } = trace(world, { target, namespace })
  const service = hops.find(({ id, reached }) => id === 'service' && reached)?.because ?? ''
  const name = /Service [^/]*\/(\w+) /.exec(service)?.[1] ?? ''
  return { verdict, answer: verdict.status === 'works' ? name : 'refused' }
}

function withoutBrokenPaths(entryPoint: Object_): Object_ {
  if (entryPoint.kind !== 'Ingress') return entryPoint
  const { rules, ...spec } = entryPoint['spec'] as {
    rules: { host: string; http: { paths: IngressPath[] } }[]
  }
  const right = ({ backend: { service } }: IngressPath) =>
    service.name === 'alpha' || (service.name === 'beta' && service.port.number === 8000)
  return {
    ...entryPoint,
    spec: {
      ...spec,
      rules: rules.map(({ host, http }) => ({ host, http: { paths: http.paths.filter(right) } })),
    },
  }
}

interface IngressPath {
  readonly backend: {
    readonly service: { readonly name: string; readonly port: { readonly number?: number } }
  }
}

test('traefik answers as trace says', async () => {
  const namespace = await bed.namespace('door')
  const served = ['a', 'b', 'c'].map((name) => `${name}.${namespace}.test`)
  const gatewayHosts = ['x', 'y', 'z'].map((name) => `${name}.${namespace}.test`)
  const deployments = ['alpha', 'beta'].map((name) =>
    deployment({ name, pod: { containers: [server(name)] } }),
  )
  await Promise.all(deployments.map((manifest) => deploy(bed, namespace, manifest)))
  const objects = services(namespace)
  for (const { metadata, spec } of objects) await bed.service(namespace, metadata?.name ?? '', spec as object)
  const entryPoints = [...ingresses(namespace, served), ...gatewayAndRoutes(namespace, gatewayHosts)]
  for (const entryPoint of entryPoints)
    await bed.create(
      `${apis[entryPoint.kind]}/namespaces/${namespace}/${plurals[entryPoint.kind]}`,
      entryPoint,
    )

  const workloads = deployments.map(({ metadata, spec }) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { ...metadata, namespace },
    spec,
  }))
  // the nodes have it, see test/bed/README.md
  const ingressClass = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name: 'traefik' },
    spec: { controller: 'traefik.io/ingress-controller' },
  }
  const others = [...objects, ...workloads, ingressClass]
  const world = worldOf([...others, ...entryPoints])
  const urls = [...served, ...gatewayHosts].flatMap((host) => asked.map((path) => `http://${host}${path}`))
  // traefik forgets a path whose Service is missing, has no such port or no endpoint, and lets the next one take the
  // request; the specification lets the longest path decide
  const forgetful = worldOf([...others, ...entryPoints.map(withoutBrokenPaths)])
  const said = urls.map((url) => {
    const { verdict, answer } = predicted(world, url, namespace)
    return { url, verdict, expected: answer, departing: predicted(forgetful, url, namespace).answer }
  })
  let found = new Map<string, string>()
  const differing = () =>
    said.filter(({ url, expected, departing }) => ![expected, departing].includes(found.get(url) ?? ''))
  // the controller follows the API by a moment
  const settled = async () => {
    found = await answers(urls)
    return differing().length === 0 || undefined
  }
  await until('all answers are as predicted', settled, { every: 500, seconds: 20 }).catch(() => undefined)
  const wrong = differing().map(({ url, expected, verdict }) => ({
    url,
    expected,
    met: found.get(url),
    says: verdict.summary,
  }))
  const departures = said.filter(
    ({ url, expected, departing }) => found.get(url) !== expected && found.get(url) === departing,
  )
  recordProof({
    id: 'front-door',
    what: 'URLs through Ingress and Gateway: answered or refused, and by which Service',
    against: 'traefik 3.6.12, requests',
    kubernetes: '1.36',
    cases: urls.length,
    disagreements: wrong.length + departures.length,
    seed,
    repeat: 'npm run bed up nodes; INGRESSES=40 npm run test:bed front-door',
    known: departures.map(
      ({ url }) =>
        `${url.replace(`.${namespace}.test`, '')}: traefik forgets a path of an Ingress whose Service is missing, has no such port or no endpoint, and lets the next one take the request; by the specification the longest path decides`,
    ),
  })
  expect({ seed, wrong, entryPoints: wrong.length === 0 ? [] : entryPoints }).toEqual({
    seed,
    wrong: [],
    entryPoints: [],
  })
  expect(said.filter(({ expected }) => expected !== 'refused').length).toBeGreaterThan(4)
})
