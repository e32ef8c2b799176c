import { isMap, type Pair } from 'yaml'
import type { Json, TextEdit } from '../../../world/field-change.ts'
import { yamlScalar } from '../../../text/yaml-scalar.ts'
import { renaming, type Changes } from './changes.ts'
import { flowText, styleOf, type FlowStyle } from './flow-text.ts'
import {
  endOf,
  endOfPair,
  isNull,
  isOwn,
  keyText,
  lineEnd,
  lineStart,
  startOf,
  type Collection,
  type Page,
} from './page.ts'

interface Member {
  readonly step: string | number
  readonly start: number
  readonly end: number
}

/** The edits of a mapping in braces or a list in brackets, in one line or several. */
export function changeFlow(page: Page, node: Collection, changes: Changes): TextEdit[] | undefined {
  const { text } = page
  const { edits, rest } = isMap(node) ? renaming(page, node, changes) : { edits: [], rest: changes }
  const members = membersOf(node)
  if (members === undefined) return undefined
  const style = styleOf(text, node)
  const filled = members.filter(({ step }) => isMap(node) && rest.added.has(step))
  const fresh = [...rest.added]
    .filter(([step]) => !filled.some((member) => member.step === step))
    .map(([step, value]) => memberText(node, [step, value], style))
  const stays = members.filter(({ step }) => !rest.removed.has(step))
  const last = members.at(-1)
  if (last === undefined || stays.length === 0) return wholeInside(text, node, { fresh, style })
  const all = [
    ...edits,
    ...removals(text, members, rest.removed),
    ...filled.map((member) => fill(page, node, [member, rest.added.get(member.step) ?? ''])),
    ...(fresh.length === 0 ? [] : appended(page, node, { last, fresh, style })),
  ]
  return all.every((edit) => edit !== undefined) ? all : undefined
}

/** Undefined where something in it is shared or has a tag or no key in front of it. */
function membersOf(node: Collection): Member[] | undefined {
  if (!isMap(node)) {
    if (!node.items.every((item) => isOwn(item))) return undefined
    return node.items.map((item, step) => ({ step, start: startOf(item), end: endOf(item) }))
  }
  const pairs = node.items as Pair[]
  if (!pairs.every(({ key }) => isOwn(key) && endOf(key) > startOf(key))) return undefined
  return pairs.map((pair) => ({ step: keyText(pair), start: startOf(pair.key), end: endOfPair(pair) }))
}

function memberText(node: Collection, [step, value]: [string | number, Json], style: FlowStyle): string {
  const text = flowText(value, style)
  return isMap(node) ? yamlScalar(String(step), style.quote) + style.colon + text : text
}

/** Everything between the brackets, unless somebody remarks on it there. */
function wholeInside(
  text: string,
  node: Collection,
  { fresh, style: { comma, pad } }: Pick<Appended, 'fresh' | 'style'>,
): TextEdit[] | undefined {
  const [start, end] = [startOf(node) + 1, endOf(node) - 1]
  if (text.slice(start, end).includes('#')) return undefined
  return [{ start, end, text: fresh.length === 0 ? '' : `${pad}${fresh.join(comma)}${pad}` }]
}

interface Appended {
  readonly last: Member
  readonly fresh: readonly string[]
  readonly style: FlowStyle
}

/** Behind the last one and its remark: in lines of their own where that one has its own. */
function appended({ text, newline }: Page, node: Collection, { last, fresh, style }: Appended): TextEdit[] {
  const line = lineStart(text, last.start)
  const indent = text.slice(line, last.start)
  const isAlone = indent.trim() === '' && line > startOf(node)
  const comma = isAlone ? `,${newline}${indent}` : style.comma
  const [remark, itsComma] =
    /^(,?)[ \t]*#.*?(?=\r?\n)/.exec(text.slice(last.end, lineEnd(text, last.end))) ?? []
  const { end } = last
  if (remark === undefined) return [{ start: end, end, text: fresh.map((item) => comma + item).join('') }]
  const below = end + remark.length
  const inLines = fresh.map((item) => newline + indent + item).join(',')
  return [
    ...(itsComma === '' ? [{ start: end, end, text: ',' }] : []),
    { start: below, end: below, text: isAlone ? inLines : newline + fresh.join(style.comma) },
  ]
}

/** Each member that goes, and one comma with it: the one behind it, or of the last ones the one in front of them. */
function removals(
  text: string,
  members: readonly Member[],
  removed: Changes['removed'],
): (TextEdit | undefined)[] {
  const kept = members.findLastIndex(({ step }) => !removed.has(step))
  const beforeLast = members[kept]?.end ?? 0
  const edits = members.flatMap((member, index) => {
    if (!removed.has(member.step)) return []
    const next = members[index + 1]
    return [{ ...(next === undefined ? ownLine(text, member) : upTo(text, member, next)), text: '' }]
  })
  const first = members[kept + 1]
  return first === undefined ? edits : [commaIn(text, beforeLast, first.start), ...edits]
}

/** From a member to the next one, but for comments of their own between them. */
function upTo(text: string, { start, end }: Member, next: Member): { start: number; end: number } {
  const comma = commaIn(text, end, next.start)
  const behind = comma?.end ?? end
  const line = lineStart(text, start)
  const lineFeed = lineEnd(text, behind)
  if (text.slice(line, start).trim() === '' && /^[ \t]*(?:#.*)?\r?\n?$/.test(text.slice(behind, lineFeed)))
    return { start: line, end: lineFeed }
  const blanks = /^[ \t]*/.exec(text.slice(behind, next.start))?.[0].length ?? 0
  return { start, end: behind + blanks }
}

/** The last member, with its line where it is alone on it. */
function ownLine(text: string, { start, end }: Member): { start: number; end: number } {
  const line = lineStart(text, start)
  const lineFeed = lineEnd(text, end)
  const isAlone =
    text.slice(line, start).trim() === '' && /^,?[ \t]*(?:#.*)?\r?\n$/.test(text.slice(end, lineFeed))
  if (isAlone) return { start: line, end: lineFeed }
  const blanks = /[ \t]*$/.exec(text.slice(line, start))?.[0].length ?? 0
  return { start: start - blanks, end }
}

/** The comma between two members, and none that is in a comment. */
function commaIn(text: string, from: number, to: number): TextEdit | undefined {
  const before = /^(?:[ \t\r\n]|#.*)*/.exec(text.slice(from, to))?.[0].length ?? 0
  const at = from + before
  return text[at] === ',' ? { start: at, end: at + 1, text: '' } : undefined
}

function fill(
  { text }: Page,
  node: Collection,
  [{ step, end }, value]: readonly [Member, Json],
): TextEdit | undefined {
  const pair = (node.items as Pair[]).find((item) => keyText(item) === step)
  if (pair === undefined || !isNull(pair.value)) return undefined
  const after = endOf(pair.key)
  const isSaid = endOf(pair.value) > after && endOf(pair.value) > startOf(pair.value)
  const style = styleOf(text, node)
  if (isSaid) return { start: startOf(pair.value), end, text: flowText(value, style) }
  const colon = /^[ \t]*:/.exec(text.slice(after, after + 100))?.[0].length
  return colon === undefined
    ? undefined
    : { start: after + colon, end: after + colon, text: ` ${flowText(value, style)}` }
}
