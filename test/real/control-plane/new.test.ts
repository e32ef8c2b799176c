import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Manifest, Service } from '../../../src/world/types/manifest.ts'
import { installCompanionKinds, kustomize, renderCharts } from '../../bed/beside.js'
import { openWorld } from '../../bed/world.js'
import { whyNotAccepted } from '../accepted.ts'
import { differs, judge, manifestsIn, withType, type Judged } from '../new-judge.ts'
import { newCase, type NewCase } from '../new-space.ts'
import { recordProof } from '../proof.ts'

/*
 * Over the whole space of flags: whatever `svc new` prints, writes or renders, a real API server accepts without a
 * warning; the rest is test/real/new-judge.ts. CASES command lines, from SEED.
 */
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const cases = Number(process.env['CASES'] ?? 500)
// the first run compiles Helm's engine
const limit = 1_800_000
const world = openWorld()
beforeAll(() => installCompanionKinds(world.api), limit)
afterAll(() => world.close())

test(
  'what svc new prints, writes and refuses',
  async () => {
    const kubeconfig = readFileSync(world.kubeconfig, 'utf8')
    const wrong: string[] = []
    const charts: { each: NewCase; judged: Judged }[] = []
    const kinds = new Map<string, number>()
    let done = 0
    const complain = ({ words, files }: NewCase, complaints: readonly string[]) => {
      const line = `svc new ${words.map((word) => JSON.stringify(word)).join(' ')} ${JSON.stringify(files)}`
      wrong.push(...complaints.map((complaint) => `${line}\n    ${complaint}`))
    }
    for (const each of fc.sample(newCase(true), { numRuns: cases, seed })) {
      const judged = await judge(each, each.words.includes('--kubeconfig') ? kubeconfig : undefined)
      complain(each, judged.complaints)
      if (judged.outcome.printed !== undefined) done++
      if (judged.template !== undefined) charts.push({ each, judged })
      if (judged.kustomize !== undefined) complain(each, whyNotBuilt(judged))
      for (const manifest of judged.manifests) {
        kinds.set(manifest.kind, (kinds.get(manifest.kind) ?? 0) + 1)
        const complaints = await whyNotAccepted(world, manifest)
        // an older server does not warn of it yet
        complain(
          each,
          judged.version === '1.36' ? complaints : complaints.filter((text) => !/warned/.test(text)),
        )
      }
    }
    const rendered = renderCharts(charts.map(({ judged: { template = '' } }) => ({ template })))
    for (const [index, { each, judged }] of charts.entries())
      complain(each, whyNotRendered(judged, rendered[index]))
    process.stdout.write(
      `done ${done}, refused ${cases - done}; charts ${charts.length}; ${JSON.stringify(Object.fromEntries(kinds))}\n`,
    )
    recordProof({
      id: 'svc-new',
      what: '`svc new`, each line drawn from all of its flags, with random workloads and files: done and accepted without a warning, nothing to lint, a second run changes nothing; or refused with what to change, and nothing is touched',
      against: 'kube-apiserver (dry run), Helm 3.21, kubectl kustomize',
      kubernetes: '1.36',
      cases,
      disagreements: wrong.length,
      seed,
      repeat: 'CASES=6000 npm run test:bed control-plane/new.test',
    })
    expect(wrong.slice(0, 20)).toEqual([])
    // a generator that is mostly refused, or never, would prove little
    expect(done).toBeGreaterThan(cases * 0.2)
    expect(done).toBeLessThan(cases * 0.9)
  },
  limit,
)

function whyNotRendered(
  { manifests: [service] }: Judged,
  answer: { rendered?: string; error?: string } | undefined,
) {
  if (answer?.rendered === undefined) return [`Helm refuses it: ${answer?.error}`]
  return differs(manifestsIn(answer.rendered)[0], service && withType(service as Service))
}

function whyNotBuilt({ kustomize: files = {}, manifests }: Judged): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'svc-kustomize-'))
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const built = manifestsIn(kustomize(folder))
    const movesThem = /^namespace:/m.test(files['kustomization.yaml'] ?? '')
    const shown = (manifest: Manifest | undefined) =>
      movesThem ? { ...manifest, metadata: { ...manifest?.metadata, namespace: '' } } : manifest
    return manifests.flatMap((manifest) =>
      differs(shown(built.find(({ kind }) => kind === manifest.kind)), shown(manifest)),
    )
  } catch (error) {
    return [`kustomize refuses it: ${String(error)}`]
  } finally {
    rmSync(folder, { recursive: true })
  }
}
