import { giveUp } from './exotic.ts'

export const space = 32
export const tab = 9
export const newline = 10
export const carriageReturn = 13
export const hash = 35
export const dash = 45
export const doubleQuote = 34
export const singleQuote = 39
export const brace = 123
export const bracket = 91
export const bar = 124
export const angle = 62
export const colon = 58

// a text that nests deeper goes to the full reader, which says where too deep is
export const deepest = 100

/** A place in a text, and what was last read in front of it. */
export class Cursor {
  readonly text: string
  at: number
  /** The column of the content at `at`; -1 at the end of the text. */
  column = 0
  /** Behind what is written of the last node, and behind its line with the comments that belong to it. */
  end = 0
  outer = 0
  /** The least indentation of the comments that were passed over last; Infinity when there were none. */
  commentColumn = Infinity
  depth = 0

  constructor(text: string, at = 0) {
    this.text = text
    this.at = at
  }

  /** One level deeper; gives up where that is too deep. */
  enter(): void {
    if (++this.depth > deepest) giveUp()
  }

  leave(): void {
    this.depth--
  }

  skipSpaces(): number {
    const { text } = this
    let { at } = this
    while (text.charCodeAt(at) === space) at++
    this.at = at
    const code = text.charCodeAt(at)
    return code === tab ? giveUp() : code
  }

  /** Is this the end of a line, or of the text? */
  isLineEnd(at: number): boolean {
    const code = this.text.charCodeAt(at)
    return code === newline || Number.isNaN(code) || code === carriageReturn
  }

  /** Is this a blank or the end of a line, so that an indicator in front of it is one? */
  isBlank(at: number): boolean {
    const code = this.text.charCodeAt(at)
    return code === space || code === newline || code === carriageReturn || code === tab || Number.isNaN(code)
  }

  /** Leaves the line of a node behind: blanks and a comment may follow, nothing else. */
  finishLine(): void {
    const code = this.skipSpaces()
    if (code === hash ? this.text.charCodeAt(this.at - 1) !== space : !this.isLineEnd(this.at)) giveUp()
    this.nextLine()
    this.outer = this.at
  }

  nextLine(): void {
    const found = this.text.indexOf('\n', this.at)
    this.at = found === -1 ? this.text.length : found + 1
  }

  /** Goes on to the next line with content, over blank lines and comments. From the start of a line. */
  skipToContent(): void {
    const { text } = this
    this.commentColumn = Infinity
    for (;;) {
      const start = this.at
      const code = this.skipSpaces()
      const column = this.at - start
      if (Number.isNaN(code)) {
        this.column = -1
        return
      }
      if (code === hash) this.commentColumn = Math.min(this.commentColumn, column)
      else if (code !== newline && code !== carriageReturn) {
        this.column = column
        if (column === 0 && isMarker(text, this.at)) giveUp()
        return
      }
      this.nextLine()
    }
  }
}

/** Three dashes or dots: the end of a document, wherever they begin a line. */
export function isMarker(text: string, at: number): boolean {
  return text.startsWith('...', at) || text.startsWith('---', at)
}
