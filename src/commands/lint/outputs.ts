import { withoutCredentials } from '../../text/credentials.ts'
import type { LintResult } from '../../lint/finding.ts'
import { suggestionsFor } from '../../lint/fix/suggestions.ts'
import type { formatsOf } from '../../report/formats.ts'
import { lintReporters } from '../../report/lint/index.ts'
import type { ReportOptions } from '../../report/options.ts'
import { inPlaces, type SplitOutputs, type WrittenOut } from '../shared/split-outputs.ts'
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

/** Each format as text, for the place that it is asked for at. */
export function writeOut(
  { formats, files }: LintOutputs,
  textOfFormat: (format: LintFormat) => string,
): WrittenOut {
  return inPlaces(
    formats.map((format) => withoutCredentials(textOfFormat(format))),
    files,
  )
}
