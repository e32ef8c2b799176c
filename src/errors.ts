/** What went wrong, as the machine interface names it; each has one exit code. */
export type ErrorCode = 'usage' | 'config' | 'input-unreadable' | 'cluster-unreachable' | 'undecided'

/** The exit codes of the command line: see README.md, "Exit codes". */
export const exitCodes = {
  fine: 0,
  broken: 1,
  usage: 2,
  undecided: 3,
  unreadable: 4,
  internal: 5,
  interrupted: 130,
} as const

const exitCodeOf: Readonly<Record<ErrorCode, number>> = {
  usage: exitCodes.usage,
  config: exitCodes.usage,
  undecided: exitCodes.undecided,
  'input-unreadable': exitCodes.unreadable,
  'cluster-unreachable': exitCodes.unreadable,
}

export interface ErrorDetails {
  /** What would be right, or what to do next. */
  readonly hint?: string
  readonly file?: string
  readonly line?: number
  readonly column?: number
}

/** An error that the command line knows how to print: one sentence, what would be right, and where. Anything else is a bug. */
export class SvcError extends Error {
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message)
    this.name = 'SvcError'
    this.code = code
    this.details = details
  }

  get exitCode(): number {
    return exitCodeOf[this.code]
  }
}

/** The user left while being asked: nothing was done. */
export class Interrupted extends Error {}
