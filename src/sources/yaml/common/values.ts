import { readByLines } from './by-lines.ts'
import { readDocument } from './document.ts'
import { giveUp, isExotic } from './exotic.ts'
import { KnownLines } from './known-lines.ts'
import { plainValue } from './plain-value.ts'
import type { NodeSink } from './sink.ts'

type MappingOrList = Record<string, unknown> | unknown[]

const values: NodeSink<unknown, MappingOrList> = {
  plain: plainValue,
  text: (value) => value,
  empty: () => null,
  mapping: () => ({}),
  list: () => [],
  pair: (mapping, { name }, value) => {
    if (name in mapping && Object.hasOwn(mapping, name)) giveUp()
    ;(mapping as Record<string, unknown>)[name] = value
  },
  item: (list, value) => {
    ;(list as unknown[]).push(value)
  },
  // a list has room to grow, which most of them never need
  close: (collection) => (Array.isArray(collection) ? collection.slice() : collection),
}

const lines = new KnownLines(values)

/**
 * Reads a document that is written as manifests commonly are: block and flow collections, plain, quoted and block scalars,
 * comments. Out: its plain values, the same as the full reader's; undefined for all else (anchors, tags, merges, tabs, keys
 * that occur twice, mistakes), which is left to that one.
 */
export function readCommon(text: string): { readonly value: unknown } | undefined {
  return unlessExotic(() => readByLines(text, lines)) ?? unlessExotic(() => readDocument(text, values))
}

function unlessExotic(read: () => unknown): { readonly value: unknown } | undefined {
  try {
    return { value: read() }
  } catch (error) {
    if (isExotic(error)) return undefined
    throw error
  }
}
