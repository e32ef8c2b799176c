import { expect, test } from '@jest/globals'
import { contradictionsIn } from './contradictions.ts'
import { randomWorld } from './random-world.ts'

// at size: SEED=1 WORLDS=10000 npm run jest -- test/diagnose/journey/agreement.test.ts
const worlds = Number(process.env['WORLDS'] ?? (process.env['FULL'] === undefined ? 2 : 20))
const seed = Number(process.env['SEED'] ?? 1)
/** Worlds in which commands contradicted one another once. */
const once = [970_000_240, 970_000_409, 3_001_009_268, 4_202_012_682, 4_202_013_248]

test(`${worlds} random worlds: trace, endpoints, ls and who say what the parts say`, () => {
  let compared = 0
  const said: string[] = []
  const drawn = Array.from({ length: worlds }, (_, number) => seed * 1_000_003 + number)
  for (const number of [...once, ...drawn]) {
    const found = contradictionsIn(randomWorld(number))
    compared += found.compared
    said.push(...found.said.map((text) => `world ${number}: ${text}`))
    if (said.length > 20) break
  }
  expect(said).toEqual([])
  expect(compared).toBeGreaterThan(worlds * 40)
}, 3_600_000)
