import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { attemptEngines } from './attempt-engines.ts'
import { attemptLive } from './attempt-live.ts'
import { attempt } from './attempt.ts'
import { readCorpus } from './corpus.ts'
import { groupOfText, groupsOf } from './groups.ts'
import { streamOf } from './streams.ts'

/** A small run of `npm run robust:input`, with a seed of its own each time, and what longer runs have found. */

const folder = mkdtempSync(join(tmpdir(), 'svc-robust-input-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const corpus = readCorpus(join(import.meta.dirname, '..'))
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000)

test(`mutated documents of seed ${seed} break no engine`, () => {
  for (let index = 0; index < 4; index++)
    expect([index, attemptEngines(groupsOf(corpus, seed, index), undefined, index)]).toEqual([index, []])
})

test(`mutated documents of seed ${seed} break no command`, async () => {
  for (let index = 0; index < 2; index++)
    expect([index, await attempt(folder, streamOf(corpus, seed, index))]).toEqual([index, []])
})

test(`objects of seed ${seed} that no API server would list break no command`, async () => {
  expect(await attemptLive(folder, groupsOf(corpus, seed, 0, 'listed').slice(0, 4))).toEqual([])
})

const found = readdirSync(join(import.meta.dirname, 'found'))

test.each(found)('found before: %s', async (file) => {
  const bytes = readFileSync(join(import.meta.dirname, 'found', file))
  const asked = { bytes, before: bytes, namespace: 'default', service: 'web', client: 'web' }
  expect(await attempt(folder, asked)).toEqual([])
  for (const isListed of [false, true]) expect(attemptEngines([groupOfText(asked, isListed)])).toEqual([])
})
