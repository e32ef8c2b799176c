import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { program } from '../bed/lifecycle/programs.js'

const bin = join(import.meta.dirname, '..', '..', 'bin', 'run.js')

interface Window {
  readonly cwd: string
  readonly columns?: number
  readonly rows?: number
  readonly env?: Readonly<Record<string, string>>
}

/** The built command line in a pseudo-terminal of a window of its own: what it shows, and hands that type. */
export class Terminal {
  /** All that was shown so far, control sequences included. */
  shown = ''
  /** The exit code, once it has ended. */
  readonly ended: Promise<number>
  #child: ChildProcess
  #seen = 0

  /** Starts `words` in a shell, where `svc` is the built command line. */
  constructor(words: string, { cwd, columns = 80, rows = 24, env = {} }: Window) {
    const command = `svc() { '${process.execPath}' '${bin}' "$@"; }; ${words}`
    this.#child = spawn(program('terminal'), [`${columns}`, `${rows}`, 'sh', '-c', command], {
      cwd,
      env: { PATH: process.env['PATH'] ?? '', HOME: cwd, TERM: 'xterm', ...env },
    })
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.shown += chunk.toString()
    })
    this.ended = new Promise((resolve) => {
      this.#child.on('close', (code) => resolve(code ?? -1))
    })
  }

  type(text: string): void {
    this.#child.stdin?.write(`${JSON.stringify({ type: text })}\n`)
  }

  resize(columns: number, rows: number): void {
    this.#child.stdin?.write(`${JSON.stringify({ columns, rows })}\n`)
  }

  /** Waits until something new is shown that fits. Throws when the program ends before. */
  async until(pattern: RegExp): Promise<void> {
    let hasEnded = false
    void this.ended.then(() => (hasEnded = true))
    while (!pattern.test(this.shown.slice(this.#seen))) {
      if (hasEnded) throw new Error(`it ended without ${pattern}: ${this.shown}`)
      await new Promise((resolve) => {
        setTimeout(resolve, 10)
      })
    }
    this.#seen = this.shown.length
  }

  /** Types answers, each when it is asked for; Enter follows each. */
  async answer(...answers: readonly string[]): Promise<void> {
    for (const answer of answers) {
      // the cursor is behind the question
      await this.until(/: \u001B\[\d+G$|: $/)
      this.type(`${answer}\r`)
    }
  }
}

/** What a terminal shows of a text in the end, line by line: without colours, and with what was written over. */
export function linesOf(shown: string): string[] {
  const plain = shown.replaceAll('\r\n', '\n').replaceAll(/\u001B\[[\d;?]*[A-Za-z]/g, '')
  return plain.split('\n')
}
