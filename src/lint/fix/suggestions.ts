import { hasCredentials } from '../../text/credentials.ts'
import { placeFix, type FixSource, type Fixable } from './plan.ts'

/** A piece of a file and what a fix writes there. Lines and columns are 1-based, in UTF-16 code units, ends exclusive. */
export interface Suggestion {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  readonly text: string
}

/** What `--fix` would write for one finding; nothing where it has no fix, or one that cannot be made. */
export function suggestionsFor({ fix }: Fixable, source: FixSource): Suggestion[] {
  const placed = (fix && placeFix(fix, source)) ?? []
  // what is written there would be shown to everybody who reads the report
  if (placed.some(({ text }) => hasCredentials(text))) return []
  return placed.flatMap((each) => {
    const whole = source.textOf(each.file)
    if (whole === undefined) return []
    const start = positionAt(whole, each.start)
    const end = positionAt(whole, each.end)
    return [{ file: each.file, ...start, endLine: end.line, endColumn: end.column, text: each.text }]
  })
}

function positionAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}
