import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { driftOf } from '../../../src/diagnose/slice-drift.ts'
import { actualSlices, predictSlices } from '../../../src/kube/endpointslice/slices.ts'
import { readCluster } from '../../../src/sources/cluster/cluster.ts'
import type { EndpointSlice } from '../../../src/world/types/manifest.ts'
import { buildWorld } from '../../../src/world/world.ts'
import { openWorld } from '../../bed/world.js'
import { differenceOf, normal } from '../normal-slices.ts'
import { recordProof } from '../proof.ts'
import { randomWorld, sharedNodes, type GeneratedWorld } from '../random-world.ts'

// random worlds in a real API server: what the real EndpointSlice controller writes, against what we predict
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const worlds = Number(process.env['WORLDS'] ?? 40)
const bed = openWorld()
// in half of the worlds pods come before Services: the controller then packs from nothing
const packed = new Set<string>()
const namespaces: string[] = []
// in some a finalizer holds Services that are deleted while pods still come
const leaving = new Set<string>()

async function makeServices(namespace: string, { services }: GeneratedWorld): Promise<void> {
  for (const { metadata, spec } of services) {
    const { labels, annotations } = metadata ?? {}
    const finalizers = leaving.has(namespace) ? ['bed.example/hold'] : []
    await bed.service(namespace, metadata?.name ?? '', spec ?? {}, { labels, annotations, finalizers })
  }
}

async function forEachService(namespace: string, act: (path: string) => Promise<unknown>): Promise<void> {
  const place = `/api/v1/namespaces/${namespace}/services`
  const { items } = (await bed.api.get(place)) as { items: { metadata: { name: string } }[] }
  for (const { metadata } of items) await act(`${place}/${metadata.name}`)
}

async function makePods(namespace: string, pods: GeneratedWorld['pods']): Promise<void> {
  for (const { metadata, spec, status } of pods) {
    await bed.pod({
      namespace,
      name: metadata?.name ?? '',
      labels: { ...metadata?.labels },
      node: spec?.nodeName ?? '',
      ip: null,
      terminating: metadata?.deletionTimestamp !== undefined,
      spec: { ...spec },
      status: { ...status },
    })
  }
}

beforeAll(async () => {
  for (const { metadata, status } of sharedNodes()) {
    const labels = { ...metadata?.labels }
    await bed.node({ name: metadata?.name ?? '', cpu: String(status?.allocatable?.['cpu']), labels })
  }
  const made: { namespace: string; generated: GeneratedWorld }[] = []
  let next = 0
  const worker = async () => {
    while (next < worlds) {
      const index = next++
      const namespace = await bed.namespace('slices')
      const generated = randomWorld(seed + index, { namespace, live: true, crowd: index % 40 === 7 })
      const podsFirst = index % 2 === 1
      const isTerminating = index % 5 === 3 || index % 10 === 4
      if (isTerminating) leaving.add(namespace)
      if (isTerminating) await makeLeaving(namespace, generated, podsFirst)
      else if (podsFirst) {
        packed.add(namespace)
        made.push({ namespace, generated })
      } else await makeServices(namespace, generated)
      if (!isTerminating) await makePods(namespace, generated.pods)
      namespaces.push(namespace)
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  // the controller has seen all pods when it has seen the one that this makes
  await bed.sentinel(120)
  for (const { namespace, generated } of made) await makeServices(namespace, generated)
  await bed.settledSlices(namespaces, { seconds: 120 })
}, 1_800_000)

/** Services that are deleted between some of their pods and the others; with or without a slice that is filled. */
async function makeLeaving(namespace: string, generated: GeneratedWorld, podsFirst: boolean): Promise<void> {
  const { pods } = generated
  const early = podsFirst ? pods.filter((_, index) => index % 3 === 0) : []
  await makePods(namespace, early)
  await makeServices(namespace, generated)
  if (podsFirst) await bed.settledSlices(namespace, { seconds: 120, quiet: 200 })
  await forEachService(namespace, (path) => bed.api.delete(path, {}))
  await makePods(
    namespace,
    pods.filter((pod) => !early.includes(pod)),
  )
}

afterAll(async () => {
  for (const namespace of leaving)
    await forEachService(namespace, (path) => bed.api.patch(path, { metadata: { finalizers: [] } }))
  await bed.close()
}, 600_000)

/** One reading of the cluster: how many Services and endpoints it holds, and where prediction and controller differ. */
async function compare() {
  const read = await readCluster({
    kubeconfig: bed.kubeconfig,
    allNamespaces: true,
    requestTimeoutMs: 120_000,
    kinds: ['Service', 'Pod', 'Node', 'EndpointSlice'],
  })
  const made = new Set(namespaces)
  const resources = read.resources.filter(
    ({ kind, namespace = '' }) => kind === 'Node' || made.has(namespace),
  )
  const world = buildWorld({ ...read, resources })
  const services = world.all('Service')
  const differences = services.flatMap((service) => {
    const actual = actualSlices(world, service).map(({ manifest }) => manifest)
    const { slices, hints } = predictSlices(world, service)
    const said = (all: readonly EndpointSlice[], drift: readonly string[]) => ({
      name: `${service.namespace}/${service.name}`,
      slices: normal(all, { packing: packed.has(service.namespace ?? ''), hints }),
      drift,
    })
    return differenceOf(said(slices, []), said(actual, driftOf(world, service)))
  })
  const endpoints = world.all('EndpointSlice').flatMap(({ manifest }) => manifest.endpoints ?? [])
  const left = services.filter(({ manifest }) => manifest.metadata?.deletionTimestamp !== undefined)
  const crowded = services.filter((service) => actualSlices(world, service).some(isFull))
  const hinted = endpoints.filter(({ hints }) => hints !== undefined).length
  return {
    services: services.length,
    endpoints: endpoints.length,
    hinted,
    crowded: crowded.length,
    leaving: left.length,
    differences,
  }
}

function isFull({ manifest }: { manifest: EndpointSlice }): boolean {
  return manifest.endpoints?.length === 100
}

test('the controller writes the slices that we predict', async () => {
  let result = await compare()
  // the controller tries again after a while what failed on a stale cache: only a difference that stays is one
  for (let tries = 0; tries < 30 && result.differences.length > 0; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 2000))
    result = await compare()
  }
  const { services, endpoints, hinted, crowded, leaving: left, differences } = result
  recordProof({
    id: 'slices-live',
    what: `EndpointSlices of ${worlds} random worlds: ports, ${endpoints} endpoints, ${hinted} with hints, ${crowded} Services with a full slice, ${left} that are being deleted`,
    against: 'kube-controller-manager',
    kubernetes: '1.36',
    cases: services,
    disagreements: differences.length,
    seed,
    repeat: 'WORLDS=600 npm run test:bed slices.test',
  })
  expect({ seed, differences: differences.slice(0, 3) }).toEqual({ seed, differences: [] })
  expect(services).toBeGreaterThanOrEqual(worlds)
  expect(endpoints).toBeGreaterThan(worlds)
  expect(hinted).toBeGreaterThan(0)
  expect(left).toBeGreaterThan(0)
}, 600_000)
