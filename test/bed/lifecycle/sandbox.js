/**
 * A tier that runs is one process tree in namespaces of its own (bedtool/init.go). It is found by its command line, not by a
 * file with a number: a lost file or a number in use again can neither hide a running tier nor end a stranger.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { BedError } from './bed-error.js'
import { program } from './programs.js'

/** Process 1 of the sandbox, as the machine numbers it, and a `bedtool sandbox` that is still starting it. @param {string} state */
export function sandboxProcesses(state) {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const [file, subcommand, folder] = commandLine(pid)
      return (
        basename(file ?? '') === 'bedtool' &&
        ['sandbox', 'init'].includes(subcommand ?? '') &&
        folder === state
      )
    })
    .map(Number)
}

/** @param {string} pid @returns {string[]} */
function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    return [] // ended since it was listed
  }
}

/**
 * Starts `argv` in a sandbox; returns the ports on 127.0.0.1 that lead to the API server and to CoreDNS inside.
 * @param {string} state @param {string[]} argv
 */
export function startSandbox(state, argv) {
  const words = ['sandbox', state, '127.0.0.1:6443,127.0.0.1:53', ...argv]
  const { status, stdout, stderr } = spawnSync(program('bedtool'), words, { encoding: 'utf8' })
  if (status !== 0) throw new BedError(stderr.trim())
  const [api = 0, dns = 0] = stdout.split('\n').map(Number)
  return { api, dns }
}

/** Ends every process of the sandbox and returns how many sandboxes there were. @param {string} state */
export async function stopSandbox(state) {
  const found = sandboxProcesses(state)
  for (const pid of found) kill(pid)
  // Process 1 becomes a zombie only when every other process of its namespace is gone.
  while (!found.every(hasEnded)) await new Promise((done) => setTimeout(done, 20))
  return found.length
}

/** @param {number} pid */
function hasEnded(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return 'ZX'.includes(status.slice(status.lastIndexOf(')') + 2)[0] ?? 'X')
  } catch {
    return true
  }
}

/** @param {number} pid */
function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error
  }
}
