import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { actualSlices, predictSlices } from '../../../src/kube/endpointslice/slices.ts'
import { selectionOf } from '../../../src/kube/endpointslice/selection.ts'
import { readCluster } from '../../../src/sources/cluster/cluster.ts'
import type { EndpointSlice, Manifest } from '../../../src/world/types/manifest.ts'
import { toResource } from '../../../src/world/resource.ts'
import { buildWorld } from '../../../src/world/world.ts'
import { openWorld, until } from '../../bed/world.js'
import { recordProof } from '../proof.ts'
import { Random } from '../random.ts'

// workloads in a real API server: what we predict from manifests alone, against what their pods lead to once they are ready
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const count = Number(process.env['WORLDS'] ?? 12)
const bed = openWorld()
const origin = { label: 'made', locate: () => undefined, comments: () => [] }
const collections = {
  Deployment: 'apis/apps/v1',
  ReplicaSet: 'apis/apps/v1',
  StatefulSet: 'apis/apps/v1',
  ReplicationController: 'api/v1',
  Job: 'apis/batch/v1',
  DaemonSet: 'apis/apps/v1',
}
const daemonLabel = 'bed.example/daemons'
type WorkloadKind = keyof typeof collections

interface Made {
  readonly namespace: string
  readonly workload: Manifest
  readonly services: readonly Manifest[]
  readonly pods: number
  /** Where they run: a DaemonSet looks after its own. */
  readonly node: string
}

const named = { name: 'http', containerPort: 8080 }
const containersSeen = [
  { containers: [{ name: 'main', image: 'bed', ports: [named] }] },
  { containers: [{ name: 'main', image: 'bed' }] },
  {
    containers: [{ name: 'main', image: 'bed' }],
    initContainers: [{ name: 'side', image: 'bed', restartPolicy: 'Always', ports: [named] }],
  },
]

function worldOf(random: Random, namespace: string): Made {
  const kind = random.of(Object.keys(collections) as WorkloadKind[])
  const labels = { app: 'web', tier: 'a' }
  const replicas = random.below(4)
  const isJob = kind === 'Job'
  const isDaemon = kind === 'DaemonSet'
  const template = {
    metadata: { labels },
    spec: {
      ...random.of(containersSeen),
      ...(isJob ? { restartPolicy: 'Never' } : {}),
      // a manifest does not say how many nodes there are: here one
      ...(isDaemon ? { nodeSelector: { [daemonLabel]: namespace } } : {}),
    },
  }
  const selector = kind === 'ReplicationController' ? { app: 'web' } : { matchLabels: { app: 'web' } }
  const completions = 1 + random.below(3)
  const spec = {
    template,
    ...(isJob ? { parallelism: replicas, completions } : { ...(isDaemon ? {} : { replicas }), selector }),
    ...(kind === 'StatefulSet' ? { serviceName: 's0', podManagementPolicy: 'Parallel' } : {}),
  }
  const selectors = [
    labels,
    { app: 'web' },
    { app: 'web', tier: 'b' },
    { app: 'web', 'statefulset.kubernetes.io/pod-name': `w-${random.below(3)}` },
    { 'apps.kubernetes.io/pod-index': '1', tier: 'a' },
    { 'batch.kubernetes.io/job-name': 'w' },
    { app: 'web', 'job-name': 'other' },
  ]
  const services = selectors.map((chosen, index) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: `s${index}`, namespace },
    spec: { selector: chosen, ports: [{ port: 80, targetPort: random.of(['http', 9000]) }] },
  }))
  const apiVersion = collections[kind].replace(/^apis?\//, '')
  const workload = { apiVersion, kind, metadata: { name: 'w', namespace }, spec }
  const pods = isDaemon ? 1 : isJob ? Math.min(replicas, completions) : replicas
  return { namespace, workload, services, pods, node: isDaemon ? `daemon-of-${namespace}` : 'bed-zone-a' }
}

/** What a scheduler and a kubelet would do. */
async function start({ namespace, pods, node }: Made): Promise<void> {
  const place = `/api/v1/namespaces/${namespace}/pods`
  const found = await until(
    `${pods} pods in ${namespace}`,
    async () => {
      const { items } = await bed.api.get(place)
      return items.length === pods ? (items as Manifest[]) : undefined
    },
    { seconds: 60 },
  )
  for (const [index, { metadata }] of found.entries()) {
    const name = metadata?.name ?? ''
    const target = { apiVersion: 'v1', kind: 'Node', name: node }
    await bed.create(`${place}/${name}/binding`, { metadata: { name }, target })
    const ip = `10.201.${namespaces.indexOf(namespace)}.${index + 1}`
    await bed.api.patch(`${place}/${name}/status`, {
      status: {
        phase: 'Running',
        podIP: ip,
        podIPs: [{ ip }],
        conditions: [{ type: 'Ready', status: 'True' }],
      },
    })
  }
}

const namespaces: string[] = []
const made: Made[] = []

beforeAll(async () => {
  await bed.node({ name: 'bed-zone-a', zone: 'a' })
  for (let index = 0; index < count; index++) {
    const namespace = await bed.namespace('templates')
    namespaces.push(namespace)
    const world = worldOf(new Random(seed + index), namespace)
    made.push(world)
    const { workload, services, node } = world
    const isDaemon = workload.kind === 'DaemonSet'
    if (isDaemon) await bed.node({ name: node, labels: { [daemonLabel]: namespace } })
    const group = collections[workload.kind as WorkloadKind]
    await bed.create(`/${group}/namespaces/${namespace}/${workload.kind.toLowerCase()}s`, workload)
    for (const service of services) await bed.create(`/api/v1/namespaces/${namespace}/services`, service)
    await start(world)
  }
  await bed.settledSlices(namespaces, { seconds: 60 })
}, 900_000)

afterAll(() => bed.close(), 300_000)

/** `=8080/TCP x3`, one text for each set of ports. */
function said(slices: readonly EndpointSlice[]): string[] {
  return slices
    .filter(({ endpoints }) => (endpoints ?? []).length > 0)
    .map(({ endpoints, ports }) => {
      const texts = (ports ?? []).map(({ name = '', port, protocol }) => `${name}=${port}/${protocol}`)
      return `${texts.join()} x${endpoints?.length}`
    })
    .toSorted()
}

test('a manifest leads to the endpoints that its pods lead to', async () => {
  const read = await readCluster({
    kubeconfig: bed.kubeconfig,
    allNamespaces: true,
    requestTimeoutMs: 60_000,
    kinds: ['Service', 'EndpointSlice'],
  })
  const live = buildWorld(read)
  const coverage = [{ state: 'partial', because: 'manifests' }] as const
  let compared = 0
  let late = 0
  const differences = made.flatMap(({ namespace, workload, services }) => {
    const resources = [workload, ...services].map((manifest) => toResource(manifest, namespace, origin))
    const files = buildWorld({ resources, coverage })
    return files.all('Service').flatMap((service) => {
      // what only the running pod will show is not predicted, and said to be so
      if (selectionOf(files, service).maybe.length > 0) late++
      else {
        compared++
        const predicted = said(predictSlices(files, service).slices)
        const actual = said(actualSlices(live, service).map(({ manifest }) => manifest))
        if (JSON.stringify(predicted) !== JSON.stringify(actual))
          return [{ workload, service: service.manifest, predicted, actual }]
      }
      return []
    })
  })
  recordProof({
    id: 'slices-of-templates',
    what: `Services of ${count} workloads by manifest alone: ports and number of endpoints; ${late} undecided`,
    against: 'kube-controller-manager',
    kubernetes: '1.36',
    cases: compared,
    disagreements: differences.length,
    seed,
    repeat: 'WORLDS=150 npm run test:bed templates',
  })
  expect({ seed, differences: differences.slice(0, 2) }).toEqual({ seed, differences: [] })
  expect(compared).toBeGreaterThan(count)
})
