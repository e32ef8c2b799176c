import type { Finding, LintResult } from '../../lint/finding.ts'
import type { Unread } from '../../world/coverage.ts'
import { notReadLines } from '../not-read.ts'

/** Where a finding is, for formats that want a file: the label of a cluster object takes its place, and of what was rendered its template, perhaps without a line. Paths have forward slashes. */
export function placeOf({ location, template, label }: Finding): {
  readonly file: string
  readonly line?: number
  readonly column?: number
  readonly endLine?: number
  readonly endColumn?: number
} {
  if (location === undefined) return { file: template === undefined ? label : withSlashes(template) }
  const { file, ...region } = location
  return { file: withSlashes(file), ...region }
}

function withSlashes(file: string): string {
  return file.replaceAll('\\', '/').replace(/^\.\//, '')
}

/** The file of what could not be read, for formats that want one; the label of a cluster object takes its place. */
export function unreadFile({ location, file, label = 'an input' }: Unread): string {
  return location?.file ?? file ?? label
}

/** What could not be read, a sentence each. */
export function unreadTexts({ unread, notRead }: LintResult): string[] {
  const documents = unread.map((item) => {
    const line = item.location === undefined ? '' : `:${item.location.line}`
    return `${unreadFile(item)}${line} ${item.because}`
  })
  return [...documents, ...notReadLines(notRead)]
}

/** A finding in one text, for formats that have no field for help: what is wrong, what would be right, what is taken for granted. */
export function wholeText({ message, hint, assumptions = [] }: Finding, separator = '; '): string {
  const help = hint === undefined ? [] : [hint]
  return [message, ...help, ...assumptions.map((text) => `assumes: ${text}`)].join(separator)
}
