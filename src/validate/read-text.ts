import { splitDocuments } from '../sources/yaml/chunks.ts'
import { readFirstDocument, type StrictDocument } from '../sources/yaml/first-document.ts'

/** How a text reaches the server: as it is, or through kubectl, which reads it first. */
export type Sender = 'raw' | 'kubectl'

/** Reads the manifest of a text as its sender and the server do together. Never throws. */
export function readText(text: string, via: Sender): StrictDocument {
  if (via === 'raw') return readFirstDocument(text)
  const chunks = splitDocuments(text)
  const index = chunks.findIndex((item) => !isBlank(item.text))
  const chunk = chunks[index]
  if (chunk === undefined) return { problem: 'there is no object in it' }
  // kubectl meets the line that ends a document before it looks into the document
  if ([chunk, chunks[index + 1]].some((item) => item !== undefined && hasBadSeparator(item.text)))
    return { problem: 'a line that begins a document has more than dashes' }
  // what looks like JSON is tried as such, and then read as YAML from its bracket on
  const read = readFirstDocument(index === 0 && looksLikeJson(text) ? chunk.text.trimStart() : chunk.text)
  if ('problem' in read) return read
  const { value } = read
  const isTyped =
    typeof value === 'object' && value !== null && isText(value, 'kind') && isText(value, 'apiVersion')
  return isTyped ? { value, duplicates: [] } : { problem: 'kubectl needs an apiVersion and a kind' }
}

/** Follows hasJSONPrefix in apimachinery pkg/util/yaml/decoder.go. */
function looksLikeJson(text: string): boolean {
  return /^[\t\n\v\f\r \u0085\u00A0]*\{/.test(text)
}

function isText(value: object, key: string): boolean {
  const text: unknown = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined
  return typeof text === 'string' && text !== ''
}

function hasBadSeparator(text: string): boolean {
  return /^---(?![ \t]*(?:#|\r|\n|$))/.test(text)
}

function isBlank(text: string): boolean {
  return !/^(?!---[ \t\r]*(?:#.*)?$)[ \t\uFEFF]*[^\s#]/m.test(text)
}
