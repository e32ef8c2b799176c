import { withoutCredentials } from '../../text/credentials.ts'
import type { LintResult } from '../../lint/finding.ts'
import { suggestionsFor } from '../../lint/fix/suggestions.ts'
import type { formatsOf } from '../../report/formats.ts'
import { lintReporters } from '../../report/lint/index.ts'
import type { ReportOptions } from '../../report/options.ts'
import { writeFileAtomically } from '../../sources/files/write-file.ts'
import type { SplitOutputs } from '../shared/split-outputs.ts'
import { fixSource } from './fix-source.ts'

type LintFormat = (typeof formatsOf.lint)[number]

/** Writes a result in each format to its file; out: what goes to stdout. Throws SvcError `input-unreadable`. */
export function writeOutputs(
  result: LintResult,
  outputs: { readonly formats: readonly LintFormat[]; readonly files: SplitOutputs['files'] },
  options: Omit<ReportOptions, 'suggestionsFor'>,
): string {
  const source = fixSource(options.textOf)
  const all = {
    ...options,
    suggestionsFor: (finding: LintResult['findings'][number]) => suggestionsFor(finding, source),
  }
  const written = outputs.formats.map((format, index) => ({
    text: withoutCredentials(lintReporters[format](result, all)),
    file: outputs.files[index],
  }))
  for (const { text, file } of written) if (file !== undefined) writeFileAtomically(file, text)
  return written.flatMap(({ text, file }) => (file === undefined ? text : [])).join('')
}
