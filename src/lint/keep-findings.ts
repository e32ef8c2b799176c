import type { Severity } from '../rules/rule.ts'
import type { Finding, LintResult } from './finding.ts'

/** The result with some of its findings; the summary counts what is left. */
export function keepFindings(result: LintResult, isKept: (finding: Finding) => boolean): LintResult {
  const findings = result.findings.filter(isKept)
  if (findings.length === result.findings.length) return result
  return { ...result, findings, summary: { ...result.summary, ...countsOf(findings) } }
}

/** How many findings are certain, by severity, and how many are not decided. */
export function countsOf(findings: readonly Pick<Finding, 'severity' | 'verdict'>[]) {
  const broken = findings.filter(({ verdict }) => verdict === 'broken')
  const of = (severity: Severity) => broken.filter((finding) => finding.severity === severity).length
  return {
    errors: of('error'),
    warnings: of('warning'),
    notes: of('note'),
    unknown: findings.length - broken.length,
  }
}
