// Small test files that a run of all tests takes together: jest needs a tenth of a second for each file that it runs alone,
// which is longer than most of them take. `test/together/groups.json` says which: those of these folders, but for some.
import { readFileSync, readdirSync } from 'node:fs'
import { posix } from 'node:path'
import { root } from './place.js'

/** `longest`: those that take longest, the first of all first. */
export const { groups, alone, longest } = JSON.parse(readFileSync(`${root}test/together/groups.json`, 'utf8'))

/** The test files of the groups, from the root. */
export const together = Object.values(groups).flat().flatMap(smallFiles)

/** Whether a command line of jest names no file of its own and no test: all are run. */
export function isWholeRun(argv) {
  return argv.every((argument) => /^(?:-(?!t$)|\d+$|test\/together)/.test(argument))
}

function smallFiles(folder) {
  return readdirSync(`${root}test/${folder}`)
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => posix.join(folder, file))
    .filter((file) => !alone.includes(file.slice(0, -'.test.ts'.length)))
    .map((file) => `test/${file}`)
}
