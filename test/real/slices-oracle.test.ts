import { expect, test } from '@jest/globals'
import { predictEndpointSlices } from '../../src/kube/endpointslice/slices.ts'
import type { EndpointSlice } from '../../src/world/manifest.ts'
import { buildWorld, toResource } from '../../src/world/world.ts'
import { Oracle } from '../bed/oracle.js'
import { differenceOf, normal } from './normal-slices.ts'
import { nodesOf, podsOf, randomWorlds, servicesOf, type GeneratedWorld } from './random-world.ts'

// the controller's own package in process: many more worlds than a cluster bears
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const worlds = Number(process.env['WORLDS'] ?? 4000)
const namespace = 'oracle'
const origin = { label: 'generated', locate: () => undefined, comments: () => [] }

/** The API server fills these in before the controller sees the Service. */
function defaulted(services: ReturnType<typeof servicesOf>) {
  return services.map((service) => ({
    ...service,
    spec: {
      ...service.spec,
      ipFamilies: service.spec?.ipFamilyPolicy === 'PreferDualStack' ? ['IPv4', 'IPv6'] : ['IPv4'],
      clusterIP: service.spec?.clusterIP ?? '10.96.0.7',
    },
  })) as ReturnType<typeof servicesOf>
}

interface Answer {
  readonly services: readonly { readonly name: string; readonly slices: readonly EndpointSlice[] | null }[]
}

async function compare(oracle: Oracle, generated: GeneratedWorld) {
  const services = defaulted(servicesOf(namespace, generated))
  const pods = podsOf(namespace, generated)
  const nodes = nodesOf()
  const answer = (await oracle.ask({ op: 'slices', services, pods, nodes })) as unknown as Answer
  const resources = [...services, ...pods, ...nodes].map((manifest) =>
    toResource(manifest, namespace, origin),
  )
  const world = buildWorld({ resources, coverage: [{ state: 'complete', because: 'generated' }] })
  return world.all('Service').flatMap((service, index) => {
    const actual = answer.services[index]?.slices ?? []
    return differenceOf({ slices: normal(predictEndpointSlices(world, service)) }, { slices: normal(actual) })
  })
}

test('the package of the controller makes the slices that we predict', async () => {
  const oracle = new Oracle()
  let services = 0
  const differences: object[] = []
  try {
    for (const generated of randomWorlds(worlds, seed)) {
      services += generated.services.length
      differences.push(...(await compare(oracle, generated)))
    }
  } finally {
    oracle.close()
  }
  process.stdout.write(`compared ${services} cases: Services in ${worlds} random worlds, SEED=${seed}\n`)
  expect({ seed, differences: differences.slice(0, 3) }).toEqual({ seed, differences: [] })
  expect(services).toBeGreaterThan(worlds)
})
