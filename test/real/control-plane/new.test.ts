import { afterAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { intentOf } from '../../../src/author/intent-of.ts'
import { newService } from '../../../src/author/new-service.ts'
import { manifestsJson, manifestsYaml } from '../../../src/author/print.ts'
import { lint } from '../../../src/lint/lint.ts'
import { rules } from '../../../src/rules/index.ts'
import { readText } from '../../../src/sources/documents.ts'
import type { Service } from '../../../src/world/manifest.ts'
import { buildWorld } from '../../../src/world/world.ts'
import { openWorld } from '../../bed/world.js'
import { newCommandLine } from '../new-flags.ts'
import { recordProof } from '../proof.ts'
import { runNew } from '../run-new.ts'

/*
 * Whatever `svc new` prints, a real API server accepts without a warning, svc lint finds nothing wrong with, and the
 * same intent writes again; whatever it refuses, it refuses with the flag to change. CASES command lines, from SEED.
 */
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const cases = Number(process.env['CASES'] ?? 500)
const batch = 16
const world = openWorld()
afterAll(() => world.close())

test('what svc new prints and what it refuses', async () => {
  const lines = fc.sample(newCommandLine(), { numRuns: cases, seed })
  const wrong: string[] = []
  let printed = 0
  for (let start = 0; start < lines.length; start += batch) {
    await Promise.all(
      lines.slice(start, start + batch).map(async (words) => {
        const outcome = await runNew(words)
        const complaints =
          outcome.printed === undefined
            ? whyNoHelp(words, outcome.refused)
            : await whyNotRight(words, outcome.printed)
        if (outcome.printed !== undefined) printed++
        for (const complaint of complaints)
          wrong.push(`svc new ${words.map((word) => JSON.stringify(word)).join(' ')}\n    ${complaint}`)
      }),
    )
  }
  process.stdout.write(`printed ${printed}, refused ${lines.length - printed}\n`)
  recordProof({
    id: 'svc-new',
    what: '`svc new`: each command line is printed and accepted without a warning, or refused with the flag to change',
    against: 'kube-apiserver, dry run',
    kubernetes: '1.36',
    cases: lines.length,
    disagreements: wrong.length,
    seed,
    repeat: 'CASES=6000 npm run test:bed control-plane/new.test',
  })
  expect(wrong.slice(0, 20)).toEqual([])
  // a generator that is mostly refused, or never, would prove little
  expect(printed).toBeGreaterThan(cases * 0.4)
  expect(printed).toBeLessThan(cases * 0.9)
})

async function whyNotRight(words: readonly string[], text: string): Promise<string[]> {
  const { resources, unread } = readText('new.yaml', text, { namespace: 'default', named: true })
  const [resource] = resources
  if (resource === undefined || resources.length > 1 || unread.length > 0)
    return [`is not one manifest: ${text}`]
  const manifest = resource.manifest as Service
  const { metadata } = manifest
  // as it is, but for a namespace that exists here
  const answer = await world.api.ask(
    '/api/v1/namespaces/default/services?dryRun=All&fieldValidation=Strict',
    {
      method: 'POST',
      body: { ...manifest, metadata: { ...metadata, namespace: 'default' } },
    },
  )
  const version = words[words.indexOf('--kubernetes-version') + 1]
  const isOlder = words.includes('--kubernetes-version') && version !== '1.36'
  const { findings } = lint(
    buildWorld({ resources, coverage: [{ state: 'partial', because: 'one file' }] }),
    rules,
  )
  const again = newService(intentOf(manifest), isOlder ? version : undefined)
  const same = text.startsWith('{') ? manifestsJson([again]) : manifestsYaml([again])
  return [
    ...(answer.status === 201 ? [] : [`is refused: ${String(answer.body.message)}`]),
    // an older server does not warn of it yet
    ...(isOlder ? [] : answer.warnings.map((warning) => `is warned of: ${warning}`)),
    ...findings
      .filter(({ verdict }) => verdict === 'broken' && !isOlder)
      .map(({ message }) => `lint says: ${message}`),
    ...(same === text ? [] : [`is written again as ${same}`]),
  ]
}

/** A flag that stands there, or one that is to be added. */
function whyNoHelp(words: readonly string[], refusal: string): string[] {
  const named = refusal.match(/--[a-z][a-z-]+|\bNAME\b|\bTYPE\b|-[pnolf]\b/g) ?? []
  const isThere = (flag: string) =>
    flag === 'NAME' || flag === 'TYPE' || words.some((word) => word === flag || aliases[word] === flag)
  return named.some(isThere) || /\badd --/.test(refusal) ? [] : [`is refused without the flag: ${refusal}`]
}

const aliases: Readonly<Record<string, string>> = {
  '-p': '--port',
  '-l': '--label',
  '-n': '--namespace',
  '-o': '--output',
  '--name': 'NAME',
}
