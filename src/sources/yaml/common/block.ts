import { readBlockScalar } from './block-scalar.ts'
import { angle, bar, colon, dash, doubleQuote, hash, singleQuote, type Cursor } from './cursor.ts'
import { giveUp } from './exotic.ts'
import { keyName, plainKey, readEnclosed } from './flow.ts'
import { interned } from './interned.ts'
import { beginsPlain, readFurtherLines, readPlain, readQuoted } from './scalars.ts'
import type { Key, NodeSink } from './sink.ts'

/**
 * Reads what is at the cursor, of which `column` is the column, below something of the column `parent`. Leaves the
 * cursor at the content of the line behind it.
 */
export function readBlock<Node, Collection>(
  cursor: Cursor,
  sink: NodeSink<Node, Collection>,
  parent: number,
): Node {
  const { text, at: start, column } = cursor
  if (text.charCodeAt(start) === dash && cursor.isBlank(start + 1)) return readList(cursor, sink, column)
  const key = readKeyIfAny(cursor)
  if (key !== undefined) return readMapping(cursor, sink, { column, first: key })
  cursor.at = start
  const node = readInline(cursor, sink, parent)
  cursor.skipToContent()
  return node
}

/** The key of a pair, with the cursor behind its colon; undefined where there is something else. */
export function readKeyIfAny(cursor: Cursor): Key | undefined {
  const { text, at: start } = cursor
  const code = text.charCodeAt(start)
  if (code === doubleQuote || code === singleQuote) {
    const { value, isLong } = readQuoted(cursor)
    const end = cursor.at
    if (cursor.skipSpaces() !== colon) return undefined
    cursor.at++
    return isLong || !cursor.isBlank(cursor.at) ? giveUp() : { name: keyName(value), start, end }
  }
  if (!beginsPlain(cursor, start)) return undefined
  const end = readPlain(cursor, false)
  if (text.charCodeAt(cursor.at) !== colon) return undefined
  cursor.at++
  return { name: plainKey(interned(text, start, end)), start, end }
}

function readMapping<Node, Collection>(
  cursor: Cursor,
  sink: NodeSink<Node, Collection>,
  { column, first }: { readonly column: number; readonly first: Key },
): Node {
  cursor.enter()
  const mapping = sink.mapping(first.start)
  let key = first
  for (;;) {
    sink.pair(mapping, key, readValue(cursor, sink, column))
    if (cursor.column !== column) break
    if (cursor.text.charCodeAt(cursor.at) === dash && cursor.isBlank(cursor.at + 1)) giveUp()
    key = readKeyIfAny(cursor) ?? giveUp()
  }
  return close(cursor, sink, { collection: mapping, column })
}

/** What follows the colon of a key. Leaves the cursor at the content of the line behind it. */
function readValue<Node, Collection>(cursor: Cursor, sink: NodeSink<Node, Collection>, column: number): Node {
  const colonEnd = cursor.at
  const code = cursor.skipSpaces()
  if (!cursor.isLineEnd(cursor.at) && (code !== hash || cursor.at === colonEnd)) {
    if (code === dash && cursor.isBlank(cursor.at + 1)) giveUp()
    cursor.commentColumn = Infinity
    const node = readInline(cursor, sink, column)
    cursor.skipToContent()
    return node
  }
  const empty = cursor.at
  cursor.nextLine()
  cursor.outer = empty
  cursor.skipToContent()
  const isList = cursor.text.charCodeAt(cursor.at) === dash && cursor.isBlank(cursor.at + 1)
  if (cursor.column > column || (isList && cursor.column === column)) return readBlock(cursor, sink, column)
  return sink.empty(empty)
}

function readList<Node, Collection>(cursor: Cursor, sink: NodeSink<Node, Collection>, column: number): Node {
  cursor.enter()
  const list = sink.list(cursor.at)
  const { text } = cursor
  do {
    const dashAt = cursor.at
    cursor.at++
    const code = cursor.skipSpaces()
    if (cursor.isLineEnd(cursor.at) || code === hash) {
      const empty = cursor.at
      cursor.nextLine()
      cursor.outer = empty
      cursor.skipToContent()
      sink.item(list, cursor.column > column ? readBlock(cursor, sink, column) : sink.empty(empty))
    } else {
      cursor.column = column + cursor.at - dashAt
      cursor.commentColumn = Infinity
      sink.item(list, readBlock(cursor, sink, column))
    }
  } while (cursor.column === column && text.charCodeAt(cursor.at) === dash && cursor.isBlank(cursor.at + 1))
  return close(cursor, sink, { collection: list, column })
}

/** Ends a collection where something of a lesser column begins. Comments below that are indented like it belong to it. */
function close<Node, Collection>(
  cursor: Cursor,
  sink: NodeSink<Node, Collection>,
  { collection, column }: { readonly collection: Collection; readonly column: number },
): Node {
  if (cursor.column > column) giveUp()
  cursor.leave()
  const end = cursor.outer
  if (column > 0 && cursor.commentColumn >= column && cursor.commentColumn !== Infinity) {
    cursor.outer = cursor.text.lastIndexOf('\n', cursor.at - 1) + 1
    cursor.commentColumn = Infinity
  }
  return sink.close(collection, end)
}

/** A scalar, or something in brackets, and the rest of its line. */
function readInline<Node, Collection>(
  cursor: Cursor,
  sink: NodeSink<Node, Collection>,
  parent: number,
): Node {
  const { text, at: start } = cursor
  const code = text.charCodeAt(start)
  if (code === bar || code === angle) {
    const value = readBlockScalar(cursor, parent)
    return sink.text(value, start, cursor.end)
  }
  const node = readEnclosed(cursor, sink) ?? readPlainLines(cursor, sink, parent)
  cursor.finishLine()
  return node
}

function readPlainLines<Node, Collection>(
  cursor: Cursor,
  sink: NodeSink<Node, Collection>,
  parent: number,
): Node {
  const { text, at: start } = cursor
  // the full reader takes such a comment between a key and its text amiss
  if (parent < 0 || cursor.commentColumn <= parent || !beginsPlain(cursor, start)) giveUp()
  cursor.end = readPlain(cursor, false)
  if (text.charCodeAt(cursor.at) === colon) giveUp()
  const first = interned(text, start, cursor.end)
  const whole = readFurtherLines(cursor, first, parent)
  return whole === undefined ? sink.plain(first, start, cursor.end) : sink.text(whole, start, cursor.end)
}
