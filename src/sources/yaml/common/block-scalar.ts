import { space, tab, type Cursor } from './cursor.ts'
import { giveUp } from './exotic.ts'

/** The lines of a block, and how many empty ones follow the last. */
interface ScalarLines {
  readonly lines: string[]
  readonly trailing: number
}

/**
 * Reads `|` or `>` with the lines below that are indented deeper than what it belongs to. Leaves the cursor at the start of
 * the line behind them. Gives up on blocks that say their indentation, or have lines with more of it to fold.
 */
export function readBlockScalar(cursor: Cursor, parent: number): string {
  const { text } = cursor
  const isFolded = text[cursor.at] === '>'
  const chomping = /[+-]/.exec(text[cursor.at + 1] ?? '')?.[0]
  cursor.at += chomping === undefined ? 1 : 2
  cursor.finishLine()
  if (parent < 0) giveUp()
  const { lines, trailing } = readLines(cursor, parent, chomping === '+')
  if (chomping !== '-' && text[cursor.end - 1] !== '\n') giveUp()
  const value = isFolded ? fold(lines) : lines.join('\n')
  if (chomping === '-') return value
  return value + '\n'.repeat(chomping === '+' ? trailing + 1 : 1)
}

function readLines(cursor: Cursor, parent: number, isKept: boolean): ScalarLines {
  const { text } = cursor
  const lines: string[] = []
  let indent = -1
  let widest = 0
  let empty = 0
  let end = cursor.at
  while (cursor.at < text.length) {
    const start = cursor.at
    const column = columnOf(text, start)
    if (cursor.isLineEnd(start + column)) {
      // blanks beyond the indentation are text
      if (indent !== -1 && column > indent) giveUp()
      widest = Math.max(widest, column)
      empty++
    } else {
      if (column <= parent) break
      if (indent === -1) indent = widest > column ? giveUp() : column
      if (column < indent || text.charCodeAt(start + column) === tab) giveUp()
      for (; empty > 0; empty--) lines.push('')
    }
    cursor.nextLine()
    if (empty > 0) continue
    lines.push(lineOf(text, start + indent, cursor.at))
    end = cursor.at
  }
  if (indent === -1) giveUp()
  cursor.end = isKept ? cursor.at : end
  cursor.outer = cursor.end
  cursor.at = cursor.end
  return { lines, trailing: empty }
}

function columnOf(text: string, start: number): number {
  let at = start
  while (text.charCodeAt(at) === space) at++
  return at - start
}

function lineOf(text: string, start: number, next: number): string {
  let end = next
  if (text[end - 1] === '\n') end--
  if (text[end - 1] === '\r') end--
  return text.slice(start, end)
}

/** A line end is a blank, each empty line a line end. */
function fold(lines: readonly string[]): string {
  let value = ''
  let breaks = 0
  for (const line of lines) {
    if (line.startsWith(' ') || line.startsWith('\t')) giveUp()
    if (line === '') {
      breaks++
      continue
    }
    const isFirst = value === ''
    value += isFirst ? '\n'.repeat(breaks) : breaks === 0 ? ' ' : '\n'.repeat(breaks)
    value += line
    breaks = 0
  }
  return value
}
