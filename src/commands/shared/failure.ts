import { exitCodes, SvcError } from '../../errors.ts'
import { jsonLine } from '../../text/json.ts'
import { errorStyleOf, type ErrorStyle } from '../../report/formats.ts'
import { githubCommand } from '../../report/lint/github.ts'
import { printable } from '../../text/printable.ts'
import { usageError, type CommandFacts } from './usage-error.ts'

/** A failure as it is printed: on stderr, in one piece. */
export interface Failure {
  readonly exitCode: number
  readonly text: string
}

export interface FailureContext {
  /** The arguments, which say in which format errors are expected. */
  readonly argv: readonly string[]
  /** The command that ran; absent where none was found. */
  readonly command?: CommandFacts
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
  const text = writers[errorStyleOf(wantedFormat(context.argv))](described)
  const stack = context.debug && error instanceof Error ? `${error.stack ?? ''}\n` : ''
  return { exitCode, text: text + stack }
}

const writers: Readonly<Record<ErrorStyle, (error: Omit<Described, 'exitCode'>) => string>> = {
  text: ({ message, hint, file, line, column }) =>
    `svc: ${line === undefined || message.includes(file ?? '') ? '' : `${printable(`${file}:${line}:${column}`)}: `}${printable(message)}\n${hint === undefined ? '' : `  ${printable(hint)}\n`}`,
  json: (error) => jsonLine({ version: 1, error }),
  github: ({ code, message, hint, file, line, column }) =>
    `${githubCommand(
      'error',
      { title: `svc: ${code}`, file, line, col: column },
      hint === undefined ? message : `${message}; ${hint}`,
    )}\n`,
}

/** What `-o`, `-oX`, `-o=X`, `--output X` or `--output=X` says. */
function wantedFormat(argv: readonly string[]): string | undefined {
  const values = argv.flatMap((word, index) => {
    const value =
      /^(?:--output=|-o=?)(.+)$/.exec(word)?.[1] ??
      (word === '-o' || word === '--output' ? argv[index + 1] : undefined)
    return value ?? []
  })
  return values.at(-1)
}

function describe(error: unknown, { command }: FailureContext): Described {
  if (error instanceof SvcError) {
    return { exitCode: error.exitCode, code: error.code, message: error.message, ...error.details }
  }
  const usage = command === undefined ? undefined : usageError(error, command)
  if (usage !== undefined) return { exitCode: exitCodes.usage, code: 'usage', ...usage }
  return {
    exitCode: exitCodes.internal,
    code: 'internal',
    message: `internal error: ${error instanceof Error ? error.message : String(error)}`,
    hint: 'this is a bug in svc: please report it with the command, and what SVC_DEBUG=1 prints',
  }
}
