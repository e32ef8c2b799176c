import {
  brace,
  bracket,
  carriageReturn,
  colon,
  dash,
  doubleQuote,
  hash,
  isMarker,
  newline,
  singleQuote,
  space,
  tab,
  type Cursor,
} from './cursor.ts'
import { giveUp } from './exotic.ts'
import { beginsPlain, readPlain, readQuoted } from './scalars.ts'
import { interned } from './interned.ts'
import { plainValue } from './plain-value.ts'
import type { Key, NodeSink } from './sink.ts'

const closingBrace = 125
const closingBracket = 93
const comma = 44

/** Reads what is in brackets or quotes at the cursor, which it leaves behind them; undefined where there is something else. */
export function readEnclosed<Node, Collection>(
  cursor: Cursor,
  sink: NodeSink<Node, Collection>,
): Node | undefined {
  const { text, at: start } = cursor
  const code = text.charCodeAt(start)
  if (code === brace || code === bracket) return readFlow(cursor, sink)
  if (code !== doubleQuote && code !== singleQuote) return undefined
  return sink.text(readQuoted(cursor).value, start, cursor.end)
}

/** Reads `{…}` or `[…]` at the cursor, which it leaves behind the closing bracket. */
export function readFlow<Node, Collection>(cursor: Cursor, sink: NodeSink<Node, Collection>): Node {
  cursor.enter()
  const isMapping = cursor.text.charCodeAt(cursor.at) === brace
  const closing = isMapping ? closingBrace : closingBracket
  const collection = isMapping ? sink.mapping(cursor.at) : sink.list(cursor.at)
  cursor.at++
  let code = skipBlanks(cursor)
  while (code !== closing) {
    if (isMapping) readPair(cursor, sink, collection)
    else sink.item(collection, readNode(cursor, sink))
    code = skipBlanks(cursor)
    if (code === closing) break
    if (code !== comma) giveUp()
    cursor.at++
    code = skipBlanks(cursor)
    if (code === closing) giveUp()
  }
  cursor.at++
  cursor.end = cursor.at
  cursor.outer = cursor.at
  cursor.leave()
  return sink.close(collection, cursor.at)
}

function readPair<Node, Collection>(
  cursor: Cursor,
  sink: NodeSink<Node, Collection>,
  mapping: Collection,
): void {
  const key = readKey(cursor)
  const isQuoted = cursor.text.charCodeAt(cursor.at - 1) === doubleQuote
  if (cursor.skipSpaces() !== colon) giveUp()
  cursor.at++
  if (!isQuoted && !cursor.isBlank(cursor.at)) giveUp()
  skipBlanks(cursor)
  sink.pair(mapping, key, readNode(cursor, sink))
}

function readKey(cursor: Cursor): Key {
  const { text, at: start } = cursor
  const code = text.charCodeAt(start)
  if (code === doubleQuote || code === singleQuote) {
    const { value, isLong } = readQuoted(cursor)
    return isLong ? giveUp() : { name: keyName(value), start, end: cursor.at }
  }
  if (!beginsFlowPlain(cursor)) giveUp()
  const end = readPlain(cursor, true)
  return { name: plainKey(interned(text, start, end)), start, end }
}

function readNode<Node, Collection>(cursor: Cursor, sink: NodeSink<Node, Collection>): Node {
  const { text, at: start } = cursor
  const enclosed = readEnclosed(cursor, sink)
  if (enclosed !== undefined) return enclosed
  if (!beginsFlowPlain(cursor)) giveUp()
  const end = readPlain(cursor, true)
  return sink.plain(interned(text, start, end), start, end)
}

function beginsFlowPlain(cursor: Cursor): boolean {
  const { text, at } = cursor
  const isDash = text.charCodeAt(at) === dash
  return (
    beginsPlain(cursor, at) &&
    (!isDash || !(cursor.isBlank(at + 1) || isFlowIndicator(text.charCodeAt(at + 1))))
  )
}

function isFlowIndicator(code: number): boolean {
  return (
    code === comma || code === brace || code === bracket || code === closingBrace || code === closingBracket
  )
}

/** Over blanks, line ends and comments to what comes next. */
function skipBlanks(cursor: Cursor): number {
  const { text } = cursor
  for (;;) {
    const code = text.charCodeAt(cursor.at)
    if (code === newline) {
      if (isMarker(text, cursor.at + 1)) giveUp()
    } else if (code === hash) {
      if (text.charCodeAt(cursor.at - 1) !== space) giveUp()
      cursor.at = text.indexOf('\n', cursor.at)
      if (cursor.at === -1) giveUp()
      continue
    } else if (code !== space && code !== tab && code !== carriageReturn) return code
    cursor.at++
  }
}

const longestKey = 1000

/** A key without quotes: gives up on those that mean something else than a text. */
export function plainKey(text: string): string {
  return typeof plainValue(text) === 'string' ? keyName(text) : giveUp()
}

/** A key that is a text whatever it looks like; gives up on the others, and on those that JavaScript or a merge would take. */
export function keyName(text: string): string {
  if (text.length > longestKey || text === '<<' || text === '__proto__') giveUp()
  return text
}
