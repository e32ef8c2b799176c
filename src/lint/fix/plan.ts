import type { Edit, Fix } from '../../rules/rule.ts'
import { placeOfPiece } from '../../text/piece.ts'

/** A piece of text in a file that another one replaces; offsets in UTF-16 code units. */
interface Replacement {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Something wrong that says how it could be mended. */
export interface Mendable {
  readonly fix?: Fix
}

/** The whole new text of a file, and the findings that it mends. */
export interface FilePlan<F extends Mendable = Mendable> {
  readonly file: string
  readonly text: string
  readonly mended: readonly F[]
}

export interface FixSource {
  readonly textOf: (file: string) => string | undefined
  /** The file of an edit and where the edited value stands in it; undefined where nothing can be edited. */
  readonly spanOf: (edit: Edit) => { file: string; start: number; end: number; shared: boolean } | undefined
}

/**
 * Turns the fixes of findings into new texts, one for each file. Everything outside of the edited values stays as it
 * is: comments, order, indentation, line ends. A fix is left out when one of its edits cannot be placed, stands in a
 * value that an alias shares, or overlaps another fix.
 */
export function planFixes<F extends Mendable>(findings: readonly F[], source: FixSource): FilePlan<F>[] {
  const files = new Map<string, { replacements: Replacement[]; mended: F[] }>()
  for (const finding of findings) {
    const placed = finding.fix?.edits.map((edit) => place(edit, source)) ?? []
    if (
      placed.length === 0 ||
      placed.some((item) => item === undefined || overlaps(files.get(item.file)?.replacements, item))
    )
      continue
    for (const item of placed) {
      if (item === undefined) continue
      const plan = files.get(item.file) ?? { replacements: [], mended: [] }
      plan.replacements.push(item)
      if (!plan.mended.includes(finding)) plan.mended.push(finding)
      files.set(item.file, plan)
    }
  }
  return [...files].map(([file, { replacements, mended }]) => ({
    file,
    text: replaceAll(source.textOf(file) ?? '', replacements),
    mended,
  }))
}

function place(edit: Edit, { textOf, spanOf }: FixSource): (Replacement & { file: string }) | undefined {
  const span = spanOf(edit)
  const text = span && textOf(span.file)
  if (span === undefined || text === undefined || span.shared) return undefined
  const { file, start, end } = span
  const written = text.slice(start, end)
  if ('set' in edit)
    return { file, start, end, text: scalarLike(written, edit.set) + (/\r?\n$/.exec(written)?.[0] ?? '') }
  const found = placeOfPiece(written, edit.piece)
  if (found === undefined) return undefined
  return { file, start: start + found, end: start + found + edit.piece.text.length, text: edit.replaceBy }
}

function overlaps(existing: readonly Replacement[] | undefined, { start, end }: Replacement): boolean {
  return existing?.some((other) => start < other.end && other.start < end) ?? false
}

function replaceAll(text: string, replacements: readonly Replacement[]): string {
  let result = text
  for (const { start, end, text: insert } of replacements.toSorted((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + insert + result.slice(end)
  }
  return result
}

// letters first, nothing that YAML 1.1 reads as something else than a string
const plainSafe = /^[A-Za-z][\w./-]*$/
const reserved = /^(y|n|yes|no|on|off|true|false|null)$/i

/** Writes a value in the style of the one it replaces; quotes are added only where YAML needs them. */
function scalarLike(written: string, value: string | number): string {
  if (typeof value === 'number') return String(value)
  if (written.startsWith('"')) return JSON.stringify(value)
  if (written.startsWith("'") && !value.includes("'")) return `'${value}'`
  return plainSafe.test(value) && !reserved.test(value) ? value : JSON.stringify(value)
}
