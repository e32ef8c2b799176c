import { afterAll, expect, test } from '@jest/globals'
import { mirroringControllerName } from '../../../src/kube/endpointslice/mirroring.ts'
import { actualSlices, predictEndpointSlices } from '../../../src/kube/endpointslice/slices.ts'
import { sliceRolesOf } from '../../../src/kube/endpointslice/slice-roles.ts'
import { readCluster } from '../../../src/sources/cluster/cluster.ts'
import type { EndpointAddress, Service } from '../../../src/world/types/manifest.ts'
import { buildWorld } from '../../../src/world/world.ts'
import { openWorld } from '../../bed/world.js'
import { differenceOf, normal } from '../normal-slices.ts'
import { recordProof } from '../proof.ts'
import { Random } from '../random.ts'

// random Endpoints objects: what the controller that mirrors them writes, against what we predict
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const count = Number(process.env['CASES'] ?? 60)
const bed = openWorld()

afterAll(() => bed.close(), 120_000)

function addressesOf(random: Random, most: number): EndpointAddress[] {
  return Array.from({ length: random.below(most) }, (_, index) => ({
    ip: random.chance(0.3) ? `fd00:7::${random.below(9)}` : `10.7.${random.below(2)}.${1 + random.below(9)}`,
    ...(random.chance(0.2) ? { hostname: `h${index}` } : {}),
    ...(random.chance(0.2) ? { nodeName: 'somewhere' } : {}),
    ...(random.chance(0.2)
      ? { targetRef: { kind: 'Pod', namespace: 'x', name: `p${index}`, uid: `u${index}` } }
      : {}),
  }))
}

function endpointsOf(random: Random) {
  const ports = [
    { name: 'http', port: 8080 },
    { name: 'metrics', port: 9090, protocol: 'TCP' },
    { name: 'dns', port: 53, protocol: 'UDP' },
    { name: 'h2', port: 8443, appProtocol: 'kubernetes.io/h2c' },
  ]
  const subset = () => ({
    addresses: addressesOf(random, random.chance(0.03) ? 1100 : 5),
    notReadyAddresses: addressesOf(random, 3),
    ports: random.chance(0.2) ? [{ port: 80 }] : ports.filter(() => random.chance(0.4)),
  })
  return Array.from({ length: random.below(4) }, subset).filter(
    ({ addresses, notReadyAddresses }) => addresses.length + notReadyAddresses.length > 0,
  )
}

const labelsSeen = [
  undefined,
  undefined,
  { team: 'shop' },
  { 'endpointslice.kubernetes.io/skip-mirror': 'true' },
  { 'endpointslice.kubernetes.io/skip-mirror': 'no', 'kubernetes.io/service-name': 'other' },
]
const annotationsSeen = [
  undefined,
  undefined,
  { note: 'by hand', 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
  { 'control-plane.alpha.kubernetes.io/leader': '{}' },
]

async function make(namespace: string, index: number): Promise<void> {
  const random = new Random(seed + index)
  const name = `m${index}`
  const selector: Service['spec'] = random.chance(0.15) ? { selector: { app: 'nobody' } } : {}
  const metadata = { name, labels: random.of(labelsSeen), annotations: random.of(annotationsSeen) }
  const subsets = endpointsOf(random)
  const endpoints = () => bed.create(`/api/v1/namespaces/${namespace}/endpoints`, { metadata, subsets })
  // the controller of Endpoints writes its own object for a selector; one of ours must be there before it
  await endpoints()
  await bed.service(namespace, name, { ...selector, ports: [{ port: 80 }] })
  if (random.chance(0.3)) {
    await bed.create(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`, {
      metadata: { name: `${name}-own`, labels: { 'kubernetes.io/service-name': name } },
      addressType: random.of(['IPv4', 'FQDN']),
      endpoints: [],
      ports: [],
    })
  }
}

test('the mirrored slices are those that we predict, and slices of others stay', async () => {
  const namespace = await bed.namespace('mirror')
  for (let index = 0; index < count; index++) await make(namespace, index)
  await bed.settledSlices(namespace, { seconds: 60, quiet: 3000 })
  const read = await readCluster({
    kubeconfig: bed.kubeconfig,
    namespace,
    allNamespaces: false,
    requestTimeoutMs: 30_000,
    kinds: ['Service', 'Pod', 'Endpoints', 'EndpointSlice'],
  })
  const world = buildWorld(read)
  const services = world.all('Service')
  const differences = services.flatMap((service) => {
    const roles = sliceRolesOf(world, service)
    const mirrored = roles.filter(({ code }) => code === 'slice-of-mirror').map(({ slice }) => slice.manifest)
    const predicted = service.manifest.spec?.selector ? [] : predictEndpointSlices(world, service)
    const comparison = { packing: true, hints: [] }
    return differenceOf(
      { name: service.name, slices: normal(predicted, comparison) },
      { name: service.name, slices: normal(mirrored, comparison) },
    )
  })
  const slices = services.flatMap((service) => actualSlices(world, service))
  const mirrored = slices.filter(
    ({ manifest }) =>
      manifest.metadata?.labels?.['endpointslice.kubernetes.io/managed-by'] === mirroringControllerName,
  )
  recordProof({
    id: 'slices-mirrored',
    what: `mirrors of random Endpoints objects: ${mirrored.length} slices`,
    against: 'kube-controller-manager',
    kubernetes: '1.36',
    cases: services.length,
    disagreements: differences.length,
    seed,
    repeat: 'CASES=500 npm run test:bed mirroring',
  })
  expect({ seed, differences: differences.slice(0, 3) }).toEqual({ seed, differences: [] })
  expect(services).toHaveLength(count)
  expect(mirrored.length).toBeGreaterThan(count / 4)
}, 600_000)
