interface Host {
  readonly host: string
  readonly index: number
}

/** What a text says around the hosts that it mentions: read once, however many there are. */
export class TextSurroundings {
  readonly text: string
  /** Where lines begin and end that are comments. */
  #comments: readonly { readonly start: number; readonly end: number }[] | undefined
  #upstreams: ReadonlySet<string> | undefined
  #isOneWord: boolean | undefined

  constructor(text: string) {
    this.text = text
  }

  /** Not of what is in a comment line, or is the name of an nginx upstream: such a host is no peer. */
  speaksOf({ host, index }: Host): boolean {
    this.#upstreams ??= new Set(
      Array.from(this.text.matchAll(/upstream ([\w.-]+)/g), ([, name = '']) => name),
    )
    if (this.isComment(index)) return false
    return !this.#upstreams.has(host) || isServerDirective(lineBefore(this.text, index))
  }

  isComment(index: number): boolean {
    this.#comments ??= commentsIn(this.text)
    let low = 0
    let high = this.#comments.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#comments[middle]?.start ?? 0) <= index) low = middle + 1
      else high = middle
    }
    return (this.#comments[low - 1]?.end ?? -1) >= index
  }

  /** The whole text is one word, or a list of words without blanks. */
  get isOneWord(): boolean {
    this.#isOneWord ??= !/\s/.test(this.text.trim())
    return this.#isOneWord
  }
}

const longestBefore = 200

/** What is in front of an index on its line, as far as anything reads it. */
export function lineBefore(text: string, index: number): string {
  const near = text.slice(Math.max(0, index - longestBefore), index)
  return near.slice(near.lastIndexOf('\n') + 1)
}

/** `server web:8080;` of nginx, `server web1 web:8080 check` of HAProxy: what follows is a peer, also of an upstream of that name. */
export function isServerDirective(before: string): boolean {
  return /(?:^|[{;])[ \t]*server[ \t]+(?:[\w.-]{1,80}[ \t]+)?$/.test(before)
}

function commentsIn(text: string): { readonly start: number; readonly end: number }[] {
  return Array.from(text.matchAll(/^[ \t]{0,200}(?:#|\/\/|;).*/gm), ({ 0: line, index }) => ({
    start: index,
    end: index + line.length,
  }))
}
