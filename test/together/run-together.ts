import { existsSync, readFileSync, readdirSync } from 'node:fs'
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
  const elsewhere = new Set([...alone, ...Object.values(groups).flat()])
  for (const entry of groups[group] ?? [])
    for (const file of filesOf(entry, elsewhere)) {
      describe(`test/${file}`, () => {
        jest.requireActual(join(tests, file))
      })
    }
}

/** A file is named without its ending; of a folder, those that are named nowhere. */
function filesOf(entry: string, elsewhere: ReadonlySet<string>): readonly string[] {
  const named = `${entry}.test.ts`
  if (existsSync(join(tests, named))) return [named]
  return readdirSync(join(tests, entry))
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => posix.join(entry, file))
    .filter((file) => !elsewhere.has(file.slice(0, -'.test.ts'.length)))
    .toSorted()
}
