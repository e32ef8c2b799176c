import type { Span } from '../../world/place.ts'

export interface NodeSpan extends Span {
  /** The value itself is there, not its key or an ancestor that lacks it. */
  readonly exact: boolean
  /** Offsets inside the document's own text. */
  readonly start: number
  readonly end: number
  readonly shared: boolean
}

/** Where the lines of a text start, to tell the line and the column of any offset. */
export class Lines {
  readonly #starts: number[] = [0]

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1)
  }

  /** Both 1-based. */
  position(offset: number): { readonly line: number; readonly column: number } {
    let low = 0
    let high = this.#starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#starts[middle] ?? 0) <= offset) low = middle + 1
      else high = middle
    }
    return { line: low, column: offset - (this.#starts[low - 1] ?? 0) + 1 }
  }
}

export function spanOf(lines: Lines, start: number, end: number): Omit<NodeSpan, 'shared' | 'exact'> {
  const from = lines.position(start)
  const to = lines.position(end)
  // an empty value (`- `) has no width, but must be seen
  const endColumn = start === end ? to.column + 1 : to.column
  return { start, end, line: from.line, column: from.column, endLine: to.line, endColumn }
}
