import { expect, test } from '@jest/globals'
import { predictSlices } from '../../../src/kube/endpointslice/slices.ts'
import type { EndpointSlice } from '../../../src/world/types/manifest.ts'
import type { HintCode } from '../../../src/kube/endpointslice/hints.ts'
import { toResource } from '../../../src/world/resource.ts'
import { buildWorld } from '../../../src/world/world.ts'
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

type Compared = GeneratedWorld & { readonly existing?: readonly EndpointSlice[] }

function differencesIn(
  { seed: worldSeed, services, pods, nodes, existing = [] }: Compared,
  answer: Answer,
  kubernetesVersion: string,
  packing = true,
) {
  const resources = [...services, ...pods, ...nodes, ...existing].map((manifest) =>
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
      slices: normal(all, { packing, hints }),
      // what was there before decides, too
      zones: packing ? zonesOf(all, hints) : [],
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
      what: 'EndpointSlices of random worlds from nothing, four Services in each: ports, endpoints, conditions, hints, packing',
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

const uidOf = (name = '') => `uid-of-${name}`

/** The same Services once they are deleted and a finalizer holds them, with the slices that they have got before. */
function leavingWorld({ services, ...rest }: GeneratedWorld, answer: Answer) {
  const leaving = services.map((service) => {
    const { metadata } = service
    const gone = { uid: uidOf(metadata?.name), deletionTimestamp: '2026-01-01T00:00:00Z' }
    return { ...service, metadata: { ...metadata, ...gone } }
  })
  const existing = answer.services.flatMap(({ slices }) =>
    (slices ?? []).map((slice) => ({ ...slice, apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' })),
  )
  return { ...rest, services: leaving, existing }
}

test(
  'the package writes what we predict for Services that are being deleted',
  async () => {
    const count = Math.ceil(worlds / 4)
    const oracle = new Oracle({ emulate: '1.36' })
    const differences: object[] = []
    let compared = 0
    let chances = 0
    try {
      for (let start = 0; start < count; start += together) {
        const generated = Array.from({ length: Math.min(together, count - start) }, (_, index) =>
          randomWorld(seed + start + index, { namespace, crowd: (start + index) % 50 === 7 }),
        )
        const before = await oracle.askAll(generated.map(beforeDeletion))
        const later = generated.map((world, index) => leavingWorld(world, before[index] as unknown as Answer))
        const after = await oracle.askAll(later.map((world) => ({ op: 'slices' as const, ...world })))
        for (const [index, world] of later.entries()) {
          compared += world.services.length
          const answer = after[index] as unknown as Answer
          const found = differencesIn(world, answer, '1.36', false)
          const real = found.filter((difference) => !isChance(difference))
          chances += found.length - real.length
          differences.push(...real)
        }
      }
    } finally {
      oracle.close()
    }
    process.stdout.write(`${chances} more were left to chance\n`)
    recordProof({
      id: 'slices-leaving',
      what: `EndpointSlices of Services that a finalizer holds, in ${count} random worlds whose pods change meanwhile, but for what the controller draws`,
      against: 'package k8s.io/endpointslice',
      kubernetes: '1.36',
      cases: compared,
      disagreements: differences.length,
      seed,
      repeat: 'WORLDS=24000 npm run test:bed slices-oracle',
    })
    expect({ seed, differences: differences.slice(0, 3) }).toEqual({ seed, differences: [] })
    expect(compared).toBeGreaterThan(count)
    expect(chances).toBeLessThan(compared / 50)
  },
  6 * 3_600_000,
)

/**
 * As many slices, but others: there were fewer places than new slices, and the package draws which of them it writes. Or as
 * many endpoints in slices that are full, but others.
 */
function isChance(difference: object): boolean {
  const { predicted, actual } = difference as Record<'predicted' | 'actual', { slices: Normal[] }>
  const sizes = ({ slices }: typeof actual) =>
    slices.map(({ slice, endpoints }) => `${slice} ${endpoints.length}`).toSorted()
  const families = ({ slices }: typeof actual) => slices.map(({ slice }) => slice.slice(0, 7)).toSorted()
  const same = (read: (side: typeof actual) => string[]) =>
    JSON.stringify(read(predicted)) === JSON.stringify(read(actual))
  return same(sizes) ? actual.slices.some(({ endpoints }) => endpoints.length >= 100) : same(families)
}

type Normal = ReturnType<typeof normal>[number]

/** A third of the Services get no slice in time, the others those of some of the pods, which change later. */
function beforeDeletion({ services, pods, nodes, seed: worldSeed }: GeneratedWorld) {
  const isEarly = (index: number) => (index + worldSeed) % 3 !== 0
  return {
    op: 'slices' as const,
    services: services
      .filter((_, index) => isEarly(index))
      .map((service) => ({
        ...service,
        metadata: { ...service.metadata, uid: uidOf(service.metadata?.name) },
      })),
    pods: pods.filter((_, index) => isEarly(index + 1)),
    nodes: worldSeed % 5 === 0 ? nodes.slice(1) : nodes,
  }
}

const hintCodes: readonly HintCode[] = [
  'hints-not-asked',
  'hints-own-zone',
  'hints-by-cpu',
  'hints-need-nodes',
  'hints-need-endpoints',
  'hints-overload',
  'hints-need-zones',
]
