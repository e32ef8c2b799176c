// Small test files that a run of all tests takes together: jest needs a tenth of a second for each file that it runs alone,
// which is longer than most of them take. `test/together/groups.json` says which: files, and those of folders but for some.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { posix } from 'node:path'
import { root } from './place.js'

/** `longest`: those that take longest, the first of all first. */
export const { groups, alone, longest } = JSON.parse(readFileSync(`${root}test/together/groups.json`, 'utf8'))

const entries = Object.values(groups).flat()

/** The test files of the groups, from the root. */
export const together = entries.flatMap(filesOf)

/** Whether a command line of jest names no file of its own and no test: all are run. */
export function isWholeRun(argv) {
  return argv.every((argument) => /^(?:-(?!t$)|\d+$|test\/together)/.test(argument))
}

function filesOf(entry) {
  const named = `${entry}.test.ts`
  if (existsSync(`${root}test/${named}`)) return `test/${named}`
  return readdirSync(`${root}test/${entry}`)
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => posix.join(entry, file.slice(0, -'.test.ts'.length)))
    .filter((file) => !alone.includes(file) && !entries.includes(file))
    .map((file) => `test/${file}.test.ts`)
}
