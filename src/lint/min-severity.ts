import type { Severity } from '../rules/rule.ts'
import type { LintResult } from './finding.ts'

const rank: Readonly<Record<Severity, number>> = { note: 0, warning: 1, error: 2 }

/** Is a severity at least as grave as another? */
export function isAtLeast(severity: Severity, least: Severity): boolean {
  return rank[severity] >= rank[least]
}

/** The result without findings below a severity, whether certain or not; the summary counts what is left, and what is not. */
export function withMinSeverity(result: LintResult, least: Severity): LintResult {
  const findings = result.findings.filter(({ severity }) => isAtLeast(severity, least))
  const hidden = result.findings.length - findings.length
  if (hidden === 0) return result
  const broken = findings.filter(({ verdict }) => verdict === 'broken')
  const of = (severity: Severity) => broken.filter((finding) => finding.severity === severity).length
  const counts = { errors: of('error'), warnings: of('warning'), notes: of('note') }
  const unknown = findings.length - broken.length
  return { ...result, findings, summary: { ...result.summary, ...counts, unknown, hidden } }
}
