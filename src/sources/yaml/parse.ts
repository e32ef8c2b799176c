import {
  Composer,
  Parser,
  Schema,
  type CST,
  type Document,
  type ParseOptions,
  type DocumentOptions,
  type SchemaOptions,
} from 'yaml'
import type { FieldPath } from '../../world/place.ts'
import type { SourceComment } from '../../world/resource.ts'
import type { Chunk } from './chunks.ts'
import { readCommon } from './common/values.ts'
import { isTooDeep } from './depth.ts'
import { goLexer } from './go-lexer.ts'
import { goTags } from './go-tags.ts'
import { orderMerges } from './merge-order.ts'
import { repeatedKeys } from './repeated-keys.ts'

/**
 * The one place that reads YAML. A chunk goes in; plain values, or a syntax error with its place, come out. Positions are
 * found later, and only for what is reported: `positions.ts`.
 */

interface YamlProblem {
  readonly because: string
  /** 1-based, in the file. */
  readonly line: number
  readonly column: number
}

export type ParsedChunk =
  | { readonly value: unknown; readonly repeated: readonly FieldPath[] }
  | { readonly problem: YamlProblem }

type Options = ParseOptions & DocumentOptions & SchemaOptions

// made once, as a stream may hold a hundred thousand documents, and not before one needs it
let options: Options | undefined

function kubectlOptions(): Options {
  return (options ??= {
    version: '1.1',
    schema: new Schema({ schema: 'yaml-1.1', customTags: goTags, resolveKnownTags: false }),
    // the last of two equal keys wins without a word, as with kubectl
    uniqueKeys: false,
    logLevel: 'silent',
  })
}

// kubectl's reader allows far more than the 100 of this one; a bomb makes billions
const mostAliases = 10_000

// the composer calls itself for each level, and near the end of the stack V8 may abort the whole process
const deepest = 1000
const tooDeep = 'it is nested too deeply'

/** The first document of a text, as kubectl takes no other. Throws RangeError for one that is nested too deeply. */
export function compose(text: string): Document.Parsed {
  const { stackTraceLimit } = Error
  // each mistake is an error of its own, and where it was found is of no use
  Error.stackTraceLimit = 0
  try {
    for (const document of new Composer(kubectlOptions()).compose(tokensOf(text), true, text.length))
      return document
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
  throw new Error('it holds no document')
}

function* tokensOf(text: string): Generator<CST.Token> {
  const parser = new Parser()
  for (const lexeme of goLexer().lex(text)) {
    yield* parser.next(lexeme)
    if (parser.stack.length > deepest) throw new RangeError(tooDeep)
  }
  yield* parser.end()
}

/** Reads one document into plain values, as kubectl would. Never throws. */
export function parseChunk(chunk: Chunk): ParsedChunk {
  const common = readCommon(chunk.text)
  return common === undefined ? parseFully(chunk) : { value: common.value, repeated: [] }
}

/** The same by the full reader: slower, for what is not written in common YAML, and for mistakes with their places. */
function parseFully(chunk: Chunk): ParsedChunk {
  if (isTooDeep(chunk.text)) return { problem: problemAt(chunk, 0, 'it is nested too deeply') }
  try {
    const document = compose(chunk.text)
    const [error] = document.errors
    if (error !== undefined) return { problem: problemAt(chunk, error.pos[0], error.message) }
    const repeated = repeatedKeys(document)
    return { value: valuesOf(document, chunk.text), repeated }
  } catch (error) {
    // too many aliases (a YAML bomb), or nested too deeply
    return { problem: problemAt(chunk, 0, error instanceof RangeError ? tooDeep : messageOf(error)) }
  }
}

/** The plain values of a document, as JSON has them. Throws for too many aliases, and for an anchor that contains itself, as Go's reader does. */
export function valuesOf(document: Document, text: string): unknown {
  if (text.includes('<<')) orderMerges(document)
  const values: unknown = document.toJS({ maxAliasCount: mostAliases })
  if (text.includes('*') && containsItself(values, new Set(), new Set()))
    throw new Error('the value of an anchor contains itself')
  return values
}

/** `around`: what a value is in; `seen`: what was looked through already, since aliases share it. */
function containsItself(value: unknown, around: Set<object>, seen: Set<object>): boolean {
  if (typeof value !== 'object' || value === null || seen.has(value)) return false
  if (around.has(value)) return true
  around.add(value)
  const found = Object.values(value).some((item) => containsItself(item, around, seen))
  around.delete(value)
  seen.add(value)
  return found
}

const lastComments = new WeakMap<Chunk, readonly SourceComment[]>()

/** The comments of a document: real ones, not what looks like one inside a string. Read once, for all objects of a List. */
export function commentsIn(chunk: Chunk): readonly SourceComment[] {
  let comments = lastComments.get(chunk)
  if (comments === undefined) lastComments.set(chunk, (comments = readComments(chunk)))
  return comments
}

function readComments(chunk: Chunk): SourceComment[] {
  const comments: SourceComment[] = []
  let line = chunk.lineOffset + 1
  let alone = true
  for (const token of goLexer().lex(chunk.text)) {
    if (token.startsWith('#')) comments.push({ line, text: token.slice(1).trim(), alone })
    for (const character of token) {
      if (character === '\n') {
        line++
        alone = true
      } else if (!/[\s\u0002\u0018\u001F\uFEFF]/.test(character)) alone = false
    }
  }
  return comments
}

function problemAt(chunk: Chunk, offset: number, message: string): YamlProblem {
  const before = chunk.text.slice(0, offset)
  const line = before.split('\n').length
  const column = offset - (before.lastIndexOf('\n') + 1) + 1
  return { because: message, line: chunk.lineOffset + line, column }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
