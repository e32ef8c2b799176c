/** Node leaves a text of more bytes outside of V8's heap (EXTERN_APEX in its src/string_bytes.cc). */
const ownSize = 0xfbee9

/**
 * Texts of files by their names, in the order in which they were added. Small ones are decoded many at once, so that they too are pieces of
 * a text outside of V8's heap: there nothing copies them, and the heap does not grow for them.
 */
export class SmallTexts {
  readonly #texts = new Map<string, string>()
  #waiting: { readonly file: string; readonly bytes: Buffer }[] = []
  #size = 0

  has(file: string): boolean {
    return this.#texts.has(file)
  }

  /** In: a text, or the bytes of one that is ASCII. */
  add(file: string, content: string | Buffer): void {
    const isText = typeof content === 'string'
    if (isText || content.length > ownSize) {
      this.#texts.set(file, isText ? content : content.toString('latin1'))
      return
    }
    // it keeps its place until it is decoded
    this.#texts.set(file, '')
    this.#waiting.push({ file, bytes: content })
    this.#size += content.length
    if (this.#size > ownSize) this.#decode()
  }

  /** All of them; nothing is added afterwards. */
  all(): ReadonlyMap<string, string> {
    for (const { file, bytes } of this.#waiting) this.#texts.set(file, bytes.toString('latin1'))
    return this.#texts
  }

  #decode(): void {
    const all = Buffer.concat(this.#waiting.map(({ bytes }) => bytes)).toString('latin1')
    let at = 0
    for (const { file, bytes } of this.#waiting) this.#texts.set(file, all.slice(at, (at += bytes.length)))
    this.#waiting = []
    this.#size = 0
  }
}
