const mostKept = 16

/**
 * What was found out about the objects that were asked about last. Lint goes document by document, so that what one rule
 * found the next one finds again, and nothing of ten thousand others is kept.
 */
export class Recent<K, V> {
  #young = new Map<K, V>()
  #old = new Map<K, V>()

  /** The value of a key, computed where it is not known, or not any more. */
  of(key: K, compute: (key: K) => V): V {
    const known = this.#young.get(key)
    // that there is nothing is an answer, too
    if (known !== undefined || this.#young.has(key)) return known as V
    const value = this.#old.has(key) ? (this.#old.get(key) as V) : compute(key)
    if (this.#young.size >= mostKept) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, value)
    return value
  }
}

/** A function that remembers its last answers; it must depend on nothing but the object, which never changes. */
export function recently<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const recent = new Recent<K, V>()
  return (key) => recent.of(key, compute)
}
