#!/usr/bin/env node
/** Proves each tier with observations of the running thing: `smoke.js [tier]`. It needs no test runner. */
import { tiers } from './lifecycle/places.js'

/** @param {string} tier @returns {Promise<boolean>} */
async function prove(tier) {
  const started = Date.now()
  const { cases } = await import(`./smoke/${tier}.js`)
  let compared = 0
  let failed = 0
  try {
    for await (const { name, expected, actual } of cases()) {
      compared += 1
      if (JSON.stringify(expected) === JSON.stringify(actual)) continue
      failed += 1
      console.log(
        `${tier}: ${name}: expected ${JSON.stringify(expected)}, observed ${JSON.stringify(actual)}`,
      )
    }
  } catch (error) {
    failed += 1
    console.log(`${tier}: ${error instanceof Error ? error.message : error}`)
  }
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  console.log(`${tier}: compared ${compared} cases in ${seconds} s: ${failed} failed`)
  return compared > 0 && failed === 0 // a run that compared nothing has proved nothing
}

const wanted = process.argv[2]
const chosen = tiers.filter((tier) => wanted === undefined || tier === wanted)
if (chosen.length === 0 || process.argv.length > 3) {
  console.error('usage: node test/bed/smoke.js [oracle|control-plane|nodes]')
  process.exit(2)
}
for (const tier of chosen) {
  if (!(await prove(tier))) process.exitCode = 1
}
