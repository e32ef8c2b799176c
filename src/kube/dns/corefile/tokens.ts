/** A word of a Corefile, and the lines on which it starts and ends. */
export interface Token {
  readonly text: string
  readonly line: number
  readonly lastLine: number
  /** Which text it is in: an imported file is another one. */
  readonly file: string
}

/**
 * The words of a Corefile: separated by white space, or between double quotes (where `\"` is a quote), without comments.
 * Follows caddyfile/lexer.go of github.com/coredns/caddy.
 */
export function tokensOf(text: string, file: string): Token[] {
  const tokens: Token[] = []
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text
  let line = 1
  let at = 0
  while (at < source.length) {
    const char = source[at] ?? ''
    if (char === '\n') line++
    if (isSpace(char)) at++
    else if (char === '#') at = endOfLine(source, at)
    else {
      const word = char === '"' ? quoted(source, at + 1) : plain(source, at)
      const breaks = word.text.split('\n').length - 1
      tokens.push({ text: word.text, line, lastLine: line + breaks, file })
      line += breaks
      at = word.end
    }
  }
  return tokens
}

interface Word {
  readonly text: string
  /** Where the next one may start. */
  readonly end: number
}

function plain(source: string, start: number): Word {
  let end = start
  while (end < source.length && !isSpace(source[end] ?? '') && source[end] !== '#') end++
  return { text: source.slice(start, end).replaceAll('\r', ''), end }
}

function quoted(source: string, start: number): Word {
  const parts: string[] = []
  let at = start
  let from = start
  for (; at < source.length && source[at] !== '"'; at++) {
    if (source[at] !== '\\') continue
    // only a quote can be escaped; before anything else the backslash stands for itself
    if (source[at + 1] === '"') {
      parts.push(source.slice(from, at))
      from = at + 1
    }
    at++
  }
  return { text: parts.join('') + source.slice(from, Math.min(at, source.length)), end: at + 1 }
}

function endOfLine(source: string, start: number): number {
  const end = source.indexOf('\n', start)
  return end === -1 ? source.length : end
}

function isSpace(char: string): boolean {
  return /\s/.test(char)
}
