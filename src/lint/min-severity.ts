import type { Severity } from '../rules/rule.ts'
import type { LintResult } from './finding.ts'
import { keepFindings } from './keep-findings.ts'

const rank: Readonly<Record<Severity, number>> = { note: 0, warning: 1, error: 2 }

/** Is a severity at least as grave as another? */
export function isAtLeast(severity: Severity, least: Severity): boolean {
  return rank[severity] >= rank[least]
}

/** The result without findings below a severity, whether certain or not; the summary counts what is left, and what is not. */
export function withMinSeverity(result: LintResult, least: Severity): LintResult {
  const kept = keepFindings(result, ({ severity }) => isAtLeast(severity, least))
  const hidden = result.findings.length - kept.findings.length
  return hidden === 0 ? result : { ...kept, summary: { ...kept.summary, hidden } }
}
