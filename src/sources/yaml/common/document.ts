import { readBlock } from './block.ts'
import { Cursor } from './cursor.ts'
import { giveUp } from './exotic.ts'
import type { NodeSink } from './sink.ts'

/** The one document of a text, made into what a sink makes of it. Gives up on what is not common. */
export function readDocument<Node, Collection>(text: string, sink: NodeSink<Node, Collection>): Node {
  if (text.includes('\uFEFF') || (text.includes('\r') && /\r(?!\n)/.test(text))) giveUp()
  const cursor = new Cursor(text)
  if (text.startsWith('---')) {
    cursor.at = 3
    cursor.finishLine()
  }
  cursor.skipToContent()
  if (cursor.column === -1) giveUp()
  const node = readBlock(cursor, sink, -1)
  return cursor.column === -1 ? node : giveUp()
}
