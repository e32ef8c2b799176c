import { expect, test } from '@jest/globals'
import { readText } from '../../src/sources/files/documents.ts'
import { fixtures } from '../fixtures.ts'
import { Draw } from './draw.ts'
import { Hunt, wrongValues, type Scene } from './unshaped.ts'

/**
 * A wrong type of a field is a finding where a shape has the field, and else nothing checks it: whatever reads it has to expect
 * anything. All that is read of the fixtures and that no shape has gets values of wrong types, and nothing may throw. FULL=1 takes all
 * fixtures and fields, else some of SEED.
 */
const full = process.env['FULL'] !== undefined
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000)
const [mostScenes, mostFilled, mostTries] = full ? [Infinity, Infinity, Infinity] : [12, 16, 10]

const draw = new Draw(seed)
const shuffled = fixtures
  .map((fixture) => ({ fixture, at: draw.next() }))
  .toSorted((one, other) => one.at - other.at)
  .map(({ fixture }) => fixture)

test(`a field that no shape has may hold anything, seed ${seed}`, () => {
  const hunt = new Hunt(mostFilled)
  for (const { name, text } of shuffled.slice(0, mostScenes)) hunt.explore(sceneOf(name, text))
  expect(hunt.found.length).toBeGreaterThan(full ? 300 : mostTries)
  let tries = 0
  for (let each = next(hunt); each !== undefined && tries < mostTries; each = next(hunt), tries++)
    for (const value of wrongValues) hunt.put(each, value)
  expect([...hunt.crashes.values()]).toEqual([])
})

function next(hunt: Hunt) {
  return hunt.found.splice(draw.below(hunt.found.length), 1)[0]
}

function sceneOf(name: string, text: string): Scene {
  const { resources } = readText(`${name}.yaml`, text, { namespace: 'default', named: true })
  const named = (kind: string) => resources.find((each) => each.kind === kind)
  const { name: service = 'web', namespace = 'default' } = named('Service') ?? {}
  return {
    name,
    documents: resources.map(({ manifest, written = manifest, origin }) => ({ manifest: written, origin })),
    asked: { service, namespace, client: named('Deployment')?.name ?? 'client' },
  }
}
