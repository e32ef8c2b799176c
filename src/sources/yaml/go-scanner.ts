import { CST, Lexer } from 'yaml'

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
  return text.includes('\t') && hasTabForIndent(text) ? 'there is a tab where indentation is counted' : undefined
}

// tab and line ends are, and U+0085
const notPrintable = /[\0-\x08\x0B\x0C\x0E-\x1F\x7F-\x84\x86-\x9F\uFFFE\uFFFF]/

/** Behind the start of a line, or the dash of a list, where a key could stand. */
function hasTabForIndent(text: string): boolean {
  let depth = 0
  let isIndent = true
  let isText = false
  let isBegun = false
  for (const token of new Lexer().lex(text)) {
    const type = isText ? 'scalar' : CST.tokenType(token)
    isText = token === CST.SCALAR
    if (type === 'flow-map-start' || type === 'flow-seq-start') depth++
    if (type === 'flow-map-end' || type === 'flow-seq-end') depth--
    if (type === 'space' && isIndent && depth === 0 && token.includes('\t')) return true
    if (type === 'newline' || type === 'seq-item-ind' || type === 'explicit-key-ind') isIndent = true
    else if (type !== 'space' && type !== 'byte-order-mark' && type !== 'doc-mode') isIndent = false
    if (type === 'doc-end' || (type === 'doc-start' && isBegun)) return false
    if (type === 'doc-start' || type === 'scalar') isBegun = true
  }
  return false
}
