import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  visit,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import { SvcError } from '../../errors.ts'
import type { TextEdit } from '../../world/field-change.ts'
import type { FieldPath } from '../../world/place.ts'
import {
  columnOf,
  contentEnd,
  endOf,
  endOfPair,
  insertion,
  keyText,
  lineEnd,
  lineStart,
  readPage,
  render,
  renderInline,
  startOf,
  type Page,
} from '../../sources/yaml/edit/page.ts'
import { same } from './same.ts'

/**
 * Rewrites a document so that what is at `root` reads as `wanted`. Only what differs is touched: comments, order,
 * indentation, quotes, anchors and line ends stay. Throws SvcError `usage` where an anchor is in the way.
 */
export function rewrite(
  text: string,
  document: Document.Parsed,
  target: { root: FieldPath; wanted: unknown },
): string {
  const page = readPage(text, document)
  const node: unknown = target.root.length === 0 ? document.contents : document.getIn(target.root, true)
  const replacements = change(page, node as Node, { wanted: target.wanted, key: 'the document' })
  return applyAll(text, replacements)
}

/** From the end to the start, so that offsets stay true; what is added at one place keeps its order. */
function applyAll(text: string, replacements: readonly TextEdit[]): string {
  let result = text
  const ordered = replacements.toReversed().toSorted((a, b) => b.start - a.start || b.end - a.end)
  for (const { start, end, text: insert } of ordered)
    result = result.slice(0, start) + insert + result.slice(end)
  return result
}

interface ValueChange {
  readonly wanted: unknown
  /** What it is called in a complaint. */
  readonly key: string
  /** The offset behind the key, for a value that becomes a block. */
  readonly afterKey?: number
  readonly indent?: number
}

function change(page: Page, node: unknown, wish: ValueChange): TextEdit[] {
  if (same(plain(page, node), wish.wanted)) return []
  refuseShared(page, node, wish.key)
  return changeInside(page, node, wish.wanted) ?? [changeWhole(page, node, wish)]
}

function changeInside(page: Page, node: unknown, wanted: unknown): TextEdit[] | undefined {
  if (!isBlock(node)) return undefined
  if (isMap(node)) return isObject(wanted) && !isOneLine(wanted) ? changeMap(page, node, wanted) : undefined
  return Array.isArray(wanted) && wanted.length > 0 ? changeList(page, node, wanted) : undefined
}

function changeWhole(page: Page, node: unknown, { wanted, afterKey, indent = 0 }: ValueChange): TextEdit {
  const end = endOf(node)
  if (isWrittenInline(node) && (isOneLine(wanted) || !isScalar(node)))
    return { start: startOf(node as Node), end: contentEnd(page, end), text: renderInline(wanted, node) }
  const start = afterKey ?? startOf(node as Node)
  if (isOneLine(wanted))
    return { start, end: contentEnd(page, Math.max(start, end)), text: ` ${renderInline(wanted)}` }
  const deeper = Array.isArray(wanted) && !page.indentsLists ? indent : indent + page.step
  const text = page.newline + render(wanted, deeper, page)
  return { start, end: contentEnd(page, Math.max(start, end)), text }
}

/** Something is behind the key, on its line; not an empty collection, which may well become a block. */
function isWrittenInline(node: unknown): boolean {
  if (isCollection(node)) return node.flow === true && node.items.length > 0
  return isAlias(node) || (isScalar(node) && endOf(node) > startOf(node))
}

function isBlock(node: unknown): node is YAMLMap | YAMLSeq {
  return isCollection(node) && node.flow !== true
}

function isOneLine(value: unknown): boolean {
  return typeof value !== 'object' || value === null || Object.keys(value).length === 0
}

/** The value as kubectl reads it. */
function plain({ document }: Page, node: unknown): unknown {
  return isAlias(node) || isCollection(node) || isScalar(node) ? node.toJS(document) : node
}

function changeMap(page: Page, map: YAMLMap, wanted: Readonly<Record<string, unknown>>): TextEdit[] {
  const merged = mergedInto(page, map)
  const pairs = map.items.filter((pair) => keyText(pair) !== '<<')
  const indent = columnOf(page.text, startOf(map.items[0]?.key as Node))
  const kept = pairs.flatMap((pair) => {
    const key = keyText(pair)
    if (!Object.hasOwn(wanted, key)) return [removal(page, map, pair)]
    return change(page, pair.value, { wanted: wanted[key], key, afterKey: behindColon(page, pair), indent })
  })
  const added = new Map<number, string[]>()
  let previous = pairs.findLast((pair) => Object.hasOwn(wanted, keyText(pair))) ?? map.items.at(-1)
  let after = previous
  for (const [key, value] of Object.entries(wanted)) {
    const own = pairs.find((pair) => keyText(pair) === key)
    if (own !== undefined) previous = after = own
    else if (!same(merged[key], value) && after !== undefined) {
      const at = lineEnd(page.text, endOfPair(after))
      added.set(at, [...(added.get(at) ?? []), render({ [key]: value }, indent, page)])
    }
  }
  return [...kept, ...[...added].map(([at, lines]) => insertion(page, at, lines.join(page.newline)))]
}

/** Takes a pair away with its line; comments above it stay, since it cannot be known whether they speak of it alone. */
function removal({ text }: Page, map: YAMLMap, pair: Pair): TextEdit {
  const start = startOf(pair.key as Node)
  const line = lineStart(text, start)
  if (text.slice(line, start).trim() === '')
    return { start: line, end: lineEnd(text, endOfPair(pair)), text: '' }
  // the first key of a list's item: the next one moves up to the dash
  const next = map.items[map.items.indexOf(pair) + 1]
  return { start, end: next === undefined ? endOfPair(pair) : startOf(next.key as Node), text: '' }
}

function behindColon({ text }: Page, { key }: Pair): number {
  return text.indexOf(':', endOf(key)) + 1
}

/** What `<<` brings in. */
function mergedInto(page: Page, map: YAMLMap): Readonly<Record<string, unknown>> {
  if (!map.items.some((pair) => keyText(pair) === '<<')) return {}
  const all = plain(page, map)
  return isObject(all) ? all : {}
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Changes a block list item by item; undefined where the items that stay would have to change places.
 * Ports are known by number and protocol, other things by their name or by what they are.
 */
function changeList(page: Page, list: YAMLSeq, wanted: readonly unknown[]): TextEdit[] | undefined {
  const items = list.items as Node[]
  const places = placesOf(
    items.map((item) => plain(page, item)),
    wanted,
  )
  const kept = places.filter((place) => place !== -1)
  if (kept.length === 0 || kept.some((place, index) => index > 0 && place <= (kept[index - 1] ?? -1)))
    return undefined
  const indent = columnOf(page.text, startOf(list))
  const changed = wanted.flatMap((value, index) => {
    const place = places[index] ?? -1
    return place === -1 ? [] : change(page, items[place], { wanted: value, key: `item ${place}` })
  })
  const removed = items
    .filter((_, place) => !kept.includes(place))
    .map((item) => ({ start: dashLine(page, item), end: lineEnd(page.text, endOf(item)), text: '' }))
  return [...changed, ...removed, ...additions(page, { items, places, wanted, indent })]
}

/**
 * For each wanted value, which of the old ones it is: the one of its identity, else of its name, else the only one that is left
 * where only one is wanted; -1 for a new one.
 */
function placesOf(old: readonly unknown[], wanted: readonly unknown[]): number[] {
  const places = wanted.map((value) => old.findIndex((item) => identityOf(item) === identityOf(value)))
  const isFree = (_: unknown, place: number) => !places.includes(place)
  for (const [index, value] of wanted.entries()) {
    const name = nameIn(value)
    if (places[index] === -1 && name !== undefined)
      places[index] = old.findIndex((item, place) => isFree(item, place) && nameIn(item) === name)
  }
  const [free, ...others] = old.flatMap((item, place) => (isFree(item, place) ? [place] : []))
  const open = places.flatMap((place, index) => (place === -1 ? [index] : []))
  const [only] = open
  if (
    free !== undefined &&
    others.length === 0 &&
    only !== undefined &&
    open.length === 1 &&
    isObject(wanted[only])
  )
    places[only] = free
  return places
}

function nameIn(value: unknown): unknown {
  return isObject(value) ? value['name'] : undefined
}

interface Additions {
  readonly items: readonly Node[]
  /** For each wanted value where it is now; -1 for a new one. */
  readonly places: readonly number[]
  readonly wanted: readonly unknown[]
  readonly indent: number
}

function additions(page: Page, { items, places, wanted, indent }: Additions): TextEdit[] {
  const added = new Map<number, string[]>()
  let last = -1
  for (const [index, value] of wanted.entries()) {
    const place = places[index] ?? -1
    const item = items[last]
    if (place !== -1) last = place
    else {
      const [first] = items
      const at =
        item !== undefined ? lineEnd(page.text, endOf(item)) : first === undefined ? 0 : dashLine(page, first)
      added.set(at, [...(added.get(at) ?? []), render([value], indent, { ...page, indentsLists: true })])
    }
  }
  return [...added].map(([at, lines]) => insertion(page, at, lines.join(page.newline)))
}

/** The start of the line with the item's dash, which may be above the item itself. */
function dashLine({ text }: Page, item: Node): number {
  const dash = text.lastIndexOf('-', startOf(item) - 1)
  return lineStart(text, dash === -1 ? startOf(item) : dash)
}

function identityOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? ''
  const { port, protocol = 'TCP', name } = value as Record<string, unknown>
  if (port !== undefined) return `port ${JSON.stringify([port, protocol])}`
  return name === undefined ? JSON.stringify(value) : `name ${JSON.stringify(name)}`
}

/** Refuses to change what other places of the document share. */
function refuseShared({ document }: Page, node: unknown, key: string): void {
  if (isAlias(node) || !(isScalar(node) || isCollection(node)) || node.anchor === undefined) return
  let isShared = false
  visit(document, { Alias: (_, { source }) => void (isShared ||= source === node.anchor) })
  if (!isShared) return
  throw new SvcError('usage', `${key} is marked with &${node.anchor}, which other places of the file use`, {
    hint: 'change it by hand, or take the anchor away first',
  })
}
