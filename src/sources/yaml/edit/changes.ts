import { isScalar, type Pair, type YAMLMap } from 'yaml'
import type { Json, TextEdit } from '../../../world/field-change.ts'
import { yamlScalar } from '../../../text/yaml-scalar.ts'
import { endOf, isOwn, keyText, startOf, type Page } from './page.ts'

/** What happens in one mapping or list: keys or indexes that go, and those that come. */
export interface Changes {
  readonly removed: Set<string | number>
  readonly added: Map<string | number, Json>
}

interface Renaming {
  /** Keys that become others where they are, with their comments. */
  readonly edits: readonly TextEdit[]
  /** What is left to do. */
  readonly rest: Changes
}

/** A key that goes and one that comes are one that changes its name, where both hold a plain value, or the same one. */
export function renaming(page: Page, map: YAMLMap, { removed, added }: Changes): Renaming {
  const rest: Changes = { removed: new Set(removed), added: new Map(added) }
  const edits: TextEdit[] = []
  const going = (map.items as Pair[]).filter((pair) => removed.has(keyText(pair)))
  const coming = [...added].filter(([key]) => !map.items.some((pair) => keyText(pair) === String(key)))
  for (const [index, pair] of going.entries()) {
    const [key, value] = coming[index] ?? []
    if (key === undefined || value === undefined) continue
    const own = renamed(page, pair, [String(key), value])
    if (own === undefined) continue
    edits.push(...own)
    rest.removed.delete(keyText(pair))
    rest.added.delete(key)
  }
  return { edits, rest }
}

/** Undefined where the value is more than a piece of one line, and not the same. */
function renamed(
  { text, document }: Page,
  { key: node, value: there }: Pair,
  [key, value]: [string, Json],
): TextEdit[] | undefined {
  const place = pieceOf(text, node)
  if (place === undefined) return undefined
  const edit = { ...place, text: yamlScalar(key, text.slice(place.start, place.end)) }
  const old: unknown = isOwn(there) ? there.toJS(document) : undefined
  if (JSON.stringify(old) === JSON.stringify(value)) return [edit]
  const piece = isPlain(there) ? pieceOf(text, there) : undefined
  if (piece === undefined || typeof value === 'object') return undefined
  return [edit, { ...piece, text: yamlScalar(value, text.slice(piece.start, piece.end)) }]
}

function isPlain(value: unknown): boolean {
  return isScalar(value) && value.type?.startsWith('BLOCK') !== true && value.tag === undefined
}

function pieceOf(text: string, node: unknown): { start: number; end: number } | undefined {
  if (!isOwn(node)) return undefined
  const piece = { start: startOf(node), end: endOf(node) }
  // of several lines, what is between them would be lost
  return piece.start === piece.end || text.slice(piece.start, piece.end).includes('\n') ? undefined : piece
}
