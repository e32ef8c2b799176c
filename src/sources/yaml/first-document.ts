import { isAlias, isCollection, isMap, isScalar, isSeq, type Document, type Node, type Pair } from 'yaml'
import type { FieldPath } from '../../world/place.ts'
import { isTooDeep } from './depth.ts'
import { whyGoRefuses } from './go-scanner.ts'
import { isMergeKey } from './merge-order.ts'
import { compose, valuesOf } from './parse.ts'

/** A document as plain values, with the paths of keys that occur twice; or why it cannot be read at all. */
export type StrictDocument =
  | { readonly value: unknown; readonly duplicates: readonly FieldPath[] }
  | { readonly problem: string }

/**
 * Reads the first document of a text as the API server itself does with a body of YAML: what follows is ignored, what
 * JSON cannot hold is refused, and keys that occur twice are noticed.
 * Follows YAMLToJSONStrict in sigs.k8s.io/yaml yaml.go, and decode.go of go.yaml.in/yaml/v2. Never throws.
 */
export function readFirstDocument(text: string): StrictDocument {
  try {
    if (isTooDeep(text)) return { problem: 'it is nested too deeply' }
    const refusal = whyGoRefuses(text)
    if (refusal !== undefined) return { problem: refusal }
    const document = compose(text)
    const error = document.errors.find(
      ({ code, pos }) => code !== 'UNEXPECTED_TOKEN' || !isBehind(document.contents, pos[0]),
    )
    if (error !== undefined) return { problem: error.message }
    const reading: DocumentCheck = { document, duplicates: [] }
    const problem = problemIn(reading, document.contents, [])
    if (problem !== undefined) return { problem }
    return { value: valuesOf(document, text), duplicates: reading.duplicates }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

/** Go's reader stops where a flow collection at the top ends, and never sees what comes next. */
function isBehind(contents: Node | null, offset: number): boolean {
  return (
    isCollection(contents) &&
    contents.flow === true &&
    offset >= (contents.range?.[1] ?? Number.MAX_SAFE_INTEGER)
  )
}

interface DocumentCheck {
  readonly document: Document
  readonly duplicates: FieldPath[]
}

/** Why a node cannot become JSON. Collects keys that occur twice on the way. */
function problemIn(reading: DocumentCheck, node: unknown, path: FieldPath): string | undefined {
  // what an anchor marks was looked at where it is written
  if (isAlias(node)) return undefined
  if (isScalar(node)) return problemInScalar(node.value, node.tag)
  if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) {
      const problem = problemIn(reading, item, [...path, index])
      if (problem !== undefined) return problem
    }
  }
  return isMap(node) ? problemInMap(reading, node.items, path) : undefined
}

function problemInMap(reading: DocumentCheck, items: readonly Pair[], path: FieldPath): string | undefined {
  const seen = new Set<string>()
  for (const pair of items) {
    const key = keyOf(pair)
    if (key === undefined) return 'null, a list or a mapping cannot be a key'
    const isMerge = isMergeKey(pair)
    for (const name of isMerge ? mergedKeys(reading, pair.value) : [key]) {
      if (seen.size === seen.add(name).size)
        reading.duplicates.push([...path, name.slice(name.indexOf(' ') + 1)])
    }
    const problem = isMerge
      ? undefined
      : problemIn(reading, pair.value, [...path, key.slice(key.indexOf(' ') + 1)])
    if (problem !== undefined) return problem
  }
  return undefined
}

function problemInScalar(value: unknown, tag: string | undefined): string | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return `${String(value)} has no form in JSON`
  return tag === 'tag:yaml.org,2002:null' && value !== null
    ? 'a value with the tag !!null must be null'
    : undefined
}

/** The type of a key with its text: the number 1 and the text "1" are two keys. */
function keyOf({ key }: Pair): string | undefined {
  if (!isScalar(key) || key.value === null) return undefined
  return `${typeof key.value} ${String(key.value)}`
}

function mergedKeys(reading: DocumentCheck, value: unknown): string[] {
  const target: unknown = isAlias(value) ? value.resolve(reading.document) : value
  if (isSeq(target)) return target.items.flatMap((item) => mergedKeys(reading, item))
  return isMap(target)
    ? target.items.flatMap((pair) =>
        isMergeKey(pair) ? mergedKeys(reading, pair.value) : (keyOf(pair) ?? []),
      )
    : []
}
