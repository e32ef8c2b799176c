import { ownCopy } from '../../../text/own-copy.ts'
import { Cursor } from './cursor.ts'
import { BlockLine, readLine } from './line.ts'
import type { NodeSink } from './sink.ts'

// the labels of one application are written five times, and never again
const often = 8
const most = 4096
const longest = 200

// of such texts no character means anything but itself
const simple = /^[\w/.](?:[\w/.@:-]*[\w/.@-])?$/
const quoted = /^"[^"\\\t]*"$/

/**
 * Lines of YAML that were read before: manifests consist of the same few ones, such as `protocol: TCP`, and the same few keys. Each
 * step is one that V8 has ready, so that it takes as long before V8 has compiled anything as after it.
 */
export class KnownLines<Node, Collection> {
  readonly #sink: NodeSink<Node, Collection>
  readonly #whole = new Map<string, BlockLine>()
  /** Lines up to their value, by their text: `  - name: `. */
  readonly #heads = new Map<string, BlockLine>()
  /** How often each of the last other ones was met. */
  readonly #times = new Map<string, number>()

  constructor(sink: NodeSink<Node, Collection>) {
    this.#sink = sink
  }

  /** Reads the line at the cursor, as `readLine` does. */
  read(cursor: Cursor): BlockLine {
    const { text, at } = cursor
    const found = text.indexOf('\n', at)
    const line = found === -1 ? text.slice(at) : text.slice(at, found)
    const known = this.#whole.get(line) ?? this.#withHead(line)
    if (known === undefined) return this.#readNew(cursor, line)
    cursor.at = found === -1 ? text.length : found + 1
    return known
  }

  /** A key that is known, with a simple value. */
  #withHead(text: string): BlockLine | undefined {
    const valueAt = text.indexOf(': ') + 2
    const head = this.#heads.get(text.slice(0, valueAt))
    if (head === undefined) return undefined
    const value = text.slice(valueAt)
    const isQuoted = quoted.test(value)
    if (!isQuoted && !simple.test(value)) return undefined
    const line = new BlockLine(head.dashes, head.column, head.key)
    line.holds = 'value'
    line.value = isQuoted
      ? this.#sink.text(value.slice(1, -1), valueAt, text.length)
      : this.#sink.plain(value, valueAt, text.length)
    if (this.#isOften(text)) this.#keep(text)
    return line
  }

  #readNew(cursor: Cursor, text: string): BlockLine {
    const line = readLine(cursor, this.#sink)
    const { dashes, column, key, holds, valueAt } = line
    if (key !== undefined && holds !== 'nothing') {
      const head = text.slice(0, valueAt)
      if (valueAt <= longest && !this.#heads.has(head))
        put(this.#heads, ownCopy(head), new BlockLine(dashes, column, propertyName(key)))
    }
    if (holds !== 'collection' && this.#isOften(text)) this.#keep(text)
    return line
  }

  #isOften(text: string): boolean {
    if (text.length > longest) return false
    const times = (this.#times.get(text) ?? 0) + 1
    put(this.#times, text, times)
    return times === often
  }

  #keep(text: string): void {
    const copy = ownCopy(text)
    const { dashes, column, key, holds, value, valueAt } = readLine(new Cursor(copy), this.#sink)
    const line = new BlockLine(dashes, column, key && propertyName(key))
    put(this.#whole, copy, Object.assign(line, { holds, value, valueAt }))
  }
}

function put<Value>(map: Map<string, Value>, text: string, value: Value): void {
  if (map.size >= most) map.clear()
  map.set(text, value)
}

/** The same text as V8 keeps it for names of properties, so that it does not look for it each time. */
function propertyName(name: string): string {
  const [kept = name] = Object.keys({ [name]: true })
  return kept
}
