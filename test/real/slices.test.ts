import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { driftOf } from '../../src/kube/endpointslice/drift.ts'
import { actualSlices, predictEndpointSlices } from '../../src/kube/endpointslice/slices.ts'
import { readCluster } from '../../src/sources/cluster.ts'
import type { EndpointSlice } from '../../src/world/manifest.ts'
import { buildWorld } from '../../src/world/world.ts'
import { openWorld } from '../bed/world.js'

// random worlds in a real API server: what the real EndpointSlice controller writes, against what we predict
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const worlds = Number(process.env['WORLDS'] ?? 40)
const bed = openWorld()

const app = fc.constantFrom('web', 'api')
const pod = fc.record({
  app,
  tier: fc.constantFrom('a', 'b', undefined),
  phase: fc.constantFrom('Running', 'Running', 'Running', 'Pending', 'Succeeded', 'Failed', 'Unknown'),
  ready: fc.boolean(),
  terminating: fc.constantFrom(false, false, false, true),
  address: fc.constantFrom('v4', 'v4', 'both', 'none'),
  node: fc.constantFrom('bed-zone-a', 'bed-zone-b', 'bed-no-zone', 'bed-gone'),
  ports: fc.constantFrom('http', 'http-other-number', 'udp', 'sidecar', 'init', 'none'),
  hostname: fc.constantFrom(undefined, undefined, 's0'),
})
const service = fc.record({
  selector: fc.constantFrom(
    { app: 'web' },
    { app: 'api' },
    { app: 'web', tier: 'a' },
    { app: 'nobody' },
    undefined,
  ),
  clusterIP: fc.constantFrom(undefined, undefined, 'None'),
  ports: fc.subarray(['named', 'numeric', 'udp'] as const, { minLength: 1 }),
  publishNotReadyAddresses: fc.boolean(),
  ipFamilyPolicy: fc.constantFrom('SingleStack', 'PreferDualStack'),
  labels: fc.constantFrom(undefined, { team: 'shop', 'endpointslice.kubernetes.io/managed-by': 'me' }),
})
const generated = fc.record({
  pods: fc.array(pod, { minLength: 2, maxLength: 8, size: 'max' }),
  services: fc.array(service, { minLength: 2, maxLength: 4, size: 'max' }),
})
type Generated = ReturnType<typeof generated.generate>['value_']

const portOf = {
  named: { name: 'named', port: 80, targetPort: 'http' },
  numeric: { name: 'numeric', port: 81, targetPort: 9000, appProtocol: 'kubernetes.io/h2c' },
  udp: { name: 'udp', port: 53, protocol: 'UDP', targetPort: 'dns' },
}

function containers(ports: string) {
  const port = (name: string, containerPort: number, protocol = 'TCP') => ({ name, containerPort, protocol })
  const plain = { name: 'main', image: 'bed' }
  const init = { name: 'init', image: 'bed', ports: [port('http', 7070)] }
  switch (ports) {
    case 'http':
      return { containers: [{ ...plain, ports: [port('http', 8080)] }] }
    case 'http-other-number':
      return { containers: [{ ...plain, ports: [port('http', 9090), port('dns', 53, 'UDP')] }] }
    case 'udp':
      return { containers: [{ ...plain, ports: [port('http', 8080, 'UDP'), port('dns', 53, 'UDP')] }] }
    case 'sidecar':
      return { containers: [plain], initContainers: [{ ...init, restartPolicy: 'Always' }] }
    case 'init':
      return { containers: [plain], initContainers: [init] }
    default:
      return { containers: [plain] }
  }
}

let lastAddress = 0

async function make(namespace: string, { pods, services }: Generated): Promise<void> {
  for (const [index, each] of services.entries()) {
    const { labels, selector, clusterIP, ports, ...rest } = each
    const spec = {
      ...rest,
      ...(selector === undefined ? {} : { selector }),
      ...(clusterIP === undefined ? {} : { clusterIP }),
      ports: ports.map((name) => portOf[name]),
    }
    await bed.service(namespace, `s${index}`, spec, labels === undefined ? {} : { labels })
  }
  for (const [index, each] of pods.entries()) {
    const number = ++lastAddress
    const v4 = `10.200.${number >> 8}.${number & 255}`
    const podIPs = {
      v4: [{ ip: v4 }],
      both: [{ ip: v4 }, { ip: `fd00:200::${number.toString(16)}` }],
      none: [],
    }[each.address]
    await bed.pod({
      namespace,
      name: `p${index}`,
      labels: { app: each.app, ...(each.tier === undefined ? {} : { tier: each.tier }) },
      node: each.node,
      ip: null,
      phase: each.phase,
      ready: each.ready,
      terminating: each.terminating,
      spec: {
        ...containers(each.ports),
        ...(each.hostname === undefined ? {} : { hostname: `h${index}`, subdomain: each.hostname }),
      },
      status: podIPs.length === 0 ? {} : { podIP: v4, podIPs },
    })
  }
}

/**
 * All that the slices say, in an order of our own, without what the controller makes up. An empty slice beside one of
 * its family that is not is left from before the first endpoint came; whether it is there depends on the order of events.
 */
function normal(slices: readonly EndpointSlice[]) {
  const text = (value: unknown): string =>
    JSON.stringify(value, (_key, item: unknown) =>
      isRecord(item)
        ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : item,
    )
  const filled = new Set(
    slices.filter(({ endpoints }) => (endpoints ?? []).length > 0).map(({ addressType }) => addressType),
  )
  return slices
    .filter(({ addressType, endpoints }) => (endpoints ?? []).length > 0 || !filled.has(addressType))
    .map(({ addressType, endpoints, ports, metadata }) => ({
      addressType,
      labels: text(metadata?.labels ?? {}),
      ports: (ports ?? []).map(({ name = '', ...rest }) => text({ name, ...rest })).toSorted(),
      endpoints: (endpoints ?? []).map((each) => text(each)).toSorted(),
    }))
    .toSorted((a, b) => (text(a) < text(b) ? -1 : 1))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Nothing when both say the same. */
function differenceOf(predicted: object, actual: object): object[] {
  return JSON.stringify(predicted) === JSON.stringify(actual) ? [] : [{ predicted, actual }]
}

const namespaces: string[] = []

beforeAll(async () => {
  await bed.node({ name: 'bed-zone-a', zone: 'a' })
  await bed.node({ name: 'bed-zone-b', zone: 'b' })
  await bed.node({ name: 'bed-no-zone' })
  const samples = fc.sample(generated, { numRuns: worlds, seed })
  const queue = [...samples]
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
