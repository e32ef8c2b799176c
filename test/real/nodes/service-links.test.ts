import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { serviceEnvironment } from '../../../src/kube/dns/service-environment.ts'
import { podSourceOfPod } from '../../../src/kube/workload/pod-source.ts'
import { lint } from '../../../src/lint/lint.ts'
import { rules } from '../../../src/rules/index.ts'
import { readCluster } from '../../../src/sources/cluster/cluster.ts'
import { buildWorld, type World } from '../../../src/world/world.ts'
import { images } from '../../bed/packets.js'
import { openWorld, until } from '../../bed/world.js'
import { recordProof } from '../proof.ts'
import { Random } from '../random.ts'

// real containers print their environment and an argument that refers to it: what the kubelet gave them is what we predict
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const count = Number(process.env['PODS'] ?? 8)
const random = new Random(seed)
const bed = openWorld('nodes')
const services = ['redis', 'my-db', 'a1', 'dns', 'peers', 'alias', 'late']
let namespace = ''

function serviceSpec(name: string): Record<string, unknown> {
  if (name === 'alias') return { type: 'ExternalName', externalName: 'db.example.com' }
  const protocol = () => random.of(['TCP', 'TCP', 'UDP'])
  const numbers = [...new Set([6379, random.of([53, 80, 9000]), random.of([80, 9001])])]
  const ports = numbers.map((port, index) => ({ name: `port-${index}`, port, protocol: protocol() }))
  const one = [{ port: 6379 }]
  const type = name === 'peers' ? { clusterIP: 'None' } : { type: random.of(['ClusterIP', 'NodePort']) }
  return { ...type, selector: { app: name }, ports: random.chance(0.3) ? one : ports }
}

/** The variable that the pod hands to its program as a port. */
function variableOf(): string {
  return `${random.of(services).toUpperCase().replaceAll('-', '_')}_${random.of(['PORT', 'PORT', 'SERVICE_PORT'])}`
}

function podSpec(): Record<string, unknown> {
  const variable = variableOf()
  const own = random.chance(0.3) ? { env: [{ name: variable, value: '7' }] } : {}
  const script = 'echo "argument $1"; env; echo end; sleep 3600'
  return {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 0,
    ...(random.chance(0.2) ? { enableServiceLinks: false } : {}),
    containers: [
      {
        name: 'main',
        image: images.busybox,
        imagePullPolicy: 'Never',
        command: ['sh', '-c', script, 'sh'],
        args: [`--port=$(${variable})`],
        ...own,
      },
    ],
  }
}

const make = (name: string) => bed.service(namespace, name, serviceSpec(name))

beforeAll(async () => {
  namespace = await bed.namespace('links')
  for (const name of services.filter((each) => each !== 'late')) await make(name)
  const path = `/api/v1/namespaces/${namespace}/pods`
  // the kubelet reads Services from a cache that follows the API by a moment
  await new Promise((done) => setTimeout(done, 3000))
  for (let index = 0; index < count; index++)
    await until('the pod is admitted', async () => {
      const { status } = await bed.api.ask(path, {
        method: 'POST',
        body: { metadata: { name: `p${index}` }, spec: podSpec() },
      })
      return status < 400 ? true : undefined
    })
  await until('the pods have printed', async () => ((await logs()).every(isWhole) ? true : undefined), {
    seconds: 120,
  })
  // a Service that came later changes nothing for them; its time of creation has whole seconds
  await new Promise((done) => setTimeout(done, 1500))
  await make('late')
}, 240_000)

afterAll(() => bed.close(), 120_000)

const isWhole = (text: string) => text.endsWith('end\n')

function logs(): Promise<string[]> {
  const names = Array.from({ length: count }, (_, index) => `p${index}`)
  return Promise.all(
    names.map(async (name) => {
      const { status, body } = await bed.api.ask(`/api/v1/namespaces/${namespace}/pods/${name}/log`)
      return status < 400 ? String(body) : ''
    }),
  )
}

async function readWorld(): Promise<World> {
  return buildWorld(
    await readCluster({
      kubeconfig: bed.kubeconfig,
      allNamespaces: true,
      requestTimeoutMs: 30_000,
      kinds: ['Service', 'Pod', 'Node'],
    }),
  )
}

/** Of the shell and of the container itself. */
const others = new Set(['PATH', 'HOME', 'HOSTNAME', 'PWD', 'SHLVL', 'OLDPWD', 'TERM', '_'])

/** What one container printed. */
function printed(text: string): { readonly argument: string; readonly env: Map<string, string> } {
  const [first = '', ...lines] = text.split('\n')
  const pairs = lines.flatMap((line) => {
    const at = line.indexOf('=')
    const key = line.slice(0, at)
    return at <= 0 || others.has(key) ? [] : [[key, line.slice(at + 1)] as const]
  })
  return { argument: first.slice('argument --port='.length), env: new Map(pairs) }
}

test('the kubelet gives a container the variables that we predict, and lint finds those that are read as a port', async () => {
  const world = await readWorld()
  const { findings } = lint(world, rules)
  const differences: string[] = []
  let variables = 0
  let read = 0
  for (const [index, text] of (await logs()).entries()) {
    const pod = world.get('Pod', namespace, `p${index}`)
    const container = pod?.manifest.spec?.containers?.[0]
    if (pod === undefined || container === undefined) throw new Error(`p${index} is not there`)
    const { argument, env } = printed(text)
    for (const { name = '' } of container.env ?? []) env.delete(name)
    const predicted = [...serviceEnvironment(world, podSourceOfPod(pod), container).values()].filter(
      ({ set }) => set === 'yes',
    )
    variables += predicted.length
    const wanted = predicted.map(({ name, value }) => `${name}=${value}`).toSorted()
    const had = [...env].map(([name, value]) => `${name}=${value}`).toSorted()
    if (wanted.join() !== had.join())
      differences.push(
        `p${index}: ${had.filter((pair) => !wanted.includes(pair)).join()} but predicted ${wanted.filter((pair) => !had.includes(pair)).join()}`,
      )
    const found = findings.some(
      ({ rule, resource }) => rule === 'service-link-read-as-port' && resource.name === pod.name,
    )
    if (argument.includes('://')) read++
    if (found !== argument.includes('://'))
      differences.push(
        `p${index}: the argument is ${argument}, and lint finds ${found ? 'something' : 'nothing'}`,
      )
  }
  recordProof({
    id: 'service-links',
    what: `variables of Services in real containers (${variables}), and what lint says of an argument that reads one`,
    against: 'kubelet',
    kubernetes: '1.36',
    cases: count,
    disagreements: differences.length,
    seed,
    repeat: 'PODS=40 npm run test:bed service-links',
  })
  expect({ seed, differences: differences.slice(0, 4) }).toEqual({ seed, differences: [] })
  expect(variables).toBeGreaterThan(count * 5)
  expect(count < 20 || read > 2).toBe(true)
}, 120_000)
