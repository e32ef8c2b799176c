import { tokensOf, type Token } from './tokens.ts'

/** One use of a plugin: the words on its line, and the lines between its braces. */
export interface Directive {
  readonly name: string
  readonly args: readonly string[]
  readonly lines: readonly (readonly string[])[]
}

export interface ServerBlock {
  /** As written: `.:53`, `example.org`, `10.0.0.0/24`. */
  readonly keys: readonly string[]
  readonly directives: readonly Directive[]
}

export type Corefile =
  | { readonly blocks: readonly ServerBlock[] }
  /** CoreDNS refuses it. */
  | { readonly error: string }
  /** It depends on something that is not in sight. */
  | { readonly unknown: string }

/** The files that a pattern of `import` matches, or why they are not known. */
export type ReadImport = (
  pattern: string,
) => readonly { readonly name: string; readonly text: string }[] | { readonly unknown: string }

/**
 * Reads a Corefile into its server blocks. Snippets and imports are expanded. Never throws; takes time in proportion to the text.
 * Follows caddyfile/parse.go of github.com/coredns/caddy.
 */
export function parseCorefile(text: string, readImport: ReadImport): Corefile {
  try {
    return { blocks: new Parser(tokensOf(text, 'Corefile'), readImport).blocks() }
  } catch (stop) {
    if (stop instanceof CorefileError) return { error: stop.message }
    if (stop instanceof NotKnown) return { unknown: stop.message }
    throw stop
  }
}

class CorefileError extends Error {}
class NotKnown extends Error {}

const mostImports = 200
const mostTokens = 200_000

class Parser {
  #tokens: readonly Token[]
  #at = 0
  #imports = 0
  readonly #snippets = new Map<string, readonly Token[]>()
  readonly #readImport: ReadImport

  constructor(tokens: readonly Token[], readImport: ReadImport) {
    this.#tokens = tokens
    this.#readImport = readImport
  }

  blocks(): ServerBlock[] {
    const blocks: ServerBlock[] = []
    while (this.#at < this.#tokens.length) {
      const keys = this.#keys()
      const [only = ''] = keys
      if (keys.length === 1 && only.startsWith('(') && only.endsWith(')')) this.#snippet(only.slice(1, -1))
      else if (keys.length > 0 || this.#peek() !== undefined)
        blocks.push({ keys, directives: this.#directives() })
    }
    return blocks
  }

  /** Addresses up to the brace: all on one line, or on more where a comma says so. */
  #keys(): string[] {
    const keys: string[] = []
    let another = false
    for (let token = this.#peek(); token !== undefined; token = this.#peek()) {
      if (token.text === 'import' && this.#startsLine()) {
        this.#import()
        continue
      }
      if (token.text === '{') break
      if (keys.length > 0 && !another && this.#startsLine()) break
      another = token.text.endsWith(',')
      const key = another ? token.text.slice(0, -1) : token.text
      if (key !== '') keys.push(withoutEnvironment(key))
      this.#at++
    }
    if (another) throw new CorefileError('another address is expected after the comma')
    return keys
  }

  #directives(): Directive[] {
    const braces = this.#peek()?.text === '{'
    if (braces) this.#at++
    const directives: Directive[] = []
    for (let token = this.#peek(); token !== undefined; token = this.#peek()) {
      if (token.text === '}') {
        if (!braces) throw new CorefileError('unexpected "}"')
        this.#at++
        return directives
      }
      if (token.text === 'import') this.#import()
      else directives.push(this.#directive())
    }
    if (braces) throw new CorefileError('a server block is not closed: "}" is missing')
    return directives
  }

  #directive(): Directive {
    const name = withoutEnvironment(this.#take().text)
    const args = this.#restOfLine()
    if (this.#peek()?.text !== '{' || this.#startsLine()) return { name, args, lines: [] }
    this.#at++
    const lines: string[][] = []
    let depth = 1
    for (;;) {
      const token = this.#peek()
      if (token === undefined) throw new CorefileError(`the block of ${name} is not closed: "}" is missing`)
      if (token.text === 'import' && this.#startsLine()) {
        this.#import()
        continue
      }
      const starts = this.#startsLine() || lines.length === 0
      this.#at++
      if (token.text === '}' && --depth === 0) return { name, args, lines }
      if (token.text === '{') depth++
      const word = withoutEnvironment(token.text)
      if (starts) lines.push([word])
      else lines.at(-1)?.push(word)
    }
  }

  #restOfLine(): string[] {
    const words: string[] = []
    while (this.#peek() !== undefined && !this.#startsLine() && this.#peek()?.text !== '{') {
      const { text } = this.#take()
      if (text === '}') throw new CorefileError('unexpected "}"')
      words.push(withoutEnvironment(text))
    }
    return words
  }

  #snippet(name: string): void {
    if (this.#snippets.has(name)) throw new CorefileError(`the snippet ${name} is declared twice`)
    if (this.#peek()?.text !== '{') throw new CorefileError(`the snippet ${name} has no braces`)
    const start = ++this.#at
    let depth = 1
    for (let token = this.#peek(); token !== undefined; token = this.#peek()) {
      if (token.text === '{') depth++
      if (token.text === '}' && --depth === 0) break
      this.#at++
    }
    if (depth > 0) throw new CorefileError(`the snippet ${name} is not closed: "}" is missing`)
    this.#snippets.set(name, this.#tokens.slice(start, this.#at++))
  }

  /** Puts what is imported in the place of the two words. */
  #import(): void {
    const start = this.#at++
    const pattern = this.#peek()
    if (pattern === undefined || this.#startsLine())
      throw new CorefileError('import needs the name of a snippet or a file')
    this.#at++
    const name = withoutEnvironment(pattern.text)
    const tokens = this.#snippets.get(name) ?? this.#importedTokens(name)
    if (++this.#imports > mostImports || this.#tokens.length + tokens.length > mostTokens)
      throw new NotKnown('the Corefile imports more than svc follows')
    this.#tokens = [...this.#tokens.slice(0, start), ...tokens, ...this.#tokens.slice(this.#at)]
    this.#at = start
  }

  #importedTokens(pattern: string): Token[] {
    const files = this.#readImport(pattern)
    if ('unknown' in files) throw new NotKnown(files.unknown)
    if (files.length === 0 && !/[*?[\]]/.test(pattern))
      throw new CorefileError(`the file ${pattern} to import is not there`)
    return files.flatMap(({ name, text }) => tokensOf(text, name))
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at]
  }

  #take(): Token {
    const token = this.#tokens[this.#at++]
    if (token === undefined) throw new CorefileError('the Corefile ends too early')
    return token
  }

  #startsLine(): boolean {
    const token = this.#tokens[this.#at]
    const before = this.#tokens[this.#at - 1]
    return before === undefined || token?.file !== before.file || before.lastLine < (token?.line ?? 0)
  }
}

/** What the environment of CoreDNS holds is not known. */
function withoutEnvironment(text: string): string {
  if (text.includes('{$') || text.includes('{%'))
    throw new NotKnown(`the Corefile takes ${text} from the environment of CoreDNS`)
  return text
}
