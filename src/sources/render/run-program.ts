import { startPlugin } from '../cluster/plugin-process.ts'

/** What a program came to: what it wrote, or why there is nothing. */
export type Ran = { readonly stdout: string } | { readonly failure: string; readonly isMissing: boolean }

// a chart of charts renders to some megabytes
const largestOutput = 256 * 1024 * 1024
const largestComplaint = 64 * 1024

/**
 * Runs a program of the PATH, without a shell and without a terminal; with all that it starts it ends after the time limit, and when
 * this process is told to. Never throws.
 */
export function runProgram(
  command: readonly [string, ...string[]],
  env: Readonly<Record<string, string | undefined>>,
  timeLimitMs: number,
): Promise<Ran> {
  const end = new AbortController()
  const [program, verb = ''] = command
  const stdout: Buffer[] = []
  let size = 0
  let complaint = ''
  let because: string | undefined
  const giveUp = (why: string) => {
    because ??= why
    end.abort()
  }
  const timer = setTimeout(() => giveUp(`did not end within ${timeLimitMs / 1000} seconds`), timeLimitMs)
  const child = startPlugin(command, { env }, end.signal)
  child.stdout?.on('data', (part: Buffer) => {
    size += part.length
    if (size > largestOutput) giveUp(`wrote more than ${largestOutput / 1024 / 1024} MiB`)
    else stdout.push(part)
  })
  child.stderr?.on('data', (part: Buffer) => {
    if (complaint.length < largestComplaint) complaint += String(part)
  })
  return new Promise<Ran>((done) => {
    const fail = (why: string, isMissing = false) => done({ failure: `${program} ${verb} ${why}`, isMissing })
    child.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT'
        ? done({ failure: `${program} is not on the PATH`, isMissing: true })
        : fail(`cannot be run: ${error.code ?? error.message}`),
    )
    child.once('close', (status) => {
      if (because !== undefined) fail(because)
      else if (status === 0) done({ stdout: Buffer.concat(stdout).toString('utf8') })
      else fail(`failed: ${firstComplaint(complaint) ?? `exit code ${status ?? 'unknown'}`}`)
    })
  }).finally(() => clearTimeout(timer))
}

/** What went wrong, of a text that may begin with warnings: the line that says error, else the last one. */
function firstComplaint(text: string): string | undefined {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return (lines.find((line) => /^error\b/i.test(line)) ?? lines.at(-1))
    ?.replace(/^error:\s*/i, '')
    .slice(0, 500)
}
