import { baselineOf } from '../../lint/baseline.ts'
import type { LintResult } from '../../lint/finding.ts'
import { writeFileAtomically } from '../../sources/files/write-file.ts'
import { count } from '../../text/wording.ts'

/** Writes the findings of a run as a baseline. Out: what was written, in words. Throws SvcError `input-unreadable`. */
export function saveBaseline(file: string, result: LintResult): string {
  const baseline = baselineOf(result)
  writeFileAtomically(file, `${JSON.stringify(baseline, null, 2)}\n`)
  return `wrote ${count(baseline.findings.length, 'finding')} to ${file}; svc lint --baseline ${file} leaves them out`
}
