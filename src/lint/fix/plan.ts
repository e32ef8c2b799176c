import type { Edit, Fix } from '../../diagnose/fix.ts'
import type { FieldChange, TextEdit } from '../../world/field-change.ts'
import type { Resource } from '../../world/resource.ts'
import { pieceFinder, type PieceFinder } from '../../text/piece.ts'
import { yamlScalar } from '../../text/yaml-scalar.ts'

/** A piece of text in a file that another one replaces. */
export interface Replacement extends TextEdit {
  readonly file: string
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
  /** What makes fields of an object or takes them out; undefined where nothing can be edited. */
  readonly rewrite: (
    resource: Resource,
    changes: readonly FieldChange[],
  ) => readonly Replacement[] | undefined
}

/**
 * Turns the fixes of findings into new texts, one for each file. Everything that no fix names stays as it is: comments, order,
 * indentation, line ends. A fix is left out when one of its edits cannot be placed, is in a value that an alias shares, or is where
 * another fix edits.
 */
export function planFixes<F extends Fixable>(findings: readonly F[], source: FixSource): FilePlan<F>[] {
  const files = new Map<string, { replacements: Replacement[]; fixed: F[] }>()
  const finders: Finders = new Map()
  for (const finding of findings) {
    const placed = (finding.fix && placeFix(finding.fix, source, finders)) ?? []
    if (placed.length === 0 || placed.some((item) => overlaps(files.get(item.file)?.replacements, item)))
      continue
    for (const item of placed) {
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

/** Many pieces of one value may be wrong: it is read once. */
type Finders = Map<string, PieceFinder>

/** All that a fix writes; undefined where a part of it cannot be made. `finders` are kept for the values of one run. */
export function placeFix(
  { edits }: Fix,
  source: FixSource,
  finders: Finders = new Map(),
): Replacement[] | undefined {
  const placed: Replacement[] = []
  const changes = new Map<Resource, FieldChange[]>()
  for (const edit of edits) {
    const own = placeEdit(edit, source, finders)
    if (own !== undefined) placed.push(own)
    else if ('piece' in edit) return undefined
    else changes.set(edit.resource, [...(changes.get(edit.resource) ?? []), edit])
  }
  for (const [resource, list] of changes) {
    const own = source.rewrite(resource, list)
    if (own === undefined) return undefined
    placed.push(...own)
  }
  return placed
}

/** What replaces a value that is there, or a piece of it. */
function placeEdit(edit: Edit, { textOf, spanOf }: FixSource, finders: Finders): Replacement | undefined {
  if ('remove' in edit || ('set' in edit && typeof edit.set === 'object')) return undefined
  const span = spanOf(edit)
  const text = span && textOf(span.file)
  if (span === undefined || text === undefined || span.shared) return undefined
  const { file, start, end } = span
  const written = text.slice(start, end)
  if ('set' in edit) {
    const lineEnd = /\r?\n$/.exec(written)?.[0] ?? ''
    return { file, start, end, text: yamlScalar(edit.set as string | number | boolean, written) + lineEnd }
  }
  const { piece, replaceBy } = edit
  const find = finders.get(`${start} ${file}`) ?? pieceFinder(piece.within, written)
  finders.set(`${start} ${file}`, find)
  const found = find(piece)
  if (found === undefined) return undefined
  return { file, start: start + found, end: start + found + piece.text.length, text: replaceBy }
}

/** Where a replacement belongs among others, which are sorted and do not overlap. */
function indexOf(existing: readonly TextEdit[], { start }: TextEdit): number {
  let low = 0
  let high = existing.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((existing[middle]?.start ?? 0) < start) low = middle + 1
    else high = middle
  }
  return low
}

function overlaps(existing: readonly TextEdit[] = [], item: TextEdit): boolean {
  const index = indexOf(existing, item)
  const [before, after] = [existing[index - 1], existing[index]]
  // at one place only one fix may write something new: what comes first is known when the next one is looked at
  const isNew = item.start === item.end
  return (
    (before !== undefined &&
      (before.end > item.start || (before.end === item.start && (isNew || isEmpty(before))))) ||
    (after !== undefined &&
      (after.start < item.end || (after.start === item.end && (isNew || isEmpty(after)))))
  )
}

function isEmpty({ start, end }: TextEdit): boolean {
  return start === end
}

function replaceAll(text: string, replacements: readonly TextEdit[]): string {
  const parts: string[] = []
  let rest = 0
  for (const { start, end, text: insert } of replacements) {
    parts.push(text.slice(rest, start), insert)
    rest = end
  }
  return parts.join('') + text.slice(rest)
}
