import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import New from '../../src/commands/new.ts'
import { judge } from '../real/new-judge.ts'
import { newCase } from '../real/new-space.ts'

/*
 * Whatever a command line of `svc new` asks for: it is done, says so, and a second run changes nothing; or it is refused
 * with what to change, and nothing is touched. CASES lines, from SEED; test/real/ asks Kubernetes, Helm and kustomize too.
 */
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const cases = Number(process.env['CASES'] ?? 40)

test('no command line surprises', async () => {
  const wrong: string[] = []
  let done = 0
  for (const each of fc.sample(newCase(false), { numRuns: cases, seed })) {
    const { outcome, complaints } = await judge(each)
    if (outcome.printed !== undefined) done++
    for (const complaint of complaints)
      wrong.push(`svc new ${each.words.join(' ')} ${JSON.stringify(each.files)}\n    ${complaint}`)
  }
  process.stdout.write(`done ${done}, refused ${cases - done}, SEED=${seed}\n`)
  expect(wrong.slice(0, 10)).toEqual([])
  expect(done).toBeGreaterThan(cases * 0.1)
  expect(done).toBeLessThan(cases * 0.9)
})

test('the space holds every flag of svc new', () => {
  const flags = Object.entries({ ...New.baseFlags, ...New.flags })
  const drawn = new Set(
    fc
      .sample(newCase(true), { numRuns: 220, seed: 16 })
      .flatMap(({ words }) => words.map((word) => word.split('=')[0])),
  )
  const missing = flags.filter(
    ([name, { char }]) => !drawn.has(`--${name}`) && !(char && drawn.has(`-${char}`)),
  )
  expect(missing.map(([name]) => name)).toEqual([])
})
