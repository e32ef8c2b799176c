import type { Location } from '../world/place.ts'
import type { Screen } from './options.ts'
import { printableLine } from '../text/printable.ts'
import { shownLine } from '../text/shown-line.ts'

/**
 * The line of a finding with a caret under what is meant, and the line above it for context.
 * Long lines are cut around the caret. Empty when the text does not hold the place.
 */
export function codeFrame(text: string, location: Location, options: Screen): string[] {
  const lines = linesOf(text)
  const line = lines[location.line - 1]
  if (line === undefined || isTooLong(line)) return []
  const gutter = String(location.line).length
  const { palette, width } = options
  const end = location.endLine === location.line ? location.endColumn : line.length + 1
  const shown = cut(
    printableLine(shownLine(lines, location.line - 1, { column: location.column, endColumn: end }) ?? ''),
    location.column - 1,
    Math.max(20, width - gutter - 7),
  )
  const length = Math.max(1, Math.min(end - location.column, shown.text.length - shown.column))
  return [
    ...contextOf(lines, location.line - 2).map((content) =>
      palette.dim(
        `${String(location.line - 1).padStart(gutter)} | ${cut(printableLine(content), 0, Math.max(20, width - gutter - 7)).text}`,
      ),
    ),
    `${palette.dim(`${location.line} |`)} ${shown.text}`,
    `${palette.dim(`${' '.repeat(gutter)} |`)} ${' '.repeat(shown.column)}${palette.error('^'.repeat(length))}`,
  ]
}

/** The line above a finding, where there is something to see. */
function contextOf(lines: readonly string[], index: number): string[] {
  const line = lines[index]
  if (line === undefined || isTooLong(line) || line.trim() === '' || line.startsWith('---')) return []
  const shown = shownLine(lines, index)
  return shown === undefined ? [] : [shown]
}

// a document on one line: what surrounds the place has nothing to do with it
const longestLine = 1000
// no line that a person wrote: what may be secret in it would be looked for in all of it
const longestOfAny = 20_000

function isTooLong(line: string): boolean {
  return line.length > longestOfAny || (line.length > longestLine && /^\s*[{[]/.test(line))
}

/** A window of a long line that holds the column. */
function cut(line: string, column: number, width: number): { text: string; column: number } {
  if (line.length <= width) return { text: line, column: Math.min(column, line.length) }
  // the marks of both ends need a column each
  const inner = width - 2
  const start = Math.max(0, Math.min(column - Math.floor(inner / 3), line.length - inner))
  const text = line.slice(start, start + inner)
  return {
    text: `${start > 0 ? '…' : ''}${text}${start + inner < line.length ? '…' : ''}`,
    column: column - start + (start > 0 ? 1 : 0),
  }
}

// a report shows one finding of a file after the other: the file is cut into lines once
let last = { text: '', lines: [''] }

function linesOf(text: string): readonly string[] {
  if (last.text !== text) last = { text, lines: text.split('\n') }
  return last.lines
}
