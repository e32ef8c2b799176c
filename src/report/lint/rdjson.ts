import type { Finding, LintResult } from '../../lint/finding.ts'
import type { Suggestion } from '../../lint/fix/suggestions.ts'
import { jsonText } from '../../text/json.ts'
import { homeUri, rulePageUri } from '../help/page-uris.ts'
import type { ReportOptions } from '../options.ts'
import { placeOf, unreadFile, wholeText } from './place.ts'

const severities = { error: 'ERROR', warning: 'WARNING', note: 'INFO' } as const

/**
 * Reviewdog's diagnostic format, with what `--fix` would do as suggestions:
 * https://github.com/reviewdog/reviewdog/tree/master/proto/rdf. Columns count UTF-8 bytes there.
 */
export function lintRdjson({ findings, unread }: LintResult, options: ReportOptions): string {
  const helpOf = new Map(options.rules.map((rule) => [rule.id, rulePageUri(rule, options)]))
  const diagnostics = findings
    .filter(({ verdict }) => verdict === 'broken')
    .map((finding) => diagnosticOf(finding, { url: helpOf.get(finding.rule), options }))
  const lost = unread.map((item) => ({
    message: `not read: ${item.because}`,
    location: {
      path: unreadFile(item),
      ...(item.location === undefined ? {} : { range: { start: { line: item.location.line } } }),
    },
    severity: 'ERROR',
  }))
  return jsonText({
    source: { name: 'svc', url: homeUri(options) },
    diagnostics: [...diagnostics, ...lost],
  })
}

function diagnosticOf(
  finding: Finding,
  { url, options }: { readonly url: string | undefined; readonly options: ReportOptions },
) {
  const { rule, severity } = finding
  const { file, ...region } = placeOf(finding)
  const bytes = bytesIn(options.textOf(file))
  const suggestions = options.suggestionsFor(finding).filter((each) => each.file === finding.location?.file)
  return {
    message: wholeText(finding),
    location: {
      path: file,
      ...(region.line === undefined ? {} : { range: rangeOf({ ...region, line: region.line }, bytes) }),
    },
    severity: severities[severity],
    code: { value: rule, ...(url === undefined ? {} : { url }) },
    ...(suggestions.length === 0
      ? {}
      : { suggestions: suggestions.map((each) => ({ range: rangeOf(each, bytes), text: each.text })) }),
  }
}

type Columns = (line: number, column: number) => number

function rangeOf(
  { line, column = 1, endLine = line, endColumn = column }: Partial<Suggestion> & { readonly line: number },
  bytes: Columns,
) {
  return {
    start: { line, column: bytes(line, column) },
    end: { line: endLine, column: bytes(endLine, endColumn) },
  }
}

/** Columns of UTF-16 code units as columns of UTF-8 bytes. */
function bytesIn(text: string | undefined): Columns {
  const lines = text?.split('\n')
  return (line, column) => utf8Length(lines?.[line - 1]?.slice(0, column - 1) ?? 'x'.repeat(column - 1)) + 1
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length
}
