import { tierUpWhenLong } from '../../sources/tier-up.ts'
import type { Io } from './io.ts'

const patienceMs = 1000
const oftenMs = 100

/**
 * Shows on a terminal how far it got, after a second: a person wants to know that something happens. Nothing where no person looks on:
 * in a pipe, in CI, on a terminal that cannot move its cursor.
 */
export class Progress {
  readonly #io: Io
  readonly #shows: boolean
  readonly #started: number
  #last = 0

  constructor(io: Io) {
    this.#io = io
    this.#shows = io.stderr.isTTY === true && !io.env['CI'] && io.env['TERM'] !== 'dumb'
    // what measures time is loaded when it is wanted
    this.#started = this.#shows ? performance.now() : 0
  }

  /** Is asked often, between two pieces of work; the text is made only where it is shown. */
  at(text: () => string): void {
    tierUpWhenLong()
    if (!this.#shows) return
    const now = performance.now()
    if (now - this.#started < patienceMs || now - this.#last < oftenMs) return
    this.#last = now
    this.#io.stderr.write(`\r\u001b[K${text()}`)
  }

  /** Shows at once what takes longer than that and cannot say meanwhile how far it got. */
  long(text: string): void {
    if (!this.#shows) return
    this.#last = performance.now()
    this.#io.stderr.write(`\r\u001b[K${text}`)
  }

  /** Takes the line away. */
  end(): void {
    if (this.#last === 0) return
    this.#last = 0
    this.#io.stderr.write('\r\u001b[K')
  }
}
