import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { driftOf } from '../../src/kube/endpointslice/drift.ts'
import { actualSlices, predictEndpointSlices } from '../../src/kube/endpointslice/slices.ts'
import { readCluster } from '../../src/sources/cluster.ts'
import { buildWorld } from '../../src/world/world.ts'
import { openWorld } from '../bed/world.js'
import { differenceOf, normal } from './normal-slices.ts'
import { podsOf, randomWorlds, servicesOf, zones, type GeneratedWorld } from './random-world.ts'

// random worlds in a real API server: what the real EndpointSlice controller writes, against what we predict
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const worlds = Number(process.env['WORLDS'] ?? 40)
const bed = openWorld()
const namespaces: string[] = []

async function make(namespace: string, generated: GeneratedWorld): Promise<void> {
  for (const { metadata, spec } of servicesOf(namespace, generated)) {
    await bed.service(namespace, metadata?.name ?? '', spec ?? {}, { labels: metadata?.labels })
  }
  for (const { metadata, spec, status } of podsOf(namespace, generated)) {
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
  for (const node of zones) await bed.node(node)
  const queue = randomWorlds(worlds, seed)
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const namespace = await bed.namespace('slices')
      await make(namespace, next)
      namespaces.push(namespace)
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  await bed.settledSlices(namespaces)
})

afterAll(() => bed.close())

/** One reading of the cluster: how many Services and endpoints it holds, and where prediction and controller differ. */
async function compare() {
  const read = await readCluster({
    kubeconfig: bed.kubeconfig,
    allNamespaces: true,
    requestTimeoutMs: 30_000,
    kinds: ['Service', 'Pod', 'Node', 'EndpointSlice'],
  })
  const world = buildWorld(read)
  const made = new Set(namespaces)
  const services = world.all('Service').filter(({ namespace = '' }) => made.has(namespace))
  const differences = services.flatMap((service) => {
    const actual = actualSlices(world, service).map(({ manifest }) => manifest)
    const name = `${service.namespace}/${service.name}`
    const predicted = {
      name,
      slices: normal(predictEndpointSlices(world, service)),
      drift: driftOf(world, service),
    }
    return differenceOf(predicted, { name, slices: normal(actual), drift: [] })
  })
  const slices = world.all('EndpointSlice').filter(({ namespace = '' }) => made.has(namespace))
  return {
    services: services.length,
    endpoints: slices.flatMap(({ manifest }) => manifest.endpoints ?? []).length,
    differences,
  }
}

test('the controller writes the slices that we predict', async () => {
  let result = await compare()
  // the controller tries again after a while what failed on a stale cache: only a difference that stays is one
  for (let tries = 0; tries < 30 && result.differences.length > 0; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 2000))
    result = await compare()
  }
  const { services, endpoints, differences } = result
  process.stdout.write(
    `compared ${services} cases: Services in ${worlds} random worlds, ${endpoints} endpoints, SEED=${seed}\n`,
  )
  expect({ seed, differences: differences.slice(0, 3) }).toEqual({ seed, differences: [] })
  expect(services).toBeGreaterThanOrEqual(worlds)
  expect(endpoints).toBeGreaterThan(worlds)
})
