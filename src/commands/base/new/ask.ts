import { createInterface } from 'node:readline/promises'
import { Interrupted, SvcError } from '../../../errors.ts'
import { printable } from '../../../report/printable.ts'

/** Somebody at a terminal who answers questions. */
export interface Respondent {
  /** One line; the default when it is empty. `check` may complain with an SvcError, and the question comes again. */
  ask<T>(question: string, preset: string, check: (answer: string) => T): Promise<T>
  /** One of a few, by its number. */
  choose<T>(
    question: string,
    options: readonly { readonly text: string; readonly value: T }[],
    preset?: number,
  ): Promise<T>
  say(text: string): void
}

/**
 * Asks on stderr, so that stdout stays free for the manifest, until `work` is done. Ctrl-C and Ctrl-D end it all: the
 * promise is rejected with `Interrupted`.
 */
export async function withRespondent<T>(work: (respondent: Respondent) => Promise<T>): Promise<T> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const ending = new AbortController()
  terminal.on('SIGINT', () => ending.abort())
  terminal.on('close', () => ending.abort())
  try {
    const line = (text: string) => terminal.question(text, { signal: ending.signal })
    return await work(respondentOf(line))
  } catch (error) {
    if (!ending.signal.aborted) throw error
    process.stderr.write('\n')
    throw new Interrupted()
  } finally {
    terminal.removeAllListeners('close')
    terminal.close()
  }
}

function respondentOf(line: (text: string) => Promise<string>): Respondent {
  const say = (text: string) => process.stderr.write(text)
  const ask = async <T>(question: string, preset: string, check: (answer: string) => T): Promise<T> => {
    for (;;) {
      const answer = (await line(`${question}${preset === '' ? '' : ` [${printable(preset)}]`}: `)).trim()
      try {
        return check(answer === '' ? preset : answer)
      } catch (error) {
        if (!(error instanceof SvcError)) throw error
        say(`  ${printable(error.message)}: ${printable(error.details.hint ?? 'try again')}\n`)
      }
    }
  }
  return {
    say,
    ask,
    choose: async (question, options, preset = 0) => {
      say(`${question}\n`)
      for (const [index, { text }] of options.entries()) say(`  ${index + 1}  ${printable(text)}\n`)
      return ask('Number', String(preset + 1), (answer) => {
        const option = /^\d{1,3}$/.test(answer) ? options[Number(answer) - 1] : undefined
        if (option !== undefined) return option.value
        throw new SvcError('usage', `"${answer}" is none of them`, { hint: `1 to ${options.length}` })
      })
    },
  }
}

/** Can questions be asked and answered? */
export function isAtTerminal(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true
}
