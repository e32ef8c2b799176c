import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml'
import type { FieldPath, Side } from '../../world/place.ts'
import { spanOf, type Lines, type NodeSpan } from './node-span.ts'

/** The nodes that a step of a path leads through. */
interface NodesOnPath {
  readonly key?: Node
  readonly value?: Node
  /** An anchor or an alias is on the way: editing it would change its other users. */
  readonly shared: boolean
}

/**
 * The span of a field of a document. A missing field points at the key of its deepest existing ancestor, an alias at
 * what its anchor marks. Lines are those of the chunk, 1-based; undefined only for an empty document.
 */
export function locateNode(
  document: Document.Parsed,
  lines: Lines,
  { path, side }: { readonly path: FieldPath; readonly side: Side },
): NodeSpan | undefined {
  let found: NodesOnPath = {
    ...(document.contents === null ? {} : { value: document.contents as Node }),
    shared: false,
  }
  let missing = false
  for (const step of path) {
    const next = descend(document, found, step)
    if (next === undefined) {
      missing = true
      break
    }
    found = next
  }
  const node = missing || side === 'key' ? (found.key ?? firstKey(found.value)) : (found.value ?? found.key)
  if (node?.range === undefined || node.range === null) return undefined
  return {
    ...spanOf(lines, node.range[0], node.range[1]),
    shared: found.shared,
    exact: !missing && node === found.value,
  }
}

function descend(
  document: Document.Parsed,
  { value, shared }: NodesOnPath,
  step: string | number,
): NodesOnPath | undefined {
  const target = resolved(document, value)
  const inside = shared || isShared(value)
  if (isSeq(target)) {
    const item = typeof step === 'number' ? (target.items[step] as Node | undefined) : undefined
    if (item === undefined) return undefined
    return { key: item, value: item, shared: inside || isShared(item) }
  }
  if (!isMap(target)) return undefined
  const own = pairsOf(target).get(String(step))
  const pair = own ?? mergedPair(document, target.items, step)
  if (pair === undefined) return undefined
  const found = { key: pair.key as Node, ...(pair.value ? { value: pair.value as Node } : {}) }
  return { ...found, shared: inside || own === undefined || isShared(pair.value) }
}

const pairs = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>()

/** Pairs by their keys, of equal ones the last; a mapping of many keys is asked about each of them. */
function pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
  let known = pairs.get(map)
  if (known === undefined) pairs.set(map, (known = new Map(map.items.map((item) => [keyText(item), item]))))
  return known
}

function resolved(document: Document.Parsed, value: unknown): unknown {
  return isAlias(value) ? value.resolve(document) : value
}

function isShared(value: unknown): boolean {
  return isAlias(value) || ((isScalar(value) || isCollection(value)) && value.anchor !== undefined)
}

/** A key that a merge (`<<: *defaults`) brought in. */
function mergedPair(
  document: Document.Parsed,
  items: readonly Pair[],
  step: string | number,
): Pair | undefined {
  for (const item of items) {
    if (keyText(item) !== '<<') continue
    const merged = resolved(document, item.value)
    // `<<: [*first, *second]`: the first one that has the key wins
    for (const source of isSeq(merged) ? merged.items.map((entry) => resolved(document, entry)) : [merged]) {
      if (!isMap(source)) continue
      const pair =
        source.items.find((candidate) => keyText(candidate) === String(step)) ??
        mergedPair(document, source.items, step)
      if (pair !== undefined) return pair
    }
  }
  return undefined
}

function keyText({ key }: Pair): string {
  return isScalar(key) ? String(key.source ?? key.value) : ''
}

function firstKey(value: Node | undefined): Node | undefined {
  return isMap(value) ? (value.items[0]?.key as Node | undefined) : value
}
