import { createInterface } from 'node:readline'
import { Interrupted, SvcError } from '../../errors.ts'
import { printable } from '../../text/printable.ts'
import type { Io, Sink } from '../shared/io.ts'

/** A person at a terminal who answers questions. */
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

/** Where questions go, and where answers come from. */
export interface Streams {
  readonly input: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
}

/**
 * Asks until `work` is done. `<` goes back to the question before:
 * `work` begins anew, and what was answered until there is answered without a word. Ctrl-C and Ctrl-D end it all: the
 * promise is rejected with `Interrupted`.
 */
export async function withRespondent<T>(
  work: (respondent: Respondent) => Promise<T>,
  { input, output }: Streams,
): Promise<T> {
  const { ask, close } = openLines({ input, output })
  try {
    return await withReturns(work, { ask, say: (text) => output.write(text), answers: [] })
  } catch (error) {
    if (error instanceof Interrupted) output.write('\n')
    throw error
  } finally {
    close()
  }
}

/** Begins anew as often as the user goes back. */
async function withReturns<T>(
  work: (respondent: Respondent) => Promise<T>,
  conversation: Conversation,
): Promise<T> {
  for (;;) {
    try {
      return await work(respondentOf(conversation))
    } catch (error) {
      if (!(error instanceof Back)) throw error
      conversation.answers.pop()
    }
  }
}

/** The user wants to see the question before. */
class Back extends Error {}

/** One line for each prompt; lines that come early wait for theirs. */
function openLines(streams: Streams): { ask: (prompt: string) => Promise<string>; close: () => void } {
  const terminal = createInterface(streams)
  const early: string[] = []
  let hasEnded = false
  let waiting: { take: (line: string) => void; end: (error: Error) => void } | undefined
  terminal.on('line', (line) => {
    if (waiting === undefined) early.push(line)
    else waiting.take(line)
    waiting = undefined
  })
  terminal.on('SIGINT', () => terminal.close())
  terminal.on('close', () => {
    hasEnded = true
    waiting?.end(new Interrupted())
  })
  const ask = async (prompt: string) => {
    if (!hasEnded) {
      terminal.setPrompt(prompt)
      terminal.prompt()
    }
    const line = early.shift()
    if (line !== undefined) return line
    if (hasEnded) throw new Interrupted()
    return new Promise<string>((take, end) => {
      waiting = { take, end }
    })
  }
  return { ask, close: () => terminal.close() }
}

interface Conversation {
  readonly ask: (prompt: string) => Promise<string>
  readonly say: (text: string) => void
  /** What was answered already, in order; grows. */
  readonly answers: string[]
}

function respondentOf({ ask: askLine, say: sayAlways, answers }: Conversation): Respondent {
  let turn = 0
  const say = (text: string) => {
    if (turn >= answers.length) sayAlways(text)
  }
  const ask = async <T>(question: string, preset: string, check: (answer: string) => T): Promise<T> => {
    const known = answers[turn]
    if (known !== undefined) {
      turn++
      return check(known)
    }
    for (;;) {
      const line = await askLine(`${question}${preset === '' ? '' : ` [${printable(preset)}]`}: `)
      const answer = line.trim() === '' ? preset : line.trim()
      if (answer === '<') throw new Back()
      try {
        const value = check(answer)
        answers.push(answer)
        turn++
        return value
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
        throw new SvcError('usage', `"${answer}" is not one of them`, { hint: `1 to ${options.length}` })
      })
    },
  }
}

/** Where questions can be asked and answered; they go to stderr, so that stdout is free for the manifest. */
export function terminalOf({ stdin, stderr }: Io): Streams | undefined {
  return stdin.isTTY === true && stderr.isTTY === true && isStream(stderr)
    ? { input: stdin, output: stderr }
    : undefined
}

function isStream(sink: Sink): sink is Sink & NodeJS.WritableStream {
  return 'on' in sink
}
