import { readKeyIfAny } from './block.ts'
import { angle, bar, brace, bracket, colon, dash, deepest, hash, isMarker, type Cursor } from './cursor.ts'
import { giveUp } from './exotic.ts'
import { readEnclosed } from './flow.ts'
import { interned } from './interned.ts'
import { beginsPlain, readPlain } from './scalars.ts'
import type { NodeSink } from './sink.ts'

/** What one line of a block says, whatever it is in: by its columns it finds its place. */
export class BlockLine {
  /** The columns of the dashes in front, each of which begins an item. */
  readonly dashes: readonly number[]
  /** Of the key, where there is one. */
  readonly column: number
  readonly key: string | undefined
  /**
   * Nothing, as what is below belongs there; a value; one in brackets, which no other line may share; the mark of a text in lines of its
   * own. Of a blank line and a comment nothing at all.
   */
  holds: 'nothing' | 'value' | 'collection' | 'lines' | 'blank' = 'nothing'
  value: unknown = undefined
  /** How far from the start of the line its value is. */
  valueAt = 0

  constructor(dashes: readonly number[], column: number, key: string | undefined) {
    this.dashes = dashes
    this.column = column
    this.key = key
  }
}

const noDashes: readonly number[] = []
const blank = new BlockLine(noDashes, 0, undefined)
blank.holds = 'blank'

/**
 * Reads the line at the cursor, which it leaves at the start of the next one; of a value in quotes or brackets that takes several
 * lines, behind all of them. Gives up on a line that goes on with the one above, and on what is not common.
 */
export function readLine<Node, Collection>(cursor: Cursor, sink: NodeSink<Node, Collection>): BlockLine {
  const { text, at: start } = cursor
  let code = cursor.skipSpaces()
  if (code === hash || cursor.isLineEnd(cursor.at)) {
    cursor.nextLine()
    return blank
  }
  if (cursor.at === start && isMarker(text, start)) giveUp()
  let dashes = noDashes
  while (code === dash && cursor.isBlank(cursor.at + 1)) {
    // each is a list in the one before it
    if (dashes.length === deepest) giveUp()
    dashes = [...dashes, cursor.at - start]
    cursor.at++
    code = cursor.skipSpaces()
    if (code === hash || cursor.isLineEnd(cursor.at))
      return opening(cursor, new BlockLine(dashes, 0, undefined))
  }
  return readContent(cursor, sink, { start, dashes })
}

/** What is behind the dashes of a line. */
function readContent<Node, Collection>(
  cursor: Cursor,
  sink: NodeSink<Node, Collection>,
  { start, dashes }: { readonly start: number; readonly dashes: readonly number[] },
): BlockLine {
  const { at } = cursor
  const key = readKeyIfAny(cursor)
  const line = new BlockLine(dashes, at - start, key?.name)
  if (key === undefined) {
    // it goes on with the line above
    if (dashes.length === 0) giveUp()
    cursor.at = at
  } else {
    const code = cursor.skipSpaces()
    if (code === hash || cursor.isLineEnd(cursor.at)) return opening(cursor, line)
    if (code === dash && cursor.isBlank(cursor.at + 1)) giveUp()
  }
  line.valueAt = cursor.at - start
  return withValue(cursor, sink, line)
}

function opening(cursor: Cursor, line: BlockLine): BlockLine {
  cursor.nextLine()
  return line
}

function withValue<Node, Collection>(
  cursor: Cursor,
  sink: NodeSink<Node, Collection>,
  line: BlockLine,
): BlockLine {
  const code = cursor.text.charCodeAt(cursor.at)
  if (code === bar || code === angle) {
    line.holds = 'lines'
    return line
  }
  line.holds = code === brace || code === bracket ? 'collection' : 'value'
  line.value = readEnclosed(cursor, sink) ?? readPlainWord(cursor, sink)
  cursor.finishLine()
  return line
}

function readPlainWord<Node, Collection>(cursor: Cursor, sink: NodeSink<Node, Collection>): Node {
  const { text, at } = cursor
  if (!beginsPlain(cursor, at)) giveUp()
  const end = readPlain(cursor, false)
  return text.charCodeAt(cursor.at) === colon ? giveUp() : sink.plain(interned(text, at, end), at, end)
}
