import { readBlockScalar } from './block-scalar.ts'
import { Cursor } from './cursor.ts'
import { giveUp } from './exotic.ts'
import type { KnownLines } from './known-lines.ts'

type Mapping = Record<string, unknown>

/** A collection that goes on until a line begins left of it. */
interface Open {
  readonly column: number
  readonly around: Open | undefined
  readonly list: unknown[] | undefined
  readonly mapping: Mapping
  /** Of the mapping, the key whose value comes next. */
  key: string
}

const noMapping: Mapping = {}

/**
 * The values of a document of which each line is complete: a key, an item, a key with its value. Gives up on what is not common, and
 * on text that goes on in the next line, which the reader by characters takes.
 */
export function readByLines(text: string, lines: KnownLines<unknown, object>): unknown {
  if (text.includes('\r') || text.includes('\uFEFF')) giveUp()
  const cursor = new Cursor(text)
  if (text.startsWith('---')) {
    cursor.at = 3
    cursor.finishLine()
  }
  const open = new OpenCollections(cursor)
  while (cursor.at < text.length) {
    const start = cursor.at
    const line = lines.read(cursor)
    if (line.holds === 'blank') continue
    for (const column of line.dashes) open.beginItem(column)
    if (line.key !== undefined) open.beginPair(line.column, line.key)
    if (line.holds === 'value' || line.holds === 'collection') open.put(line.value)
    else if (line.holds === 'lines') {
      cursor.at = start + line.valueAt
      open.put(readBlockScalar(cursor, open.column))
    }
  }
  return open.end()
}

/** What is open while lines are read, the innermost first. */
class OpenCollections {
  readonly #cursor: Cursor
  readonly #root: Open = openAt(-1, undefined, false)
  #top = this.#root
  /** Is a value to come? */
  #isAwaiting = true

  constructor(cursor: Cursor) {
    this.#cursor = cursor
  }

  /** Of the innermost collection. */
  get column(): number {
    return this.#top.column
  }

  beginItem(column: number): void {
    this.#goTo(column, true)
    this.#isAwaiting = true
  }

  beginPair(column: number, key: string): void {
    this.#goTo(column, false)
    this.#top.key = key
    this.#isAwaiting = true
  }

  put(value: unknown): void {
    const { list, mapping, key } = this.#top
    this.#isAwaiting = false
    if (list !== undefined) list.push(value)
    // there is no undefined: what it has of its own, or every object has
    else if (mapping[key] === undefined || !Object.hasOwn(mapping, key)) mapping[key] = value
    else giveUp()
  }

  end(): unknown {
    const root = this.#root
    if (this.#top === root) giveUp()
    if (this.#isAwaiting) this.put(null)
    while (this.#top !== root) this.#close()
    return root.mapping[root.key]
  }

  /** Makes the collection of a column the innermost: a new one where a value is to come, else one that is open. */
  #goTo(column: number, isList: boolean): void {
    if (this.#isAwaiting) {
      const { column: outer, list } = this.#top
      if (column > outer || (isList && list === undefined && column === outer)) {
        this.#cursor.enter()
        this.#top = openAt(column, this.#top, isList)
        return
      }
      this.put(null)
    }
    while (this.#top.column > column) this.#close()
    // a list may begin at the column of the key that it belongs to
    if (!isList && this.#top.list !== undefined) this.#close()
    if (this.#top.column !== column || (this.#top.list !== undefined) !== isList) giveUp()
  }

  #close(): void {
    const { around = this.#root, list, mapping } = this.#top
    this.#cursor.leave()
    this.#top = around
    // a list has room to grow, which most of them never need
    this.put(list === undefined ? mapping : list.slice())
  }
}

function openAt(column: number, around: Open | undefined, isList: boolean): Open {
  return isList
    ? { column, around, list: [], mapping: noMapping, key: '' }
    : { column, around, list: undefined, mapping: {}, key: '' }
}
