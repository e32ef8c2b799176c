import { colon, hash, isMarker, space, tab, type Cursor } from './cursor.ts'
import { giveUp } from './exotic.ts'
import { interned } from './interned.ts'

// what begins something else than plain text; `-`, `?` and `:` may begin it, but only the first does in practice
const indicators = tableOf(',[]{}#&*!|>\'"%@`?:=')
const closers = tableOf(',[]{}')

function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(128)
  for (const character of characters) table[character.charCodeAt(0)] = 1
  return table
}

/** Can plain text begin here? */
export function beginsPlain(cursor: Cursor, at: number): boolean {
  const code = cursor.text.charCodeAt(at)
  return code < 128 ? indicators[code] !== 1 : true
}

// what may end a plain text, or give it up; all other characters are only passed over
const telling = tableOf(' \n\r\t:#,[]{}')

/**
 * Reads plain text to where its line, or it, ends: at a colon that ends a key, at a comment, in brackets at a comma or a
 * bracket. Leaves the cursor there, and says where the text itself ends.
 */
export function readPlain(cursor: Cursor, isInBrackets: boolean): number {
  const { text } = cursor
  let { at } = cursor
  let end = at
  for (; ; at++) {
    const code = text.charCodeAt(at)
    if (code >= 128 || telling[code] === 0) end = at + 1
    else if (endsPlain(cursor, at, isInBrackets)) break
    else if (code !== space) end = at + 1
  }
  cursor.at = at
  return end
}

function endsPlain(cursor: Cursor, at: number, isInBrackets: boolean): boolean {
  const { text } = cursor
  const code = text.charCodeAt(at)
  if (code === space) return false
  if (code === tab) giveUp()
  if (code === colon) {
    if (isInBrackets && closers[text.charCodeAt(at + 1)] === 1) giveUp()
    return cursor.isBlank(at + 1)
  }
  if (code === hash) return text.charCodeAt(at - 1) === space
  return closers[code] === 1 ? isInBrackets : true
}

/** The further lines of a plain text, indented deeper than what it belongs to; undefined when there are none. */
export function readFurtherLines(cursor: Cursor, first: string, parent: number): string | undefined {
  const { text } = cursor
  let value = first
  let isLonger = false
  while (cursor.isLineEnd(cursor.at)) {
    const lineEnd = cursor.at
    const breaks = passBreaks(cursor)
    const column = cursor.at - (text.lastIndexOf('\n', cursor.at - 1) + 1)
    const isOver = cursor.at >= text.length || column <= parent || text.charCodeAt(cursor.at) === hash
    if (isOver) {
      cursor.at = lineEnd
      break
    }
    if (text.charCodeAt(cursor.at) !== 45 && !beginsPlain(cursor, cursor.at)) giveUp()
    const start = cursor.at
    const end = readPlain(cursor, false)
    if (text.charCodeAt(cursor.at) === colon) giveUp()
    value += (breaks === 1 ? ' ' : '\n'.repeat(breaks - 1)) + text.slice(start, end)
    cursor.end = end
    isLonger = true
  }
  return isLonger ? value : undefined
}

/** Goes over the end of a line, blank lines and the indentation of the next; counts the line ends. */
function passBreaks(cursor: Cursor): number {
  let breaks = 0
  while (cursor.at < cursor.text.length && cursor.isLineEnd(cursor.at)) {
    cursor.nextLine()
    breaks++
    cursor.skipSpaces()
  }
  return breaks
}

/** Reads a text in quotes, and leaves the cursor behind them. Says whether it takes more than one line. */
export function readQuoted(cursor: Cursor): { readonly value: string; readonly isLong: boolean } {
  const { text, at } = cursor
  const quote = text[at] ?? ''
  const end = quote === '"' ? endOfDouble(text, at) : endOfSingle(text, at)
  if (end === -1) giveUp()
  cursor.at = end + 1
  cursor.end = end + 1
  const inner = interned(text, at + 1, end)
  const isLong = inner.includes('\n')
  if (inner.includes('\t')) giveUp()
  if (quote === "'") return { value: (isLong ? folded(inner) : inner).replaceAll("''", "'"), isLong }
  if (!inner.includes('\\')) return { value: isLong ? folded(inner) : inner, isLong }
  return isLong ? giveUp() : { value: unescaped(text.slice(at, end + 1)), isLong }
}

function endOfDouble(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end
}

function isEscaped(text: string, at: number): boolean {
  let first = at
  while (text[first - 1] === '\\') first--
  return (at - first) % 2 === 1
}

function endOfSingle(text: string, start: number): number {
  let end = text.indexOf("'", start + 1)
  while (end !== -1 && text[end + 1] === "'") end = text.indexOf("'", end + 2)
  return end
}

// what JSON has too and YAML understands alike
const strange =
  /\\(?!["\\/bfnrt]|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})/

function unescaped(quoted: string): string {
  // pairs of one character each, so that an escaped backslash does not hide what is behind it
  const escapes =
    quoted.match(/\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[0-9a-fA-F]{4}|u[0-9a-fA-F]{0,4}|[^])/g) ?? []
  if (escapes.some((escape) => strange.test(escape))) giveUp()
  try {
    return JSON.parse(quoted) as string
  } catch {
    return giveUp()
  }
}

/** The lines of a quoted text as one: a line end is a blank, an empty line a line end. */
function folded(inner: string): string {
  const lines = inner.split(/\r?\n/)
  if (lines.some((line, index) => index > 0 && isMarker(line, 0))) giveUp()
  let value = (lines[0] ?? '').replace(/ +$/, '')
  let breaks = 0
  for (const [index, line] of lines.entries()) {
    if (index === 0) continue
    const isLast = index === lines.length - 1
    const content = isLast ? line.replace(/^ +/, '') : line.replace(/^ +| +$/g, '')
    breaks++
    if (content === '' && !isLast) continue
    value += (breaks === 1 ? ' ' : '\n'.repeat(breaks - 1)) + content
    breaks = 0
  }
  return value
}
