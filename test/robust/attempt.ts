import { readFileSync, writeFileSync } from 'node:fs'
import { Readable, Writable } from 'node:stream'
import { join } from 'node:path'
import { main } from '../../src/main.ts'
import { decode } from '../../src/sources/files/encoding.ts'
import type { Asked } from './streams.ts'

/** What a command did that none may do, with what tells it from other faults. */
export interface Fault {
  readonly command: string
  /** The same of the same fault in other documents. */
  readonly kind: string
  readonly detail: string
  /** What has it alone, where that is known: to be shrunk; and whether it came as a list of an API server. */
  readonly asked?: Asked
  readonly isListed?: boolean
}

/**
 * Processor time that no command may need, in seconds: a hang. A hundred thousand documents with sixty thousand findings take
 * a while without one, on a busy machine twice as long.
 */
function longestFor({ bytes }: Pick<Asked, 'bytes'>): number {
  return 5 + bytes.length / 150_000
}

interface Watch {
  /** Hears each command before it begins, so that whoever watches knows which one did not come back. */
  readonly told?: (command: string) => void
  /** The only command to run. */
  readonly only?: string | undefined
}

/** Sends a stream through every command that reads manifests, in this process, and judges what comes back. Files are written to `folder`. */
export async function attempt(folder: string, asked: Asked, { told, only }: Watch = {}): Promise<Fault[]> {
  const [file, before] = [join(folder, 'input.yaml'), join(folder, 'before.yaml')]
  const faults: Fault[] = []
  writeFileSync(before, asked.before)
  for (const words of commandsFor(file, before, asked)) {
    const command = words.join(' ').replaceAll(`${folder}/`, '')
    if (only !== undefined && only !== command) continue
    // an edit before this one may have changed it
    writeFileSync(file, asked.bytes)
    told?.(command)
    const found = await faultsOf(words, [file, before], longestFor(asked))
    faults.push(...found.map((fault) => ({ command, ...fault })))
  }
  return faults
}

function commandsFor(file: string, before: string, { service, client, namespace }: Asked): string[][] {
  const of = ['-f', file]
  const at = ['-n', namespace, ...of]
  const json = ['-o', 'json']
  return [
    ['lint', ...of, ...json],
    ['lint', '--complete', ...of],
    ['lint', '--before', before, ...of, ...json],
    ['lint', '--before', file, '-f', before, '-o', 'sarif'],
    ['trace', service, ...at, ...json],
    ['trace', service, '--from', `deploy/${client}`, '--complete', ...at],
    ['endpoints', service, ...at, ...json],
    ['who', service, ...at, ...json],
    ['ls', ...of, ...json],
    ['new', 'nodeport', service, '--label', 'a=b', '--edit', file],
    ['new', 'clusterip', service, '--port', '81', '--selector', 'a=b', '--into', file],
  ]
}

/** What is wrong with one run; places are looked up in the files. */
export async function faultsOf(
  words: readonly string[],
  files: readonly string[],
  longest: number,
): Promise<Omit<Fault, 'command'>[]> {
  const { status, stdout, stderr, seconds } = await run(words)
  const texts = new Map(files.map((file) => [file, linesOf(file)]))
  return [
    ...(status >= 5 ? [crash(status, stderr)] : []),
    ...(seconds > longest ? [{ kind: `slow ${words[0]}`, detail: `${seconds.toFixed(1)} s` }] : []),
    ...(words.includes('json') && stdout !== '' ? placesOutside(stdout, texts) : []),
  ]
}

function crash(status: number, stderr: string): Omit<Fault, 'command'> {
  const place = /\n\s+at (\S+)/.exec(stderr)?.[1] ?? ''
  return { kind: `exit code ${status} at ${place}`, detail: stderr.slice(0, 2000) }
}

/** As a library, an exception is one as well: `main` catches what a command throws, not what it leaves behind. */
async function run(words: readonly string[]) {
  const [stdout, stderr] = [new Sink(), new Sink()]
  const start = process.cpuUsage()
  const status = await main(words, {
    stdin: Readable.from([]),
    stdout,
    stderr,
    env: { SVC_DEBUG: '1' },
  })
  const { user, system } = process.cpuUsage(start)
  return { status, stdout: stdout.text(), stderr: stderr.text(), seconds: (user + system) / 1e6 }
}

class Sink extends Writable {
  private readonly chunks: Buffer[] = []

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.chunks.push(chunk)
    done()
  }

  text(): string {
    return Buffer.concat(this.chunks).toString()
  }
}

function linesOf(file: string): readonly string[] {
  return (decode(readFileSync(file)) ?? '').split('\n')
}

/** Every place that a JSON output names has to be in the text of its file. */
export function placesOutside(
  stdout: string,
  texts: ReadonlyMap<string, readonly string[]>,
): Omit<Fault, 'command'>[] {
  let outside: Omit<Fault, 'command'> | undefined
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || outside !== undefined) return
    const { file, line, column, endLine = line, endColumn = column } = value as Record<string, unknown>
    const lines = typeof file === 'string' ? texts.get(file) : undefined
    if (
      lines !== undefined &&
      line !== undefined &&
      !isInside(lines, [line, column, endLine, endColumn].map(Number))
    )
      outside = { kind: 'a place outside of its text', detail: JSON.stringify(value) }
    for (const item of Object.values(value)) look(item)
  }
  if (stdout === '') return []
  try {
    look(JSON.parse(stdout))
  } catch (error) {
    return [{ kind: 'output is no JSON', detail: String(error) }]
  }
  return outside === undefined ? [] : [outside]
}

function isInside(
  lines: readonly string[],
  [line = 0, column = 0, endLine = 0, endColumn = 0]: readonly number[],
): boolean {
  const widthOf = (number: number) => (lines[number - 1] ?? '').length
  if (!(line >= 1 && column >= 1 && line <= endLine && endLine <= lines.length)) return false
  // a place of one character may be at the very end of its line
  return (
    column <= widthOf(line) + 1 &&
    endColumn <= widthOf(endLine) + 2 &&
    (endLine > line || endColumn >= column)
  )
}
