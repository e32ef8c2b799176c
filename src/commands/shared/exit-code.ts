import { exitCodes } from '../../errors.ts'
import type { LintResult } from '../../lint/finding.ts'
import type { Severity } from '../../rules/rule.ts'

const rank: Readonly<Record<Severity, number>> = { note: 0, warning: 1, error: 2 }

/**
 * The exit code of a lint run: findings at or above the threshold come first, then inputs that could not be read, then
 * what RBAC or a lost document kept from being decided. That files are partial is no failure.
 */
export function lintExitCode(
  { findings, unread }: LintResult,
  failOn: Severity,
  checkedAnything: boolean,
): number {
  if (findings.some(({ verdict, severity }) => verdict === 'broken' && rank[severity] >= rank[failOn]))
    return exitCodes.broken
  if (unread.length > 0) return exitCodes.unreadable
  if (!checkedAnything || findings.some(({ doubt }) => doubt?.state === 'forbidden'))
    return exitCodes.undecided
  return exitCodes.fine
}
