import { readFileSync, readdirSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, jest } from '@jest/globals'

interface Groups {
  readonly groups: Readonly<Record<string, readonly string[]>>
  /** Those that take long enough to be run by themselves. */
  readonly alone: readonly string[]
}

const tests = join(import.meta.dirname, '..')

/** Registers the tests of all files of a group, each file a block with its path for a name. */
export function runTogether(group: string): void {
  const { groups, alone } = JSON.parse(
    readFileSync(join(import.meta.dirname, 'groups.json'), 'utf8'),
  ) as Groups
  for (const folder of groups[group] ?? [])
    for (const file of readdirSync(join(tests, folder)).toSorted()) {
      const name = posix.join(folder, file)
      if (!file.endsWith('.test.ts') || alone.includes(name.slice(0, -'.test.ts'.length))) continue
      describe(`test/${name}`, () => {
        jest.requireActual(join(tests, name))
      })
    }
}
