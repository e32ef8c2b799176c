import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { companionsOf } from '../../../src/author/companions/index.ts'
import { helmTemplate } from '../../../src/author/helm.ts'
import { writeFolder } from '../../../src/commands/new/output.ts'
import { lint } from '../../../src/lint/lint.ts'
import { rules } from '../../../src/rules/index.ts'
import { readText } from '../../../src/sources/files/documents.ts'
import type { Service } from '../../../src/world/types/manifest.ts'
import { buildWorld } from '../../../src/world/world.ts'
import { installCompanionKinds, kustomize, renderCharts } from '../../bed/beside.js'
import { openWorld } from '../../bed/world.js'
import { resources } from '../accepted.ts'
import { newCommandLine } from '../new-flags.ts'
import { differs, manifestsIn, withType } from '../new-judge.ts'
import { everyPreset, presetLine } from '../preset-lines.ts'
import { recordProof } from '../proof.ts'
import { runNew } from '../run-new.ts'

/*
 * What presets and companions write, a real API server with the real CRDs accepts without a warning, and svc lint finds
 * nothing in; what `-o helm` and `-o kustomize` print, Helm's engine and kustomize turn into the same Service.
 */
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const cases = Number(process.env['CASES'] ?? 300)
// the first run compiles Helm's engine
const limit = 1_800_000
const repeat = 'CASES=500 npm run test:bed control-plane/presets'
const world = openWorld()
beforeAll(() => installCompanionKinds(world.api), limit)
afterAll(() => world.close())

test(
  'every preset, with every type that it fits',
  async () => {
    const wrong: string[] = []
    const lines = everyPreset()
    for (const words of lines) {
      const { printed, refused } = await runNew(words)
      const complaints = printed === undefined ? [`refused: ${refused}`] : await whyNotRight(printed)
      wrong.push(...complaints.map((complaint) => `${words.join(' ')}\n    ${complaint}`))
    }
    recordProof({
      id: 'presets',
      what: '`svc new --preset`: every preset and option, with every type that it fits: accepted without a warning, nothing to lint',
      against: 'kube-apiserver, dry run',
      kubernetes: '1.36',
      cases: lines.length,
      disagreements: wrong.length,
      repeat,
    })
    expect(wrong.slice(0, 20)).toEqual([])
    expect(lines.length).toBeGreaterThan(120)
  },
  limit,
)

test(
  'random presets, ports and companions',
  async () => {
    const wrong: string[] = []
    const kinds = new Map<string, number>()
    let printedLines = 0
    for (const words of fc.sample(presetLine(), { numRuns: cases, seed })) {
      const { printed, refused } = await runNew(words)
      if (printed !== undefined) {
        printedLines++
        for (const [, kind = ''] of printed.matchAll(/^kind: (\w+)$/gm))
          kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
      }
      const complaints = printed === undefined ? whyNoHelp(refused) : await whyNotRight(printed)
      wrong.push(...complaints.map((complaint) => `${words.join(' ')}\n    ${complaint}`))
    }
    process.stdout.write(
      `printed ${printedLines} of ${cases}: ${JSON.stringify(Object.fromEntries(kinds))}\n`,
    )
    recordProof({
      id: 'companions',
      what: '`svc new` with random presets and companions: all manifests are accepted without a warning, nothing to lint; or refused with what to change',
      against:
        'kube-apiserver with the CRDs of Gateway API 1.6, its inference extension 1.0 and the Prometheus Operator 0.92, dry run',
      kubernetes: '1.36',
      cases,
      disagreements: wrong.length,
      seed,
      repeat,
    })
    expect(wrong.slice(0, 20)).toEqual([])
    expect(printedLines).toBeGreaterThan(cases * 0.15)
    expect([...kinds.keys()].toSorted()).toEqual(Object.keys(resources).toSorted())
  },
  limit,
)

test(
  'Helm templates and kustomize folders',
  async () => {
    const services: Service[] = []
    for (const words of fc.sample(newCommandLine(), { numRuns: cases, seed })) {
      const { printed } = await runNew([...words, '-o', 'json'])
      if (printed !== undefined) services.push(JSON.parse(printed) as Service)
    }
    const wrong = [...helmDisagreements(services), ...kustomizeDisagreements(services.slice(0, 20))]
    recordProof({
      id: 'packaging',
      what: '`svc new -o helm` and `-o kustomize`: what is rendered is the Service, and values change what they say',
      against: 'the engine of Helm 3.21, kubectl kustomize',
      kubernetes: '1.36',
      cases: services.length * 2 + 20,
      disagreements: wrong.length,
      seed,
      repeat,
    })
    expect(wrong.slice(0, 10)).toEqual([])
    expect(services.length).toBeGreaterThan(cases * 0.3)
  },
  limit,
)

const values = {
  service: {
    name: 'other',
    labels: { from: 'values' },
    annotations: { from: 'values' },
    ports: [{ port: 7 }],
  },
}

function helmDisagreements(services: readonly Service[]): string[] {
  const templates = services.map((service) => helmTemplate(service))
  const plain = renderCharts(templates.map((template) => ({ template })))
  const changed = renderCharts(templates.map((template) => ({ template, values })))
  return services.flatMap((service, index) => {
    const [asItIs, other] = [plain[index], changed[index]].map((answer) =>
      answer?.rendered === undefined ? answer?.error : manifestsIn(answer.rendered)[0],
    )
    const { metadata, spec } = service
    const wanted = {
      ...service,
      metadata: {
        ...metadata,
        name: 'other',
        labels: { ...metadata?.labels, from: 'values' },
        annotations: { ...metadata?.annotations, from: 'values' },
      },
      spec: { ...spec, ...(spec?.ports === undefined ? {} : { ports: [{ port: 7 }] }) },
    }
    return [differs(asItIs, withType(service)), differs(other, withType(wanted))].flat()
  })
}

function kustomizeDisagreements(services: readonly Service[]): string[] {
  return services.flatMap((service) => {
    const folder = mkdtempSync(join(tmpdir(), 'svc-kustomize-'))
    const pods = service.spec?.selector !== undefined
    const all = [service, ...(pods ? companionsOf(service, { networkPolicy: true }) : [])]
    writeFolder(folder, all)
    const built = manifestsIn(kustomize(folder))
    rmSync(folder, { recursive: true })
    return all.flatMap((one) =>
      differs(
        built.find(({ kind }) => kind === one.kind),
        one,
      ),
    )
  })
}

/** A refusal names a flag, or what the presets disagree about. */
function whyNoHelp(refused = ''): string[] {
  return /--|preset/.test(refused) ? [] : [`refused without help: ${refused}`]
}

async function whyNotRight(text: string): Promise<string[]> {
  const complaints: string[] = []
  const documents = text.split(/^---\n/m)
  for (const document of documents) {
    const [, apiVersion = ''] = /^apiVersion: (\S+)$/m.exec(document) ?? []
    const [, kind = ''] = /^kind: (\S+)$/m.exec(document) ?? []
    const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
    const path = `${group}/namespaces/default/${resources[kind]}?dryRun=All&fieldValidation=Strict`
    const { status, body, warnings } = await world.api.ask(path, {
      method: 'POST',
      body: document,
      contentType: 'application/yaml',
    })
    if (status !== 201) complaints.push(`${kind} is refused: ${String(body.message)}`)
    complaints.push(...warnings.map((warning) => `${kind} is warned of: ${warning}`))
  }
  const { resources: read } = readText('new.yaml', text, { namespace: 'default', named: true })
  const coverage = [{ state: 'partial', because: 'one file' }] as const
  const { findings } = lint(buildWorld({ resources: read, coverage }), rules)
  const broken = findings.filter(({ verdict }) => verdict === 'broken')
  return [...complaints, ...broken.map(({ rule, message }) => `lint says ${rule}: ${message}`)]
}
