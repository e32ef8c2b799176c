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

/** The formats that are asked for, each with its file, or for stdout. */
export interface LintOutputs {
  readonly formats: readonly LintFormat[]
  readonly files: SplitOutputs['files']
}

export type PrintOptions = Omit<ReportOptions, 'suggestionsFor'>

/** A result as each format has it. */
export function textsOf(result: LintResult, options: PrintOptions): (format: LintFormat) => string {
  const source = fixSource(options.textOf)
  const all = {
    ...options,
    suggestionsFor: (finding: LintResult['findings'][number]) => suggestionsFor(finding, source),
  }
  return (format) => lintReporters[format](result, all)
}

/** Writes each format to its file; out: what goes to stdout. Throws SvcError `input-unreadable`. */
export function writeOutputs(
  { formats, files }: LintOutputs,
  textOfFormat: (format: LintFormat) => string,
): string {
  const written = formats.map((format, index) => ({
    text: withoutCredentials(textOfFormat(format)),
    file: files[index],
  }))
  for (const { text, file } of written) if (file !== undefined) writeFileAtomically(file, text)
  return written.flatMap(({ text, file }) => (file === undefined ? text : [])).join('')
}
