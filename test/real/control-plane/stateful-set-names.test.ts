import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { lint } from '../../../src/lint/lint.ts'
import { rules } from '../../../src/rules/index.ts'
import { readCluster } from '../../../src/sources/cluster/cluster.ts'
import { buildWorld } from '../../../src/world/world.ts'
import { openWorld, until } from '../../bed/world.js'
import { DnsClient } from '../dns-wire.ts'
import { recordProof } from '../proof.ts'
import { Random } from '../random.ts'

// StatefulSets whose serviceName leads to Services of all sorts: the pods run, and CoreDNS knows their names or does not
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const count = Number(process.env['CASES'] ?? 12)
const random = new Random(seed)
const bed = openWorld()
const client = new DnsClient(readFileSync(join(dirname(bed.kubeconfig), 'dns'), 'utf8').trim())
const replicas = 2
let namespace = ''
const names = Array.from({ length: count }, (_, index) => `db${index}`)

const ports = [{ name: 'db', port: 5432 }]
const services = [
  undefined,
  (app: string) => ({ clusterIP: 'None', selector: { app }, ports }),
  (app: string) => ({ clusterIP: 'None', selector: { app, tier: 'data' }, publishNotReadyAddresses: true }),
  (app: string) => ({ selector: { app }, ports }),
  () => ({ clusterIP: 'None', selector: { app: 'somebody' }, ports }),
  (app: string) => ({ clusterIP: 'None', selector: { app, tier: 'web' }, ports }),
  () => ({ type: 'ExternalName', externalName: 'db.example.com' }),
]

function statefulSet(name: string, serviceName: string): Record<string, unknown> {
  const labels = { app: name, tier: 'data' }
  const containers = [{ name: 'main', image: 'bed' }]
  return {
    metadata: { name },
    spec: {
      serviceName,
      replicas,
      podManagementPolicy: 'Parallel',
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels }, spec: { nodeName: 'bed-node', containers } },
    },
  }
}

interface PodList {
  readonly items: readonly { readonly metadata: { readonly name: string } }[]
}

/** What a kubelet would say of the pods that the controller makes: they are ready. */
async function makeReady(): Promise<string[]> {
  const path = `/api/v1/namespaces/${namespace}/pods`
  const pods = await until(
    'the pods are made',
    async () => {
      const { items } = (await bed.api.get(path)) as PodList
      return items.length === count * replicas ? items.map(({ metadata }) => metadata.name) : undefined
    },
    { seconds: 60 },
  )
  for (const [index, name] of pods.entries()) {
    const podIP = `10.77.${index >> 7}.${1 + (index & 127)}`
    const conditions = [{ type: 'Ready', status: 'True' }]
    await bed.api.patch(`${path}/${name}/status`, {
      status: { phase: 'Running', podIP, podIPs: [{ ip: podIP }], conditions },
    })
  }
  return pods
}

beforeAll(async () => {
  namespace = await bed.namespace('sets')
  await bed.node({ name: 'bed-node' })
  for (const [index, name] of names.entries()) {
    const spec = (index < services.length ? services[index] : random.of(services))?.(name)
    // the name of a StatefulSet need not be that of its Service
    const serviceName = random.chance(0.5) ? name : `${name}-peers`
    if (spec !== undefined) await bed.service(namespace, serviceName, spec)
    await bed.create(`/apis/apps/v1/namespaces/${namespace}/statefulsets`, statefulSet(name, serviceName))
  }
  await makeReady()
  await bed.settledSlices(namespace)
}, 180_000)

afterAll(async () => {
  client.close()
  await bed.close()
}, 120_000)

test('DNS knows the pods of a StatefulSet where lint finds nothing, and no other', async () => {
  const world = buildWorld(
    await readCluster({
      kubeconfig: bed.kubeconfig,
      namespace,
      allNamespaces: false,
      requestTimeoutMs: 30_000,
      kinds: ['Service', 'StatefulSet', 'Pod', 'EndpointSlice'],
    }),
  )
  const { findings } = lint(world, rules)
  const differences: string[] = []
  const found: string[] = []
  for (const set of world.all('StatefulSet')) {
    const rule = findings.find(
      ({ resource }) => resource.kind === 'StatefulSet' && resource.name === set.name,
    )?.rule
    found.push(rule ?? 'none')
    const name = `${set.name}-1.${set.manifest.spec?.serviceName}.${namespace}.svc.cluster.local.`
    const { rcode, answers } = await client.ask(name, 'A')
    const address = world.get('Pod', namespace, `${set.name}-1`)?.manifest.status?.podIP
    const agrees =
      rule === undefined
        ? answers[0]?.data === address
        : rcode === 'NXDOMAIN' && rule.startsWith('stateful-set-')
    if (!agrees)
      differences.push(`${set.name}: lint ${rule ?? 'finds nothing'}, DNS ${rcode} ${answers[0]?.data}`)
  }
  recordProof({
    id: 'stateful-set-names',
    what: 'StatefulSets: what lint finds, and whether DNS knows a pod by name',
    against: 'kube-controller-manager, CoreDNS 1.14.2',
    kubernetes: '1.36',
    cases: found.length,
    disagreements: differences.length,
    seed,
    repeat: 'CASES=60 npm run test:bed stateful-set-names',
  })
  expect({ seed, differences }).toEqual({ seed, differences: [] })
  expect(new Set(found)).toEqual(
    new Set(['none', 'stateful-set-service-missing', 'stateful-set-service-selects-others']),
  )
}, 120_000)
