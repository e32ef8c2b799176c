import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rules } from '../src/rules/index.ts'
import type { AnyRule } from '../src/rules/rule.ts'

/** Manifests that belong together, by the path below this folder, without an ending. */
export interface Fixture {
  readonly name: string
  readonly text: string
}

export interface RuleCase extends Fixture {
  readonly rule: string
  /** The rule's own `bad` or `good`. */
  readonly isExample: boolean
}

/** The files in the folder of each rule, and its own examples: `bad` and `ok`, but where a file of that name says more. */
export const ruleCases: readonly RuleCase[] = rules.toSorted(by(({ id }) => id)).flatMap((rule) => {
  const files = yamlBelow(`rules/${rule.id}`)
  const given = new Set(files.map(({ name }) => name))
  const examples = [
    { name: `rules/${rule.id}/bad`, text: exampleText(rule, rule.bad) },
    { name: `rules/${rule.id}/ok`, text: exampleText(rule, rule.good) },
  ].filter(({ name }) => !given.has(name))
  return [
    ...examples.map((each) => ({ ...each, rule: rule.id, isExample: true })),
    ...files.map((each) => ({ ...each, rule: rule.id, isExample: false })),
  ].toSorted(by(({ name }) => name))
})

/** The cases of all rules, and the Worlds of all traces. */
export const fixtures: readonly Fixture[] = [...ruleCases, ...yamlBelow('trace')]

/** An example is whole where the rule asks for something that may be missing. */
export function exampleText({ evidence }: AnyRule, text: string): string {
  return evidence.length === 0 ? text : `# world: complete\n${text}`
}

function yamlBelow(folder: string): Fixture[] {
  return readdirSync(join(import.meta.dirname, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .toSorted()
    .map((file) => ({
      name: `${folder}/${file.slice(0, -'.yaml'.length)}`,
      text: readFileSync(join(import.meta.dirname, folder, file), 'utf8'),
    }))
}

function by<T>(keyOf: (each: T) => string): (one: T, other: T) => number {
  return (one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)
}
