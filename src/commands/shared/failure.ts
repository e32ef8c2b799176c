import { exitCodes, SvcError } from '../../errors.ts'
import { jsonLine } from '../../text/json.ts'
import { printable } from '../../text/printable.ts'
import { nearest } from '../../text/nearest.ts'

/** A failure as it is printed: on stderr, in one piece. */
export interface Failure {
  readonly exitCode: number
  readonly text: string
}

export interface FailureContext {
  /** A machine format was asked for. */
  readonly machine: boolean
  /** Names of flags, for "did you mean". */
  readonly known: readonly string[]
  /** Print the stack of a bug. */
  readonly debug: boolean
}

interface Described {
  readonly exitCode: number
  readonly code: string
  readonly message: string
  readonly hint?: string
  readonly file?: string
  readonly line?: number
  readonly column?: number
}

/** Turns whatever was thrown into what the user reads: a sentence and what would be right, or that it is a bug. */
export function describeFailure(error: unknown, context: FailureContext): Failure {
  const { exitCode, ...described } = describe(error, context)
  if (context.machine) return { exitCode, text: jsonLine({ version: 1, error: described }) }
  const hint = described.hint === undefined ? '' : `\n  ${printable(described.hint)}`
  const stack = context.debug && error instanceof Error ? `\n${error.stack ?? ''}` : ''
  return { exitCode, text: `svc: ${printable(described.message)}${hint}${stack}\n` }
}

function describe(error: unknown, context: FailureContext): Described {
  if (error instanceof SvcError) {
    return { exitCode: error.exitCode, code: error.code, message: error.message, ...error.details }
  }
  const usage = usageMessage(error, context)
  if (usage !== undefined) return { exitCode: exitCodes.usage, code: 'usage', ...usage }
  return {
    exitCode: exitCodes.internal,
    code: 'internal',
    message: `internal error: ${error instanceof Error ? error.message : String(error)}`,
    hint: 'this is a bug in svc: please report it with the command, and what SVC_DEBUG=1 prints',
  }
}

/** oclif's own complaints about flags and arguments, in one line, with the nearest right word. */
function usageMessage(
  error: unknown,
  { known }: FailureContext,
): { message: string; hint?: string } | undefined {
  if (!(error instanceof Error) || !('oclif' in error)) return undefined
  const [first = ''] = error.message.split('\n')
  const flag = /^Nonexistent flags?: (\S+?),?(?:\s|$)/.exec(first)?.[1]
  if (flag !== undefined)
    return {
      message: `there is no flag ${flag}`,
      hint: didYouMean(flag, known) ?? 'add --help to see the flags',
    }
  const rest = error.message
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('See more help'))
  return { message: rest.join(' ').replaceAll(/\s+/g, ' '), hint: 'add --help to see how it is called' }
}

/** `did you mean lint?`; undefined where nothing is near. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const [best] = nearest(word, known)
  return best === undefined ? undefined : `did you mean ${best}?`
}
