import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { trace } from '../../../src/trace/trace.ts'
import { recordedIn } from '../../recorded.ts'
import { complete, partial, worldOf } from '../../world-of.ts'
import { contradictionsIn } from './contradictions.ts'
import { questionTexts, randomWorld } from './random-world.ts'

// at size: SEED=1 WORLDS=10000 npm run jest -- test/diagnose/journey/agreement.test.ts
const worlds = Number(process.env['WORLDS'] ?? (process.env['FULL'] === undefined ? 2 : 20))
const seed = Number(process.env['SEED'] ?? 1)
/** Worlds in which commands contradicted one another once. */
const once = [970_000_240, 970_000_409, 3_001_009_268, 4_202_012_682, 4_202_013_248, 9_202_028_011]

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

const expectRecorded = recordedIn(join(import.meta.dirname, 'verdicts.txt'))

// by their numbers these worlds stay what they are
test.each([...once, ...Array.from({ length: 8 }, (_, index) => index)])(
  'what is said of some requests in world %d',
  (number) => {
    const { manifests, clients, hosts } = randomWorld(number)
    const whole = worldOf(manifests, [complete])
    const open = worldOf(manifests, [partial])
    const targets = [...questionTexts, ...hosts.map((host) => `${host}:80`)]
    const asked = clients.flatMap((from) => targets.map((target) => ({ from, target })))
    const lines = asked.map(({ from, target }, index) => {
      const world = index % 3 === 2 ? open : whole
      const { verdict, repair, confirm } = trace(world, { target, from, namespace: 'shop' })
      const { status, grounds, hop, cause, summary } = verdict
      const words = [status, grounds, hop, cause].filter((word) => word !== undefined)
      const help = [repair?.summary, repair?.command, JSON.stringify(repair?.patch), confirm]
      return `${from} → ${target}: ${words.join(' ')}: ${[summary, ...help].filter(Boolean).join(' | ')}`
    })
    expectRecorded(`world ${number}`, lines)
  },
)
