import { expect, test } from '@jest/globals'
import { predictSlices } from '../../../src/kube/endpointslice/slices.ts'
import type { EndpointSlice } from '../../../src/world/manifest.ts'
import type { HintCode } from '../../../src/kube/endpointslice/hints.ts'
import { buildWorld, toResource } from '../../../src/world/world.ts'
import { Oracle } from '../../bed/oracle.js'
import { differenceOf, normal, zonesOf } from '../normal-slices.ts'
import { recordProof } from '../proof.ts'
import { randomWorld, type GeneratedWorld } from '../random-world.ts'

// the controller's own package in process: many more worlds than a cluster bears
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const worlds = Number(process.env['WORLDS'] ?? 4000)
const namespace = 'oracle'
const origin = { label: 'generated', locate: () => undefined, comments: () => [] }

/** How often each way to give hints, or none, was met: a comparison that never meets one proves nothing of it. */
const met = new Map<string, number>()

interface Answer {
  readonly services: readonly { readonly slices: readonly EndpointSlice[] | null }[]
}

function differencesIn(
  { seed: worldSeed, services, pods, nodes }: GeneratedWorld,
  answer: Answer,
  kubernetesVersion: string,
) {
  const resources = [...services, ...pods, ...nodes].map((manifest) =>
    toResource(manifest, namespace, origin),
  )
  const coverage = [{ state: 'complete', because: 'generated' }] as const
  const world = buildWorld({ resources, coverage, kubernetesVersion })
  return world.all('Service').flatMap((service, index) => {
    const actual = answer.services[index]?.slices ?? []
    const { slices, hints } = predictSlices(world, service)
    for (const { code } of hints) met.set(code, (met.get(code) ?? 0) + 1)
    const said = (all: readonly EndpointSlice[]) => ({
      worldSeed,
      service: service.name,
      slices: normal(all, { packing: true, hints }),
      zones: zonesOf(all, hints),
    })
    return differenceOf(said(slices), said(actual))
  })
}

const together = 32

async function compare(kubernetesVersion: string, count: number, firstSeed: number) {
  const oracle = new Oracle({ emulate: kubernetesVersion })
  let services = 0
  const differences: object[] = []
  const check = async ({ generated, answers }: Batch) => {
    for (const [index, answer] of (await answers).entries()) {
      const world = generated[index]
      if (world === undefined) continue
      services += world.services.length
      if (differences.length < 100)
        differences.push(...differencesIn(world, answer as unknown as Answer, kubernetesVersion))
    }
  }
  try {
    let before: Batch | undefined
    for (let start = 0; start < count; start += together) {
      const generated = Array.from({ length: Math.min(together, count - start) }, (_, index) =>
        // every hundredth world is a crowd
        randomWorld(firstSeed + start + index, { namespace, crowd: (start + index) % 100 === 7 }),
      )
      const questions = generated.map((world) => ({ op: 'slices' as const, ...world }))
      const next = { generated, answers: oracle.askAll(questions) }
      // the oracle works on one batch while we compare the one before
      if (before !== undefined) await check(before)
      before = next
    }
    if (before !== undefined) await check(before)
  } finally {
    oracle.close()
  }
  return { services, differences }
}

interface Batch {
  readonly generated: readonly GeneratedWorld[]
  readonly answers: Promise<readonly Record<string, unknown>[]>
}

// the one version whose controller knows fewer values, and the newest one
test.each([
  ['1.36', 0.9],
  ['1.33', 0.1],
])(
  'the package of the controller makes the slices that we predict for %s',
  async (version, share) => {
    const count = Math.ceil(worlds * share)
    met.clear()
    const { services, differences } = await compare(version, count, seed)
    recordProof({
      id: 'slices-in-process',
      what: `EndpointSlices of ${count} random worlds from nothing: ports, endpoints, conditions, hints, packing`,
      against: 'package k8s.io/endpointslice',
      kubernetes: version === '1.36' ? version : `${version} (emulated)`,
      cases: services,
      disagreements: differences.length,
      seed,
      repeat: 'WORLDS=112000 npm run test:bed slices-oracle',
    })
    expect({ seed, differences: differences.slice(0, 3) }).toEqual({ seed, differences: [] })
    expect(services).toBeGreaterThan(count)
    if (count > 1000) expect(Math.min(...hintCodes.map((code) => met.get(code) ?? 0))).toBeGreaterThan(0)
  },
  6 * 3_600_000,
)

const hintCodes: readonly HintCode[] = [
  'hints-not-asked',
  'hints-own-zone',
  'hints-by-cpu',
  'hints-need-nodes',
  'hints-need-endpoints',
  'hints-overload',
  'hints-need-zones',
]
