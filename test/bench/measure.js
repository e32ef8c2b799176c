// Times whole processes, and says what they took at most of memory.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const usageHook = `--import=${pathToFileURL(join(here, 'report-usage.js')).href}`
// a certificate bundle makes Node 20 start slowly, and belongs to the machine, not to svc
const { NODE_EXTRA_CA_CERTS: _unused, ...env } = process.env
const gnuTime = '/usr/bin/time'

/** `node ARGS`, or a program of the PATH. */
function commandOf(program, args) {
  return program === 'node' ? [process.execPath, args] : [program, args]
}

/** Milliseconds from start to end. Throws where it ends with another code than these. */
export function timed(program, args, ends) {
  const start = process.hrtime.bigint()
  const { status, error } = spawnSync(...commandOf(program, args), { env, stdio: 'ignore' })
  if (error !== undefined || !ends.includes(status))
    throw new Error(`${program} ${args.join(' ')} ended with ${status}`, { cause: error })
  return Number(process.hrtime.bigint() - start) / 1e6
}

/** MiB; undefined for a foreign program where GNU time is not installed. */
export function peakOf(program, args, usageFile) {
  if (program === 'node') {
    spawnSync(process.execPath, [usageHook, ...args], {
      env: { ...env, SVC_BENCH_USAGE: usageFile },
      stdio: 'ignore',
    })
    return JSON.parse(readFileSync(usageFile, 'utf8')).peakKiB / 1024
  }
  if (!existsSync(gnuTime)) return undefined
  spawnSync(gnuTime, ['-q', '-f', '%M', '-o', usageFile, program, ...args], { env, stdio: 'ignore' })
  return Number(readFileSync(usageFile, 'utf8')) / 1024
}

export function isOnPath(program) {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}
