import type { LintResult } from './finding.ts'
import { keepFindings } from './keep-findings.ts'

/** What a change has to answer for: the findings in files that changed, and those in other files that were not there before it. */
export function ofChange(
  result: LintResult,
  before: LintResult,
  hasChanged: (file: string) => boolean,
): LintResult {
  const old = new Set(before.findings.map(({ fingerprint }) => fingerprint))
  return keepFindings(result, ({ location, template, fingerprint }) => {
    const file = location?.file ?? template
    return (file !== undefined && hasChanged(file)) || !old.has(fingerprint)
  })
}
