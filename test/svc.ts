import { Readable, Writable } from 'node:stream'
import { main } from '../src/main.ts'

/** What a run of the command line came to. */
export interface Run {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

export interface Surroundings {
  readonly cwd?: string
  /** All that there is of it; by default nothing. */
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
}

/** Runs the command line of the sources in this process, without a terminal, one run at a time. */
export async function svc(
  args: readonly string[],
  { cwd, env = {}, input = '' }: Surroundings = {},
): Promise<Run> {
  const [stdout, stderr] = [new Sink(), new Sink()]
  const before = process.cwd()
  if (cwd !== undefined) process.chdir(cwd)
  try {
    const status = await main(args, { stdin: Readable.from([Buffer.from(input)]), stdout, stderr, env })
    if (/\n\s+at .*\.c?[jt]s:\d+/.test(stderr.text)) throw new Error(`a stack trace: ${stderr.text}`)
    return { status, stdout: stdout.text, stderr: stderr.text }
  } finally {
    process.chdir(before)
  }
}

class Sink extends Writable {
  text = ''

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
}
