import { printable } from '../text/printable.ts'
/** A line of two texts: in both, only in the first, or only in the second. */
export interface Line {
  readonly mark: ' ' | '-' | '+'
  readonly text: string
}

const context = 3

/**
 * What changes between two texts, as `diff -u` writes it and `git apply` takes it; empty when they are the same.
 */
export function unifiedDiff(names: { before: string; after: string }, before: string, after: string): string {
  if (before === after) return ''
  const lines = compare(exactLines(before), exactLines(after))
  return `--- ${shown(names.before)}\n+++ ${shown(names.after)}\n${hunksOf(lines).join('')}`
}

/** As quote.c of git: in octal, byte by byte, whatever is more than a letter, a digit or a part of a path. */
function quotedName(name: string): string {
  const bytes = [...Buffer.from(name)].map((byte) => {
    const character = String.fromCharCode(byte)
    return /[\w ./-]/.test(character) ? character : `\\${byte.toString(8).padStart(3, '0')}`
  })
  return `"${bytes.join('')}"`
}

/** Two texts line by line, with few lines taken away and added. */
export function compareTexts(before: string, after: string): Line[] {
  return compare(linesOf(before), linesOf(after))
}

/** A name with a space ends in a tab, as GNU diff and git write it; one that would control a terminal or a CI is quoted as git does. */
function shown(name: string): string {
  if (printable(name) !== name) return quotedName(name)
  return name.includes(' ') ? `${name}\t` : name
}

const openEnd = '\n\\ No newline at end of file'

/** Lines with their carriage returns; a last line without its newline says so, as patches do. */
function exactLines(text: string): string[] {
  const lines = text.split('\n')
  const last = lines.pop() ?? ''
  return last === '' ? lines : [...lines, last + openEnd]
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** The common start and end are cut off first; the rest, which is small, is compared line by line. */
function compare(a: readonly string[], b: readonly string[]): Line[] {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end])
    end++
  const same = (text: string): Line => ({ mark: ' ', text })
  return [
    ...a.slice(0, start).map(same),
    ...longestCommon(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...a.slice(a.length - end).map(same),
  ]
}

function longestCommon(a: readonly string[], b: readonly string[]): Line[] {
  const common = commonLengths(a, b)
  const lines: Line[] = []
  let [row, column] = [0, 0]
  while (row < a.length && column < b.length) {
    const [left = '', right = ''] = [a[row], b[column]]
    if (left === right) {
      lines.push({ mark: ' ', text: left })
      row++
      column++
    } else if (common(row + 1, column) >= common(row, column + 1)) {
      lines.push({ mark: '-', text: left })
      row++
    } else {
      lines.push({ mark: '+', text: right })
      column++
    }
  }
  const removed = a.slice(row).map((text): Line => ({ mark: '-', text }))
  return [...lines, ...removed, ...b.slice(column).map((text): Line => ({ mark: '+', text }))]
}

/** How many lines the rests of both texts have in common, from a row and a column on. */
function commonLengths(a: readonly string[], b: readonly string[]): (row: number, column: number) => number {
  const width = b.length + 1
  const table = new Uint32Array((a.length + 1) * width)
  const at = (row: number, column: number) => table[row * width + column] ?? 0
  for (let row = a.length - 1; row >= 0; row--)
    for (let column = b.length - 1; column >= 0; column--)
      table[row * width + column] =
        a[row] === b[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1))
  return at
}

function hunksOf(lines: readonly Line[]): string[] {
  const changed = lines.flatMap(({ mark }, index) => (mark === ' ' ? [] : [index]))
  const hunks: [number, number][] = []
  for (const index of changed) {
    const last = hunks.at(-1)
    if (last !== undefined && index - context <= last[1]) last[1] = index + context + 1
    else hunks.push([Math.max(0, index - context), index + context + 1])
  }
  return hunks.map(([from, to]) => {
    const part = lines.slice(from, to)
    const above = lines.slice(0, from)
    const head = `@@ -${range(above, part, '-')} +${range(above, part, '+')} @@`
    return `${head}\n${part.map(({ mark, text }) => `${mark}${text}\n`).join('')}`
  })
}

function range(above: readonly Line[], part: readonly Line[], side: '-' | '+'): string {
  const isOn = ({ mark }: Line) => mark === ' ' || mark === side
  const [start, length] = [above.filter(isOn).length, part.filter(isOn).length]
  return `${length === 0 ? start : start + 1},${length}`
}
