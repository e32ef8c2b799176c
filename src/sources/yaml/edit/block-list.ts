import { isCollection, type Node, type YAMLSeq } from 'yaml'
import type { TextEdit } from '../../../world/field-change.ts'
import type { Changes } from './changes.ts'
import { flowText, styleOf } from './flow-text.ts'
import {
  columnOf,
  contentEnd,
  endOf,
  insertion,
  isOwn,
  lineEnd,
  lineStart,
  render,
  startOf,
  type Page,
} from './page.ts'

/** The edits of a list of several lines; undefined where its items are written in a way that has no place for them. */
export function changeBlockList(
  page: Page,
  list: YAMLSeq,
  { removed, added }: Changes,
): TextEdit[] | undefined {
  const { text } = page
  const items = list.items as Node[]
  const dashes = items.map((item) => dashOf(text, item))
  const [first] = dashes
  if (first === undefined || dashes.includes(undefined)) return undefined
  // the dashes may be in the column of the key, where brackets may not be
  if (removed.size === items.length && added.size === 0)
    return [{ start: first, end: contentEnd(page, endOf(list)), text: '  []' }]
  const edits = items.flatMap((item, index) => {
    const dash = dashes[index] ?? 0
    if (!removed.has(index)) return []
    return [{ start: lineStart(text, dash), end: lineEnd(text, Math.max(dash + 1, endOf(item))), text: '' }]
  })
  const last = items.at(-1)
  const indent = columnOf(text, first)
  const lines = [...added.values()].map((value) =>
    isCollection(last) && last.flow === true
      ? `${' '.repeat(indent)}- ${flowText(value, styleOf(text, last))}`
      : render([value], indent, { ...page, indentsLists: true }),
  )
  if (lines.length > 0) edits.push(insertion(page, lineEnd(text, endOf(list)), lines.join(page.newline)))
  return edits
}

/** The dash of an item, where nothing but blanks is in front of it and nothing but a comment behind it. */
function dashOf(text: string, item: unknown): number | undefined {
  if (!isOwn(item)) return undefined
  const start = startOf(item)
  const line = lineStart(text, start)
  const before = text.slice(line, start)
  if (/^[ ]*-[ ]+$/.test(before) || (before.trim() === '-' && endOf(item) === start))
    return line + before.indexOf('-')
  return undefined
}
