import type { Edit, Fix } from '../../diagnose/fix.ts'
import { pieceFinder, type PieceFinder } from '../../text/piece.ts'

/** A piece of text in a file that another one replaces; offsets in UTF-16 code units. */
interface Replacement {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Something wrong that says how it could be fixed. */
export interface Fixable {
  readonly fix?: Fix
}

/** The whole new text of a file, and the findings that it fixes. */
export interface FilePlan<F extends Fixable = Fixable> {
  readonly file: string
  readonly text: string
  readonly fixed: readonly F[]
}

export interface FixSource {
  readonly textOf: (file: string) => string | undefined
  /** The file of an edit and where the edited value is in it; undefined where nothing can be edited. */
  readonly spanOf: (edit: Edit) => { file: string; start: number; end: number; shared: boolean } | undefined
}

/**
 * Turns the fixes of findings into new texts, one for each file. Everything outside of the edited values stays as it
 * is: comments, order, indentation, line ends. A fix is left out when one of its edits cannot be placed, is in a
 * value that an alias shares, or overlaps another fix.
 */
export function planFixes<F extends Fixable>(findings: readonly F[], source: FixSource): FilePlan<F>[] {
  const files = new Map<string, { replacements: Replacement[]; fixed: F[] }>()
  const finders = new Map<string, PieceFinder>()
  for (const finding of findings) {
    const placed = finding.fix?.edits.map((edit) => placeEdit(edit, source, finders)) ?? []
    if (
      placed.length === 0 ||
      placed.some((item) => item === undefined || overlaps(files.get(item.file)?.replacements, item))
    )
      continue
    for (const item of placed) {
      if (item === undefined) continue
      const plan = files.get(item.file) ?? { replacements: [], fixed: [] }
      plan.replacements.splice(indexOf(plan.replacements, item), 0, item)
      if (plan.fixed.at(-1) !== finding) plan.fixed.push(finding)
      files.set(item.file, plan)
    }
  }
  return [...files].map(([file, { replacements, fixed }]) => ({
    file,
    text: replaceAll(source.textOf(file) ?? '', replacements),
    fixed,
  }))
}

/** Where an edit goes, and what it writes there; undefined where it cannot be made. `finders` are kept for the values of one run. */
export function placeEdit(
  edit: Edit,
  { textOf, spanOf }: FixSource,
  finders: Map<string, PieceFinder> = new Map(),
): (Replacement & { file: string }) | undefined {
  const span = spanOf(edit)
  const text = span && textOf(span.file)
  if (span === undefined || text === undefined || span.shared) return undefined
  const { file, start, end } = span
  const written = text.slice(start, end)
  if ('remove' in edit) return undefined
  if ('set' in edit)
    return typeof edit.set === 'object'
      ? undefined
      : { file, start, end, text: scalarLike(written, edit.set) + (/\r?\n$/.exec(written)?.[0] ?? '') }
  const { piece, replaceBy } = edit
  // many pieces of one value may be wrong: it is read once
  const find = finders.get(`${start} ${file}`) ?? pieceFinder(piece.within, written)
  finders.set(`${start} ${file}`, find)
  const found = find(piece)
  if (found === undefined) return undefined
  return { file, start: start + found, end: start + found + piece.text.length, text: replaceBy }
}

/** Where a replacement belongs among others, which are sorted and do not overlap. */
function indexOf(existing: readonly Replacement[], { start }: Replacement): number {
  let low = 0
  let high = existing.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((existing[middle]?.start ?? 0) < start) low = middle + 1
    else high = middle
  }
  return low
}

function overlaps(existing: readonly Replacement[] = [], item: Replacement): boolean {
  const index = indexOf(existing, item)
  const [before, after] = [existing[index - 1], existing[index]]
  return (before !== undefined && before.end > item.start) || (after !== undefined && after.start < item.end)
}

function replaceAll(text: string, replacements: readonly Replacement[]): string {
  const parts: string[] = []
  let rest = 0
  for (const { start, end, text: insert } of replacements) {
    parts.push(text.slice(rest, start), insert)
    rest = end
  }
  return parts.join('') + text.slice(rest)
}

// letters first, nothing that YAML 1.1 reads as something else than a string
const plainSafe = /^[A-Za-z][\w./-]*$/
const reserved = /^(y|n|yes|no|on|off|true|false|null)$/i

/** Writes a value in the style of the one it replaces; quotes are added only where YAML needs them. */
function scalarLike(written: string, value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value)
  if (written.startsWith('"')) return JSON.stringify(value)
  if (written.startsWith("'") && !value.includes("'")) return `'${value}'`
  return plainSafe.test(value) && !reserved.test(value) ? value : JSON.stringify(value)
}
