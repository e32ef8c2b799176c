import { withoutCredentials } from '../../text/credentials.ts'
import type { LintResult } from '../../lint/finding.ts'
import { suggestionsFor } from '../../lint/fix/suggestions.ts'
import type { formatsOf } from '../../report/formats.ts'
import { lintReporters } from '../../report/lint/index.ts'
import type { ReportOptions } from '../../report/options.ts'
import { writeFileAtomically } from '../../sources/files/write-file.ts'
import { fixSource } from './fix-source.ts'

type LintFormat = (typeof formatsOf.lint)[number]

/** The arguments without the files of `-o FORMAT=FILE`, and those files in the order of the formats. */
export interface SplitOutputs {
  readonly argv: string[]
  readonly files: readonly (string | undefined)[]
}

/**
 * Several formats at once, each with a place: `-o text -o sarif=svc.sarif`. What is behind the format is taken out before the flags are
 * parsed, so that a format is checked as everywhere else.
 */
export function splitOutputs(argv: readonly string[]): SplitOutputs {
  const rest: string[] = []
  const files: (string | undefined)[] = []
  let isValue = false
  for (const [index, word] of argv.entries()) {
    if (word === '--') return { argv: [...rest, ...argv.slice(index)], files }
    const attached = isValue ? undefined : /^(--output=|-o=?)(.+)$/s.exec(word)
    const value = isValue ? word : attached?.[2]
    isValue = !isValue && (word === '-o' || word === '--output')
    if (value === undefined) {
      rest.push(word)
      continue
    }
    const [, format = value, file] = /^([a-z]+)=(.+)$/s.exec(value) ?? []
    files.push(file)
    rest.push(`${attached?.[1] ?? ''}${format}`)
  }
  return { argv: rest, files }
}

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
