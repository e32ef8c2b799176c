/** What a reader makes of what it reads: values, or the places of values. Offsets are those of the text. */
export interface NodeSink<Node, Collection> {
  /** A scalar without quotes, on one line. */
  plain(text: string, start: number, end: number): Node
  /** A scalar that is a text in any case. */
  text(value: string, start: number, end: number): Node
  /** Where nothing is written: null. */
  empty(at: number): Node
  mapping(start: number): Collection
  list(start: number): Collection
  /** A pair of a mapping; gives up on a key that occurs twice. */
  pair(mapping: Collection, key: Key, value: Node): void
  item(list: Collection, value: Node): void
  /** `end` is behind what it holds: a block ends at the start of the line below it. */
  close(collection: Collection, end: number): Node
}

export interface Key {
  readonly name: string
  readonly start: number
  readonly end: number
}
