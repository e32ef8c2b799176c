import type { Document } from 'yaml'
import type { FieldChange, TextEdit } from '../../world/field-change.ts'
import type { FieldPath, Side } from '../../world/place.ts'
import type { Chunk } from './chunks.ts'
import { readItem, readOutline, readPlaces, type PlaceNode } from './common/places.ts'
import { changeFields } from './edit/change-fields.ts'
import { locateNode } from './locate.ts'
import { Lines, spanOf, type NodeSpan } from './node-span.ts'
import { isTooDeep } from './depth.ts'
import { compose } from './parse.ts'

/** What is known of the places in one document, filled as it is asked about; `null` for what is not written in common YAML. */
interface Places {
  readonly lines: Lines
  whole?: PlaceNode | null
  /** Of a List: all but what is in its items, and the items that were asked about last. */
  outline?: PlaceNode | null
  readonly items: Map<number, PlaceNode | null>
  /** What the full reader makes of it; `null` where it refuses to. */
  composed?: Document.Parsed | null
}

// findings come document by document, and from a List item by item: the last few are enough
const mostKept = 16
const lastRead = new Map<Chunk, Places>()

function kept<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key)
  if (value === undefined) {
    value = make()
    const [oldest] = map.keys()
    if (map.size >= mostKept && oldest !== undefined) map.delete(oldest)
    map.set(key, value)
  }
  return value
}

function placesOf(chunk: Chunk): Places {
  return kept(lastRead, chunk, () => ({ lines: new Lines(chunk.text), items: new Map() }))
}

/**
 * The span of a field of a document, found when it is asked for. A missing field points at the key of its deepest existing
 * ancestor, an alias at what its anchor marks. Lines are those of the chunk, 1-based; undefined for an empty document, and
 * for one that nests deeper than the reader goes.
 */
export function locate(chunk: Chunk, path: FieldPath, side: Side): NodeSpan | undefined {
  const places = placesOf(chunk)
  const common = commonRoot(chunk, places, path)
  if (common !== null) return spanIn(places.lines, common, side)
  places.composed ??= composeOrNull(chunk.text)
  return places.composed === null ? undefined : locateNode(places.composed, places.lines, { path, side })
}

/**
 * What to write in a document so that fields are made or taken out: see `changeFields`. Undefined also for a document that cannot be
 * read as a whole.
 */
export function rewrite(chunk: Chunk, changes: readonly FieldChange[]): TextEdit[] | undefined {
  const places = placesOf(chunk)
  places.composed ??= composeOrNull(chunk.text)
  const { composed } = places
  if (composed === null || composed.errors.length > 0) return undefined
  return changeFields(chunk.text, composed, changes)
}

/** The line and the column of an offset of a document, both 1-based. */
export function positionOf(chunk: Chunk, offset: number): { readonly line: number; readonly column: number } {
  return placesOf(chunk).lines.position(offset)
}

interface RootedPath {
  readonly root: PlaceNode
  readonly path: FieldPath
}

/** Where to look for a path: in the document, or in one item of a List, so that thousands of others are not kept. */
function commonRoot(chunk: Chunk, places: Places, path: FieldPath): RootedPath | null {
  const [first, index, ...rest] = path
  if (first !== 'items') {
    places.whole ??= readPlaces(chunk.text) ?? null
    return places.whole === null ? null : { root: places.whole, path }
  }
  places.outline ??= readOutline(chunk.text) ?? null
  if (places.outline === null) return null
  const start = places.outline.pairs?.get('items')?.value.items?.[Number(index)]?.start
  if (start === undefined || rest.length === 0) return { root: places.outline, path }
  const item = kept(places.items, Number(index), () => readItem(chunk.text, start) ?? null)
  return item === null ? null : { root: item, path: rest }
}

function spanIn(lines: Lines, { root, path }: RootedPath, side: Side): NodeSpan {
  let key: NodeRange | undefined
  let value = root
  let isMissing = false
  for (const step of path) {
    const pair = value.pairs?.get(String(step))
    const item = typeof step === 'number' ? value.items?.[step] : undefined
    const next = pair?.value ?? item
    if (next === undefined) {
      isMissing = true
      break
    }
    key = pair?.key ?? item
    value = next
  }
  const isKey = isMissing || side === 'key'
  const place = isKey ? (key ?? firstKey(value)) : value
  return { ...spanOf(lines, place.start, place.end), shared: false, exact: !isMissing && place === value }
}

type NodeRange = Pick<PlaceNode, 'start' | 'end'>

function firstKey(node: PlaceNode): NodeRange {
  const [first] = node.pairs?.values() ?? []
  return first?.key ?? node
}

function composeOrNull(text: string): Document.Parsed | null {
  try {
    return isTooDeep(text) ? null : compose(text)
  } catch {
    return null
  }
}
