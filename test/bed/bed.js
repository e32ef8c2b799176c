#!/usr/bin/env node
/** The bed's command: `bed.js up|down|status|shell [tier]`. Exit codes: 0 fine, 1 failed, 2 usage. */
import { BedError } from './lifecycle/bed-error.js'
import { down } from './lifecycle/down.js'
import { tiers } from './lifecycle/places.js'
import { shell } from './lifecycle/shell.js'
import { status } from './lifecycle/status.js'
import { up } from './lifecycle/up.js'

const usage = `usage: node test/bed/bed.js up|down|status [oracle|control-plane|nodes]
       node test/bed/bed.js shell [oracle|control-plane|nodes] [-- command ...]

Without a tier: every tier; shell: control-plane. test/bed/README.md says what the tiers are.`

/** @type {Record<string, (tier: import('./lifecycle/places.js').Tier | undefined, command: string[]) => Promise<number>>} */
const commands = { up, down, status, shell }

/** @param {string[]} argv */
async function main(argv) {
  const end = argv.indexOf('--')
  const words = end === -1 ? argv : argv.slice(0, end)
  const [verb = '', tier] = words
  const run = Object.hasOwn(commands, verb) ? commands[verb] : undefined
  const known = tiers.find((each) => each === tier)
  if (['help', '--help', '-h'].includes(verb)) return tell(console.log, 0)
  if (!run || words.length > 2 || (tier !== undefined && !known) || (end !== -1 && verb !== 'shell'))
    return tell(console.error, 2)
  return run(known, end === -1 ? [] : argv.slice(end + 1))
}

/** @param {(text: string) => void} print @param {number} code */
function tell(print, code) {
  print(usage)
  return code
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof BedError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
