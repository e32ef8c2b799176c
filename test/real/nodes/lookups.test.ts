import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Resolver } from '../../../src/kube/dns/resolver/candidates.ts'
import { lookup } from '../../../src/kube/dns/resolver/lookup.ts'
import type { Client } from '../../../src/kube/dns/resolver/client.ts'
import { podResolver } from '../../../src/kube/dns/resolver/pod-resolver.ts'
import { formatResolvConf } from '../../../src/kube/dns/resolver/resolv-conf.ts'
import { readCluster } from '../../../src/sources/cluster/cluster.ts'
import type { Pod } from '../../../src/world/types/manifest.ts'
import type { Resource } from '../../../src/world/resource.ts'
import { buildWorld, type World } from '../../../src/world/world.ts'
import { stateFolder } from '../../bed/lifecycle/places.js'
import { program } from '../../bed/lifecycle/programs.js'
import { images } from '../../bed/packets.js'
import { openWorld, until } from '../../bed/world.js'
import {
  lookupNames,
  lookupPods,
  manifestOf,
  nodeFiles,
  randomLookupPod,
  type LookupPod,
} from '../lookup-pods.ts'
import { recordProof } from '../proof.ts'
import { Random } from '../random.ts'
import { asked, askedOf, librariesCompared, outcomeMet, outcomeOf } from '../resolver-words.ts'

// real pods: the kubelet writes their resolv.conf and hosts, containerd runs glibc, musl and Go in them, the cluster's CoreDNS
// answers, and what leaves the pod for port 53 is written down
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const extra = Number(process.env['PODS'] ?? 3)
const random = new Random(seed)
const bed = openWorld('nodes')
const resolvers: readonly Resolver[] = ['glibc', 'musl', 'go']
const clients = { glibc: '/bin/lookup', musl: '/bin/lookup', go: '/bin/resolvers lookup' }
const nodeFile = (node: string) => join(stateFolder('nodes'), node, 'resolv.conf')
const before = new Map<string, string>()
let own = ''
let other = ''
let pods: LookupPod[] = []

beforeAll(async () => {
  for (const [node, text] of Object.entries(nodeFiles)) {
    before.set(node, readFileSync(nodeFile(node), 'utf8'))
    writeFileSync(nodeFile(node), text)
  }
  own = await bed.namespace('lookups')
  other = await bed.namespace('lookups')
  pods = [
    ...lookupPods(other),
    ...Array.from({ length: extra }, (_, index) => randomLookupPod(random, index, other)),
  ]
  await makeServices()
  await Promise.all(
    pods.map((pod) => bed.create(`/api/v1/namespaces/${namespaceOf(pod)}/pods`, manifestOf(pod))),
  )
  await until('the pods run', running, { seconds: 100 })
}, 120_000)

afterAll(async () => {
  for (const [node, text] of before) writeFileSync(nodeFile(node), text)
  await bed.close()
})

const namespaceOf = ({ where }: LookupPod) => (where === 'other' ? other : own)

async function makeServices(): Promise<void> {
  const ports = [{ port: 80 }]
  const headless = { clusterIP: 'None', ports }
  await bed.service(own, 'api', { ports })
  await bed.service(other, 'api', { ports })
  await bed.service(own, 'empty', { ...headless, selector: { app: 'nobody' } })
  await bed.service(own, 'peers', { ...headless, selector: { app: 'peers' } })
  await bed.service(other, 'db', { ...headless, selector: { app: 'db' } })
  await bed.service(own, 'inner', { type: 'ExternalName', externalName: `api.${other}.svc.cluster.local` })
  await bed.service(own, 'out', { type: 'ExternalName', externalName: 'www.example.com' })
  await bed.service(own, 'gone', { type: 'ExternalName', externalName: 'nothing.example.org' })
  const spec = {
    hostname: 'db-0',
    subdomain: 'db',
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 0,
    containers: [{ name: 'main', image: images.go, imagePullPolicy: 'Never' }],
  }
  await bed.create(`/api/v1/namespaces/${other}/pods`, {
    metadata: { name: 'db-0', labels: { app: 'db' } },
    spec,
  })
}

async function running(): Promise<true | undefined> {
  const lists = await Promise.all([own, other].map((each) => bed.api.get(`/api/v1/namespaces/${each}/pods`)))
  const items = lists.flatMap(({ items }) => items as Pod[])
  const ready = items.filter(({ status }) =>
    status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
  )
  return ready.length === pods.length + 1 || undefined
}

interface Watched {
  readonly resolvConf: string
  readonly hosts: string
  readonly lookups: readonly { readonly queries: readonly string[]; readonly output: readonly string[] }[]
}

function watch(pod: LookupPod, resolver: Resolver, names: readonly string[]): Promise<Watched> {
  const place = ['exec', '-i', '-n', namespaceOf(pod), pod.name, '-c', resolver, '--']
  const argv = [...place, '/bin/resolvers', 'watch', ...clients[resolver].split(' ')]
  const env = { ...process.env, KUBECONFIG: bed.kubeconfig }
  return new Promise((done, fail) => {
    const child = execFile(program('kubectl'), argv, { env, maxBuffer: 1e8 }, (error, stdout) => {
      if (error === null) done(JSON.parse(stdout) as Watched)
      else fail(error)
    })
    child.stdin?.end(JSON.stringify(names))
  })
}

/** The World once both replicas of CoreDNS know of what was made last. */
async function settled(): Promise<World> {
  await bed.service(own, 'last', { ports: [{ port: 80 }] })
  const [first] = pods
  if (first === undefined) throw new Error('no pod')
  await until('CoreDNS knows the last Service', async () => {
    const names = Array.from({ length: 12 }, () => 'last')
    const { lookups } = await watch(first, 'go', names)
    return lookups.every(({ output }) => !output.some((word) => word.startsWith('error'))) || undefined
  })
  const read = await readCluster({
    kubeconfig: bed.kubeconfig,
    allNamespaces: true,
    requestTimeoutMs: 30_000,
    kinds: ['Service', 'Pod', 'Node', 'Namespace', 'EndpointSlice', 'ConfigMap'],
  })
  return buildWorld({ ...read, kubernetesVersion: read.serverVersion ?? '1.36' })
}

function clientOf(world: World, pod: LookupPod): Client {
  const { name, namespace = '', manifest } = world.get('Pod', namespaceOf(pod), pod.name) as Resource<Pod>
  const { spec = {}, status } = manifest
  return { namespace, name, spec, addresses: (status?.podIPs ?? []).flatMap(({ ip }) => ip ?? []) }
}

const fileOf = ({ node = 'n1' }: LookupPod) => nodeFiles[node]

/** Options come out of a map, in any order. */
function sortedOptions(text: string): string {
  return text.replaceAll(
    /^options (.*)$/gm,
    (_, words: string) => `options ${words.split(' ').toSorted().join(' ')}`,
  )
}

/** A hosts file, as our map of it; names of IPv6 that no program asks for are left out. */
function readHosts(text: string) {
  const hosts: Record<string, string[]> = {}
  for (const line of text.split('\n')) {
    const [address = '', ...names] = (line.split('#')[0] ?? '').split(/\s+/).filter(Boolean)
    for (const name of names) if (!address.startsWith('fe00::')) (hosts[`${name}.`] ??= []).push(address)
  }
  return hosts
}

/** What the node has in its own hosts file, no object tells. */
function filesDiffer(world: World, { pod, resolver }: Place, { resolvConf, hosts }: Watched): object[] {
  const conf = podResolver(world, clientOf(world, pod), fileOf(pod))
  if ('unknown' in conf) return [{ pod: pod.name, ...conf }]
  const shown = !onHostNetwork({ pod, resolver })
  const real = { resolvConf: sortedOptions(resolvConf), hosts: shown ? readHosts(hosts) : {} }
  const predicted = {
    resolvConf: sortedOptions(formatResolvConf(conf)),
    hosts: shown ? Object.fromEntries(conf.hosts) : {},
  }
  return isSame(real, predicted) ? [] : [{ pod: pod.name, resolver, predicted, real }]
}

const isSame = (a: object, b: object) => JSON.stringify(a) === JSON.stringify(b)

interface Place {
  readonly pod: LookupPod
  readonly resolver: Resolver
}

interface Compared {
  readonly kind: string
  readonly difference?: object
}

/** Of a name that is asked of another server than the cluster's DNS, the first question is all that can be predicted. */
function namesFor(pod: LookupPod): string[] {
  const all = lookupNames({ own: namespaceOf(pod), other, pod: pod.name })
  // that one the hosts file of the node has
  const names = all.filter((name) => name !== 'localhost' || pod.spec['hostNetwork'] !== true)
  if (pod.name === 'most-of-all') return names.slice(0, 12)
  return pod.node === 'n2' && pod.spec['dnsPolicy'] === 'Default' ? names.slice(0, 2) : names
}

function compare(world: World, { pod, resolver }: Place, { lookups }: Watched): Compared[] {
  const from = clientOf(world, pod)
  return namesFor(pod).map((name, index) => {
    const { queries = [], output = [] } = lookups[index] ?? {}
    const predicted = lookup(world, { from, name, resolver, nodeResolvConf: fileOf(pod) })
    const { kind } = predicted.outcome
    const wanted = { queries: askedOf(predicted, resolver), outcome: outcomeOf(predicted, resolver) }
    const real = asked(queries, resolver)
    const seen =
      kind === 'unknown'
        ? { queries: real.slice(0, wanted.queries.length), outcome: kind }
        : { queries: real, outcome: outcomeMet(output) }
    return isSame(wanted, seen)
      ? { kind }
      : { kind, difference: { pod: pod.name, resolver, name, wanted, seen } }
  })
}

const onHostNetwork = ({ pod }: Place) => pod.spec['hostNetwork'] === true

/** The containers of a pod, and then all pods on the network of a node, one after the other: they see each other's questions. */
async function watchAll(places: readonly Place[]): Promise<{ place: Place; watched: Watched }[]> {
  const turns = new Map<string, Promise<unknown>>()
  const inTurn = (network: string, place: Place) => {
    const before = turns.get(network) ?? Promise.resolve()
    const turn = before.then(() => watch(place.pod, place.resolver, namesFor(place.pod)))
    turns.set(network, turn)
    return turn.then((watched) => ({ place, watched }))
  }
  const inPods = places.filter((place) => !onHostNetwork(place))
  const met = await Promise.all(inPods.map((place) => inTurn(place.pod.name, place)))
  const onNodes = places.filter(onHostNetwork)
  return [...met, ...(await Promise.all(onNodes.map((place) => inTurn(place.pod.node ?? 'n1', place))))]
}

test('containers have the files that we predict, ask what we predict, and make of it what we predict', async () => {
  const world = await settled()
  const places = pods.flatMap((pod) =>
    resolvers
      .filter((resolver) => resolver !== 'musl' || pod.withoutMusl !== true)
      .map((resolver) => ({ pod, resolver })),
  )
  const met = await watchAll(places)
  const files = met.flatMap((each) => filesDiffer(world, each.place, each.watched))
  const compared = met.flatMap((each) => compare(world, each.place, each.watched))
  const differences = [...files, ...compared.flatMap(({ difference }) => difference ?? [])]
  const numberOf = (wanted: string) => compared.filter(({ kind }) => kind === wanted).length
  const kinds = ['addresses', 'no-name', 'no-data']
  const shares = [...kinds, 'unknown'].map((kind) => `${numberOf(kind)} ${kind}`)
  process.stdout.write(`${places.length} containers; predicted ${shares.join(', ')}\n`)
  recordProof({
    id: 'lookups-of-containers',
    what: 'containers: resolv.conf and hosts, the questions that leave for DNS in order, and what comes of them',
    against: `kubelet, containerd, CoreDNS, ${librariesCompared}; packets`,
    kubernetes: '1.36',
    cases: compared.length,
    disagreements: differences.length,
    seed,
    repeat: 'PODS=6 npm run test:bed lookups',
  })
  expect({ seed, count: differences.length, differences: differences.slice(0, 4) }).toEqual({
    seed,
    count: 0,
    differences: [],
  })
  expect(places.length * 20).toBeLessThan(compared.length)
  for (const kind of kinds) expect(numberOf(kind)).toBeGreaterThan(20)
})
