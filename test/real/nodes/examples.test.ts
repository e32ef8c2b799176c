import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { kubeconfigOf } from '../../bed/world.js'

// the walk-throughs of examples/, with real packets between real pods and from outside of the cluster
const root = join(import.meta.dirname, '..', '..', '..')
const examples = join(root, 'examples')
const minutes = 60_000

/** How many observations each walk-through must make at least, none of its steps skipped: an empty run cannot pass. */
const least: Readonly<Record<string, number>> = {
  '01-clusterip': 19,
  '02-nodeport': 17,
  '03-discovery': 26,
  '04-loadbalancer': 19,
  '05-externalname': 16,
  '06-headless-training': 28,
  '07-chat-api': 48,
}

const env = {
  ...process.env,
  KUBECONFIG: kubeconfigOf('nodes'),
  OUTSIDE: `${process.execPath} ${join(root, 'test', 'bed', 'bed.js')} shell nodes --`,
  // another one in each run: while an earlier namespace is still going, its Service answers on the address too
  LB_ADDRESS: `198.19.1.${randomInt(1, 255)}`,
}
let compared = 0

function run(...path: string[]) {
  const { status, stdout, stderr } = spawnSync('bash', [join(examples, ...path)], { encoding: 'utf8', env })
  return { status, output: stdout + stderr }
}

afterAll(() => {
  process.stdout.write(`compared ${compared} cases\n`)
})

test('every walk-through is run here', () => {
  const walks = readdirSync(examples).filter((name) => /^\d\d-/.test(name))
  expect(walks.toSorted()).toEqual(Object.keys(least))
})

describe.each(Object.entries(least))('%s', (walk, expected) => {
  afterAll(() => {
    expect(run(walk, 'cleanup.sh')).toMatchObject({ status: 0 })
  }, 2 * minutes)

  test(
    'observes what it claims',
    () => {
      const { status, output } = run(walk, 'run.sh')
      const observed = Number(/^observed (\d+) things$/m.exec(output)?.[1] ?? 0)
      compared += observed
      // the whole output is what one wants to read when it fails
      expect(status === 0 ? '' : output).toBe('')
      expect(output).not.toMatch(/^skipped \d/m)
      expect(observed).toBeGreaterThanOrEqual(expected)
    },
    10 * minutes,
  )
})
