import { CST } from 'yaml'
import { goLexer } from './go-lexer.ts'

/**
 * What Go's reader of YAML refuses and the one that we use takes: another version of YAML, an end of a document in front
 * of it, and tabs where indentation is counted.
 * Follows scannerc.go and parserc.go of go.yaml.in/yaml/v2.
 */
export function whyGoRefuses(text: string): string | undefined {
  if (notPrintable.test(text)) return 'it holds control characters'
  const [, head = ''] = /^((?:\uFEFF?[ ]*(?:#[^\n]*)?\r?\n)*)/.exec(text) ?? []
  const start = text.slice(head.length).replace(/^\uFEFF/, '')
  if (/^\.\.\.(?:\s|$)/.test(start)) return 'it begins with the end of a document'
  if (/^%YAML[ \t]+(?!1\.1(?:\s|$))/.test(start)) return 'it is written for another version than YAML 1.1'
  if (text.includes('!') && hasTagAtBracket(text)) return 'there is no blank behind a tag'
  return text.includes('\t') && hasTabForIndent(text)
    ? 'there is a tab where indentation is counted'
    : undefined
}

function hasTagAtBracket(text: string): boolean {
  let isBehindTag = false
  for (const { type } of firstDocumentOf(text)) {
    if (isBehindTag && closing.has(type)) return true
    isBehindTag = type === 'tag'
  }
  return false
}

// tab and line ends are, and U+0085
const notPrintable = /[\0-\x08\x0B\x0C\x0E-\x1F\x7F-\x84\x86-\x9F\uFFFE\uFFFF]/

const opening = new Set(['flow-map-start', 'flow-seq-start'])
const closing = new Set(['flow-map-end', 'flow-seq-end'])
const indenting = new Set(['newline', 'seq-item-ind', 'explicit-key-ind'])
const structuring = new Set(['map-value-ind', 'seq-item-ind', 'explicit-key-ind', ...opening])
const invisible = new Set(['space', 'byte-order-mark', 'doc-mode'])

/** Behind the start of a line, or the dash of a list, where a key could be. */
function hasTabForIndent(text: string): boolean {
  let depth = 0
  let isIndent = true
  let isPlainText = false
  let isStructured = false
  for (const { token, type } of firstDocumentOf(text)) {
    if (opening.has(type)) depth++
    if (closing.has(type)) depth--
    // a plain text that is the whole document may go on anywhere
    const isCounted = isIndent && depth === 0 && (isStructured || !isPlainText)
    if (type === 'space' && isCounted && token.includes('\t')) return true
    if (type === 'scalar') isPlainText = true
    if (structuring.has(type)) isStructured = true
    if (indenting.has(type)) isIndent = true
    else if (!invisible.has(type)) isIndent = false
  }
  return false
}

function* firstDocumentOf(text: string): Generator<{ token: string; type: string }> {
  let isText = false
  let isBegun = false
  for (const token of goLexer().lex(text)) {
    const type = isText ? 'scalar' : (CST.tokenType(token) ?? '')
    isText = token === CST.SCALAR
    if (type === 'doc-end' || (type === 'doc-start' && isBegun)) return
    if (type === 'doc-start' || type === 'scalar') isBegun = true
    yield { token, type }
  }
}
