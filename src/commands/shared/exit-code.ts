import { exitCodes } from '../../errors.ts'
import type { LintResult } from '../../lint/finding.ts'
import { isAtLeast } from '../../lint/min-severity.ts'
import type { AnswerBasis } from './answer.ts'
import type { ServiceEndpoints } from '../../inspect/model.ts'
import type { Severity } from '../../rules/rule.ts'
import type { Verdict } from '../../trace/model.ts'
import { decides } from '../../world/coverage.ts'
import type { World } from '../../world/world.ts'

/**
 * The exit code of a lint run: findings at or above the threshold come first, then inputs that could not be read, then
 * lists that were asked for and could not be read, and ports that a probe could not look at, since findings may hide there. That files are
 * partial is no failure.
 */
export function lintExitCode(
  { findings, unread, notRead, probe }: LintResult,
  failOn: Severity,
  checkedAnything: boolean,
): number {
  if (findings.some(({ verdict, severity }) => verdict === 'broken' && isAtLeast(severity, failOn)))
    return exitCodes.broken
  if (unread.length > 0) return exitCodes.unreadable
  const leansOnIt = findings.some(({ doubt }) => doubt !== undefined && doubt.state !== 'partial')
  const isOpen = notRead.some(decides) || leansOnIt || (probe?.unknown ?? 0) > 0
  return checkedAnything && !isOpen ? exitCodes.fine : exitCodes.undecided
}

/**
 * The exit code of a command that shows what was read, and has found no fault to report. A list that could not be read
 * counts where the answer rests on it; any other is named, and changes nothing.
 */
export function readingExitCode(
  { unread, notRead }: Pick<World, 'unread' | 'notRead'>,
  { shows, isOpen }: AnswerBasis,
): number {
  if (unread.length > 0) return exitCodes.unreadable
  const isHidden = notRead.some(({ kind }) => kind === undefined || shows.includes(kind))
  return isHidden || (isOpen && notRead.some(decides)) ? exitCodes.undecided : exitCodes.fine
}

/**
 * The same where endpoints were looked at: one that does not serve is a fault; where none is, one that could not be looked at leaves it
 * undecided.
 */
export function probedExitCode(read: number, services: readonly Pick<ServiceEndpoints, 'seen'>[]): number {
  const seen = services.flatMap(({ seen: ports = [] }) => ports)
  if (seen.some(({ serves }) => serves === false)) return exitCodes.broken
  return read === exitCodes.fine && seen.some(({ serves }) => serves === undefined)
    ? exitCodes.undecided
    : read
}

const ofVerdict = {
  works: exitCodes.fine,
  degraded: exitCodes.broken,
  broken: exitCodes.broken,
  undecided: exitCodes.undecided,
}

/** The exit code of a trace; part of the endpoints is enough where the user says so. */
export function traceExitCode({ status }: Verdict, allowsDegraded: boolean): number {
  return status === 'degraded' && allowsDegraded ? exitCodes.fine : ofVerdict[status]
}
