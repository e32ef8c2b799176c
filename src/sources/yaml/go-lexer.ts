import { Lexer } from 'yaml'

/** What we reach for inside of the lexer: its generators, and the indentation that they hold lines against. */
interface Innards {
  readonly buffer: string
  readonly pos: number
  indentNext: number
  charAt(offset: number): string
  parseQuotedScalar(): LexerStep
  parseFlowCollection(): LexerStep
  pushTag(): LexerStep
  pushToIndex(index: number, allowEmpty: boolean): LexerStep
}
type LexerStep = Generator<string, unknown>

// besides what ours takes, Go's reader takes these as a part of a tag
const inTag = /[\w\-#;/?:@&=+$.!~*'()%,[\]]/

/**
 * A lexer that reads three things as Go's does: lines of a quoted text, and lines in brackets, need no indentation, and
 * `!!str,` is a tag with a comma in it.
 * Follows yaml_parser_scan_flow_scalar and yaml_parser_scan_tag_uri in scannerc.go of go.yaml.in/yaml/v2.
 */
export function goLexer(): Lexer {
  const lexer = new Lexer()
  const innards = lexer as unknown as Innards
  const parseQuotedScalar = innards.parseQuotedScalar.bind(innards)
  const parseFlowCollection = innards.parseFlowCollection.bind(innards)
  const pushTag = innards.pushTag.bind(innards)
  const anyIndent = (parse: () => LexerStep) =>
    function* (): LexerStep {
      const { indentNext } = innards
      innards.indentNext = 0
      try {
        return yield* parse()
      } finally {
        if (innards.indentNext === 0) innards.indentNext = indentNext
      }
    }
  innards.parseQuotedScalar = anyIndent(parseQuotedScalar)
  innards.parseFlowCollection = anyIndent(parseFlowCollection)
  innards.pushTag = function* (): LexerStep {
    if (innards.charAt(1) === '<') return yield* pushTag()
    let end = innards.pos + 1
    while (inTag.test(innards.buffer[end] ?? '')) end++
    return yield* innards.pushToIndex(end, false)
  }
  return lexer
}
