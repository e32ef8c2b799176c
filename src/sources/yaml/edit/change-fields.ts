import { isCollection, isMap, isSeq, type Document, type Pair } from 'yaml'
import type { FieldChange, Json, TextEdit } from '../../../world/field-change.ts'
import { changeBlockList } from './block-list.ts'
import { changeBlockMap } from './block-map.ts'
import type { Changes } from './changes.ts'
import { changeFlow } from './flow.ts'
import { isNull, keyText, readPage, type Collection, type Page } from './page.ts'

/**
 * What to write in a document so that fields are made or taken out, and everything else stays the same, byte for byte. Undefined where
 * that cannot be: an anchor or an alias shares what would change, a key is written twice, or the document is written in a way that has
 * no such place. A value that is there and gets another one is not its business.
 */
export function changeFields(
  text: string,
  document: Document.Parsed,
  changes: readonly FieldChange[],
): TextEdit[] | undefined {
  const groups = new Map<Collection, Changes>()
  if (!changes.every((change) => addTo(groups, document, change))) return undefined
  const page = readPage(text, document)
  const edits: TextEdit[] = []
  for (const [node, group] of deepestFirst(groups)) {
    const own = changeOne(page, node, group)
    if (own === undefined) return undefined
    edits.push(...own)
  }
  return joined(edits)
}

/** What is deeper starts later, and comes first where both end on one line. */
function deepestFirst(groups: ReadonlyMap<Collection, Changes>): [Collection, Changes][] {
  return [...groups].toSorted(([a], [b]) => (b.range?.[0] ?? 0) - (a.range?.[0] ?? 0))
}

function changeOne(page: Page, node: Collection, changes: Changes): TextEdit[] | undefined {
  if (node.flow === true) return changeFlow(page, node, changes)
  return isMap(node) ? changeBlockMap(page, node, changes) : changeBlockList(page, node, changes)
}

/** In order, with insertions at one place as one; undefined where two edits overlap. */
function joined(edits: readonly TextEdit[]): TextEdit[] | undefined {
  const result: TextEdit[] = []
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const last = result.at(-1)
    if (last !== undefined && last.end > edit.start) return undefined
    if (last?.start === edit.end) result[result.length - 1] = { ...last, text: last.text + edit.text }
    else result.push(edit)
  }
  return result
}

/** Files a change under the deepest collection that is there; false where it cannot be made. */
function addTo(groups: Map<Collection, Changes>, document: Document.Parsed, change: FieldChange): boolean {
  const way = wayTo(document, change.at)
  if (way === undefined) return false
  const { parent, step, below } = way
  const group = groups.get(parent) ?? { removed: new Set(), added: new Map<string | number, Json>() }
  groups.set(parent, group)
  if ('remove' in change) {
    group.removed.add(step)
    return below.length === 0 && isThere(parent, step)
  }
  const value = merged(group.added.get(step), below, change.set)
  if (value === undefined || !isFree(parent, step, group)) return false
  group.added.set(step, value)
  return true
}

/** Nothing is written there yet; behind the last item of a list one more may come. */
function isFree(parent: Collection, step: string | number, { added }: Changes): boolean {
  if (added.has(step)) return true
  if (isSeq(parent)) return step === parent.items.length + added.size
  const pairs = pairsOf(parent, step)
  return pairs.length < 2 && pairs.every(({ value }) => isNull(value))
}

/** What one change makes, with what another one makes next to it; undefined where they are at odds. */
function merged(there: Json | undefined, below: readonly (string | number)[], value: Json): Json | undefined {
  if (there === undefined)
    return below.reduceRight<Json>(
      (inner, step) => (typeof step === 'number' ? [inner] : { [step]: inner }),
      value,
    )
  const [first, ...rest] = below
  if (first === undefined || typeof there !== 'object') return undefined
  const inner = merged((there as Readonly<Record<string, Json>>)[first], rest, value)
  if (inner === undefined) return undefined
  if (!Array.isArray(there)) return { ...(there as Readonly<Record<string, Json>>), [first]: inner }
  const items = [...(there as readonly Json[])]
  items[Number(first)] = inner
  return Number(first) > there.length ? undefined : items
}

interface InsertionPoint {
  readonly parent: Collection
  readonly step: string | number
  /** What is missing below that step. */
  readonly below: readonly (string | number)[]
}

function wayTo({ contents }: Document.Parsed, at: FieldChange['at']): InsertionPoint | undefined {
  let node: unknown = contents
  for (const [depth, step] of at.entries()) {
    if (!isCollection(node) || node.anchor !== undefined || !(isMap(node) || isSeq(node))) return undefined
    const next = valueIn(node, step)
    if (depth === at.length - 1 || isNull(next)) {
      const isElsewhere = isMap(node) && next === null && node.items.some((pair) => keyText(pair) === '<<')
      return isElsewhere ? undefined : { parent: node, step, below: at.slice(depth + 1) }
    }
    node = next
  }
  return undefined
}

function pairsOf(map: Collection, step: string | number): Pair[] {
  return (map.items as Pair[]).filter((pair) => keyText(pair) === String(step))
}

/** Null where there is none. */
function valueIn(parent: Collection, step: string | number): unknown {
  if (isSeq(parent)) return typeof step === 'number' ? (parent.items[step] ?? null) : null
  return pairsOf(parent, step).at(-1)?.value ?? null
}

function isThere(parent: Collection, step: string | number): boolean {
  if (isSeq(parent)) return typeof step === 'number' && step < parent.items.length
  return pairsOf(parent, step).length === 1
}
