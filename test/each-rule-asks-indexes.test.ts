import { expect, test } from '@jest/globals'
import { rules } from '../src/rules/index.ts'
import type { AnyRule } from '../src/rules/rule.ts'
import { buildWorld } from '../src/world/world.ts'
import { copiesOf } from './bench/copies.js'
import { partial } from './world-of.ts'
import { walkersIn, type Walker } from './walks.ts'

// A rule that walks over all resources for each resource takes a hundred times as long for ten times as many. Of copies of its examples, half
// of them in namespaces of their own and half in one, no place of the sources may walk as often as there are copies over as much as there
// are copies.

const [few, many] = [8, 16]

function walkersOf(rule: AnyRule, times: number) {
  const example = [`${rule.bad}\n---\n${rule.good}`]
  const resources = (['namespaces', 'names'] as const).flatMap((apart) => copiesOf(example, { apart, times }))
  const world = buildWorld({ resources, coverage: [partial] })
  return walkersIn(() => {
    const subjects =
      rule.subject === 'all' ? world.resources : rule.subject.flatMap((kind) => world.all(kind))
    for (const subject of subjects)
      for (const violation of rule.check(subject as never, world)) void violation
  }, times / 2)
}

/** Twice as often over twice as much, where there are twice as many. */
function isSquare(before: Walker | undefined, after: Walker): boolean {
  return (
    before !== undefined &&
    before.calls >= few / 2 &&
    after.calls >= 1.6 * before.calls &&
    after.elements >= 3 * before.elements
  )
}

test.each(rules.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  const [before, after] = [walkersOf(rule, few), walkersOf(rule, many)]
  expect([...after].filter(([place, walker]) => isSquare(before.get(place), walker))).toEqual([])
})
