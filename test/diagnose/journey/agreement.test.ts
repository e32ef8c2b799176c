import { expect, test } from '@jest/globals'
import { contradictionsIn } from './contradictions.ts'
import { randomWorld } from './random-world.ts'

// at size: SEED=1 WORLDS=10000 npm run jest -- test/diagnose/journey/agreement.test.ts
const worlds = Number(process.env['WORLDS'] ?? 8)
const seed = Number(process.env['SEED'] ?? 1)

test(`${worlds} random worlds: trace, endpoints, ls and who say what the parts say`, () => {
  let compared = 0
  const said: string[] = []
  for (let number = 0; number < worlds; number++) {
    const found = contradictionsIn(randomWorld(seed * 1_000_003 + number))
    compared += found.compared
    said.push(...found.said.map((text) => `world ${seed * 1_000_003 + number}: ${text}`))
    if (said.length > 20) break
  }
  expect(said).toEqual([])
  expect(compared).toBeGreaterThan(worlds * 40)
}, 3_600_000)
