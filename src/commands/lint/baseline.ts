import { baselineOf } from '../../lint/baseline.ts'
import type { LintResult } from '../../lint/finding.ts'
import { writeFileAtomically } from '../../sources/files/write-file.ts'
import { count } from '../../text/wording.ts'
import type { Output } from '../shared/command.ts'

/** Writes the findings of a run as a baseline and says so. Out: what goes to stdout, for `-` all of it. Throws SvcError `input-unreadable`. */
export function saveBaseline(file: string, result: LintResult, output: Output): string {
  const baseline = baselineOf(result)
  const text = `${JSON.stringify(baseline, null, 2)}\n`
  if (file === '-') return text
  writeFileAtomically(file, text)
  output.say(
    `wrote ${count(baseline.findings.length, 'finding')} to ${file}; svc lint --baseline ${file} leaves them out\n`,
  )
  return ''
}
