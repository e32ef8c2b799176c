import type { Finding, LintResult } from '../../lint/finding.ts'
import { notReadLines } from '../not-read.ts'

/** Where a finding is, for formats that want a file: the label of a cluster object takes its place. Paths have forward slashes. */
export function placeOf({ location, label }: Finding): {
  readonly file: string
  readonly line?: number
  readonly column?: number
  readonly endLine?: number
  readonly endColumn?: number
} {
  if (location === undefined) return { file: label }
  const { file, ...region } = location
  return { file: file.replaceAll('\\', '/').replace(/^\.\//, ''), ...region }
}

/** What could not be read, a sentence each. */
export function unreadTexts({ unread, notRead }: LintResult): string[] {
  const documents = unread.map(({ because, location, file, label }) => {
    const where = location === undefined ? (file ?? label ?? 'an input') : `${location.file}:${location.line}`
    return `${where} ${because}`
  })
  return [...documents, ...notReadLines(notRead)]
}
