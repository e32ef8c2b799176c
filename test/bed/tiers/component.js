/** One program of a tier: its log, and what its end means. Runs inside the sandbox. */
import { spawn } from 'node:child_process'
import { openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Starts a program whose end is the end of the tier: half a cluster would answer tests with half truths.
 * @param {string} state @param {string} name @param {string[]} argv
 */
export function startComponent(state, name, argv) {
  const log = openSync(join(state, `${name}.log`), 'a')
  const [file = '', ...args] = argv
  const child = spawn(file, args, { stdio: ['ignore', log, log] })
  child.once('error', (error) => fail(state, `${name} could not be started: ${error.message}`))
  child.once('exit', (code, signal) =>
    fail(
      state,
      `${name} ended with ${signal ?? `exit code ${code}`}; its log is ${join(state, `${name}.log`)}`,
    ),
  )
  return child
}

/** Ends the supervisor, and with it the sandbox. @param {string} state @param {string} reason @returns {never} */
export function fail(state, reason) {
  writeFileSync(join(state, 'failed.txt'), `${reason}\n`)
  process.exit(1)
}

// one that ends sooner does not work at all
const shortestLifeMs = 5000

/**
 * Starts a program that is started again when it ends, as systemd does on a node: tests end it on purpose. One that does not live long
 * ends the tier. @param {string} state @param {string} name @param {string[]} argv
 */
export function startRestarting(state, name, argv) {
  const log = openSync(join(state, `${name}.log`), 'a')
  const [file = '', ...args] = argv
  const began = Date.now()
  const child = spawn(file, args, { stdio: ['ignore', log, log] })
  child.once('error', (error) => fail(state, `${name} could not be started: ${error.message}`))
  child.once('exit', (code, signal) => {
    if (Date.now() - began >= shortestLifeMs) return startRestarting(state, name, argv)
    return fail(state, `${name} ended at once, with ${signal ?? `exit code ${code}`}`)
  })
}

/**
 * Asks again until the answer is not undefined. Every wait of the bed has a limit: a pod that never becomes ready must fail
 * a test, not hang it.
 * @template T @param {string} what @param {() => Promise<T | undefined>} ask @param {{seconds?: number, every?: number}} [limit]
 * @returns {Promise<T>}
 */
export async function until(what, ask, { seconds = 120, every = 50 } = {}) {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (Date.now() > end) throw new Error(`gave up after ${seconds} s waiting until ${what}`)
    await new Promise((done) => setTimeout(done, every))
  }
}
