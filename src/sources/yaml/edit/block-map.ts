import { isScalar, type Pair, type Scalar, type YAMLMap } from 'yaml'
import type { Json, TextEdit } from '../../../world/field-change.ts'
import { renaming, type Changes } from './changes.ts'
import { flowText } from './flow-text.ts'
import {
  columnOf,
  contentEnd,
  endOf,
  endOfPair,
  insertion,
  isNull,
  isOwn,
  keyText,
  lineEnd,
  lineStart,
  render,
  startOf,
  type Page,
} from './page.ts'

/** The edits of a mapping of several lines; undefined where it is written in a way that has no place for them. */
export function changeBlockMap(page: Page, map: YAMLMap, changes: Changes): TextEdit[] | undefined {
  const { text } = page
  const pairs = map.items as Pair[]
  if (!pairs.every(({ key }) => isOwn(key) && hasPlainStart(text, startOf(key)))) return undefined
  const { edits, rest } = renaming(page, map, changes)
  const gone = pairs.filter((pair) => rest.removed.has(keyText(pair)))
  const filled = pairs.filter((pair) => rest.added.has(keyText(pair)))
  const fresh = withoutKeys(rest.added, filled)
  if (gone.length === pairs.length) return [insteadOfAll(page, map, fresh)]
  const all = [
    ...edits,
    ...gone.map((pair) => removal(page, map, pair)),
    ...filled.map((pair) => fill(page, pair, rest.added.get(keyText(pair)) ?? '')),
  ]
  if (Object.keys(fresh).length > 0) {
    const indent = columnOf(text, startOf(pairs[0]?.key as Scalar))
    all.push(insertion(page, lineEnd(text, endOf(map)), render(fresh, indent, page)))
  }
  return all.every((edit) => edit !== undefined) ? all : undefined
}

function withoutKeys(added: Changes['added'], pairs: readonly Pair[]): Record<string, Json> {
  const keys = new Set(pairs.map((pair) => keyText(pair)))
  return Object.fromEntries([...added].filter(([key]) => !keys.has(String(key)))) as Record<string, Json>
}

/** Nothing but blanks and the dashes of list items is in front of a key: no `?`, tag or anchor. */
function hasPlainStart(text: string, start: number): boolean {
  return /^\uFEFF?[ ]*(?:-[ ]+)*$/.test(text.slice(lineStart(text, start), start))
}

/** Of a mapping that loses all of its keys: what comes instead, or the braces that say that it is empty. */
function insteadOfAll(page: Page, map: YAMLMap, fresh: Readonly<Record<string, Json>>): TextEdit {
  const start = startOf(map)
  const lines = render(fresh, columnOf(page.text, start), page).trimStart()
  return { start, end: contentEnd(page, endOf(map)), text: Object.keys(fresh).length === 0 ? '{}' : lines }
}

/** Takes a pair away with its lines; comments above it stay, since it cannot be known whether they speak of it alone. */
function removal({ text }: Page, map: YAMLMap, pair: Pair): TextEdit {
  const start = startOf(pair.key as Scalar)
  const line = lineStart(text, start)
  if (text.slice(line, start).trim() === '')
    return { start: line, end: lineEnd(text, endOfPair(pair)), text: '' }
  // the first key of a list's item: the next one moves up to the dash, unless a comment is between them
  const next = (map.items as Pair[])[map.items.indexOf(pair) + 1]
  const end = endOfPair(pair)
  const upTo = next === undefined ? end : startOf(next.key as Scalar)
  return { start, end: text.slice(end, upTo).includes('#') ? end : upTo, text: '' }
}

/** Gives a key that has none a value: in its line, or in lines of its own below it. */
function fill(page: Page, { key, value: node }: Pair, value: Json): TextEdit | undefined {
  const { text } = page
  const after = endOf(key)
  const colon = /^[ \t]*:/.exec(text.slice(after, after + 100))?.[0].length
  if (colon === undefined || !isNull(node)) return undefined
  const behind = after + colon
  const isSaid = isScalar(node) && endOf(node) > startOf(node)
  // a tag would be one of the value
  if (!/^[ \t]*(?:~|[nN]ull|NULL)?[ \t]*(?:#.*)?\r?$/.test(text.slice(behind, firstLineEnd(text, behind))))
    return undefined
  if (isSaid) return { start: startOf(node), end: endOf(node), text: flowText(value) }
  if (typeof value !== 'object') return { start: behind, end: behind, text: ` ${flowText(value)}` }
  const indent = columnOf(text, startOf(key as Scalar))
  const deeper = Array.isArray(value) && !page.indentsLists ? indent : indent + page.step
  return insertion(page, lineEnd(text, behind), render(value, deeper, page))
}

function firstLineEnd(text: string, from: number): number {
  const newline = text.indexOf('\n', from)
  return newline === -1 ? text.length : newline
}
