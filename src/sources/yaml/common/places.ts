import { readBlock } from './block.ts'
import { Cursor } from './cursor.ts'
import { readDocument } from './document.ts'
import { giveUp, isExotic } from './exotic.ts'
import { readFlow } from './flow.ts'
import type { Key, NodeSink } from './sink.ts'

/** Where a node is, and those that it holds. Offsets are those of the text. */
export interface PlaceNode {
  readonly start: number
  end: number
  readonly pairs?: Map<string, { readonly key: Key; readonly value: PlaceNode }>
  readonly items?: PlaceNode[]
}

/** The places of everything in a document that `readCommon` reads; undefined for any other. */
export function readPlaces(text: string): PlaceNode | undefined {
  return unlessExotic(() => readDocument(text, sinkTo(Infinity)))
}

/** The same of a List, without what is in its items. */
export function readOutline(text: string): PlaceNode | undefined {
  return unlessExotic(() => readDocument(text, sinkTo(2)))
}

/** The places in one item of such a List, by where it starts. */
export function readItem(text: string, start: number): PlaceNode | undefined {
  return unlessExotic(() => {
    const cursor = new Cursor(text, start)
    const opening = text[start]
    if (opening === '{' || opening === '[') return readFlow(cursor, sinkTo(Infinity))
    cursor.column = start - (text.lastIndexOf('\n', start - 1) + 1)
    return readBlock(cursor, sinkTo(Infinity), cursor.column - 1)
  })
}

/** Keeps what collections hold down to a level of nesting. */
function sinkTo(deepest: number): NodeSink<PlaceNode, PlaceNode> {
  let depth = 0
  const open = (start: number, content: Partial<PlaceNode>): PlaceNode =>
    depth++ < deepest ? { start, end: start, ...content } : { start, end: start }
  return {
    plain: (_text, start, end) => ({ start, end }),
    text: (_value, start, end) => ({ start, end }),
    empty: (at) => ({ start: at, end: at }),
    mapping: (start) => open(start, { pairs: new Map() }),
    list: (start) => open(start, { items: [] }),
    pair: ({ pairs }, key, value) => {
      if (pairs?.has(key.name) === true) giveUp()
      pairs?.set(key.name, { key, value })
    },
    item: ({ items }, value) => {
      items?.push(value)
    },
    close: (collection, end) => {
      depth--
      collection.end = end
      return collection
    },
  }
}

function unlessExotic<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (isExotic(error)) return undefined
    throw error
  }
}
