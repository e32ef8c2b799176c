import { isAlias, isMap, isScalar, isSeq, type Document, type Pair, type YAMLMap } from 'yaml'

// a merge of merges of merges: more than any manifest has
const mostMerged = 1_000_000

interface MergeState {
  readonly document: Document
  left: number
}

/**
 * Writes merges (`<<: *defaults`) out where something precedes them: for Go's reader the last of two equal keys
 * counts, whichever of them was merged, while ours prefers those that are written. Changes the document.
 * Follows merge in decode.go of go.yaml.in/yaml/v2. Throws where a bomb was built of merges.
 */
export function orderMerges(document: Document): void {
  order({ document, left: mostMerged }, document.contents)
}

function order(merging: MergeState, node: unknown): void {
  if (isSeq(node)) for (const item of node.items) order(merging, item)
  if (!isMap(node)) return
  for (const { value } of node.items) order(merging, value)
  if (!node.items.some((pair, index) => index > 0 && isMergeKey(pair))) return
  const flat = flatten(merging, node)
  if (flat !== undefined) node.items = [...flat.values()]
}

/** The pairs of a mapping by their keys; undefined where something is merged that is no mapping. */
function flatten(merging: MergeState, { items }: YAMLMap): Map<unknown, Pair> | undefined {
  const flat = new Map<unknown, Pair>()
  for (const pair of items) {
    const merged = isMergeKey(pair) ? sourcesOf(merging, pair.value) : [pair]
    if (merged === undefined) return undefined
    for (const each of merged) {
      if (merging.left-- < 0) throw new Error('it merges too much')
      flat.set(isScalar(each.key) ? each.key.value : each.key, each)
    }
  }
  return flat
}

/** What a merge brings in, in the order in which it counts: of a list the first one comes last. */
function sourcesOf(merging: MergeState, value: unknown): Pair[] | undefined {
  const source: unknown = isAlias(value) ? value.resolve(merging.document) : value
  if (isMap(source)) {
    const flat = flatten(merging, source)
    return flat === undefined ? undefined : [...flat.values()]
  }
  if (!isSeq(source)) return undefined
  const lists = source.items.toReversed().map((item) => (isSeq(item) ? undefined : sourcesOf(merging, item)))
  return lists.every((list) => list !== undefined) ? lists.flat() : undefined
}

/** Only the plain `<<` merges; in quotes it is a key like any other. */
export function isMergeKey({ key }: Pair): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.source === '<<'
}
