import { labelOf } from '../world/labels.ts'
import { nearest } from '../text/nearest.ts'
import { formatPath } from '../world/place.ts'
import { idOf, type Resource } from '../world/resource.ts'
import type { BareFinding, Located } from './finding.ts'
import { placeShown } from '../world/place-shown.ts'

/** On any object, one entry a line or separated by `;`: `target-port-undeclared: the program binds it at run time`. */
const ignoreAnnotation = 'kubectl-svc/ignore'

/** Rules of the engine itself; `svc explain` knows them too. */
export const suppressionRules = {
  'unused-suppression': {
    title: 'a suppression silences nothing',
    why: 'A suppression that silences nothing hides the next mistake in the same place, and misleads its reader.',
  },
  'suppression-without-reason': {
    title: 'a suppression names no rule or gives no reason',
    why: 'Who reads the manifest next must be able to tell whether the reason still holds.',
  },
} as const

/** Which rules ran, and which there are. */
export interface RuleIds {
  readonly run: ReadonlySet<string>
  readonly known: ReadonlySet<string>
}

/** One order to be silent, and where it is. */
interface Suppression {
  readonly resource: Resource
  readonly rule: string
  readonly reason: string
  /** The line that a comment speaks of; absent when it speaks of the whole resource. */
  readonly line?: number
  readonly writtenAt?: number
}

/**
 * Takes out what annotations (`kubectl-svc/ignore`) and comments (`# svc-ignore: RULE reason`) silence, and adds a
 * finding for each suppression that names no rule, gives no reason or silences nothing.
 * A comment at the end of a line speaks of that line, one on a line of its own of the next; above the first key, of the
 * whole document.
 */
export function suppress(
  located: readonly Located[],
  resources: readonly Resource[],
  ids: RuleIds,
): { kept: BareFinding[]; suppressed: number } {
  const suppressions = resources.flatMap(suppressionsOf)
  if (suppressions.length === 0) return { kept: located.map(({ finding }) => finding), suppressed: 0 }
  const used = new Set<Suppression>()
  const kept = located.filter(({ finding, subject, fieldLine }) => {
    const match = suppressions.filter(
      (item) => item.resource === subject && item.reason !== '' && silences(item, finding, fieldLine),
    )
    for (const item of match) used.add(item)
    return match.length === 0
  })
  const complaints = suppressions
    .filter((item) => !used.has(item) && !isElsewhere(item, ids))
    .map((item) => complaint(item, ids.known))
  return {
    kept: [...kept.map(({ finding }) => finding), ...complaints],
    suppressed: located.length - kept.length,
  }
}

/** It speaks, with a reason, of a rule that did not run this time. */
function isElsewhere({ rule, reason }: Suppression, { run, known }: RuleIds): boolean {
  return reason !== '' && known.has(rule) && !run.has(rule)
}

function silences({ rule, line }: Suppression, finding: BareFinding, fieldLine: number | undefined): boolean {
  const own = (finding.rendered ?? finding.location)?.line
  return rule === finding.rule && (line === undefined || line === own || line === fieldLine)
}

function suppressionsOf(resource: Resource): Suppression[] {
  return [...fromAnnotation(resource), ...fromComments(resource)]
}

function fromAnnotation(resource: Resource): Suppression[] {
  const text = labelOf(resource.manifest.metadata?.annotations, ignoreAnnotation) ?? ''
  return text
    .split(/[;\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => ({ resource, ...parseEntry(entry) }))
}

function fromComments(resource: Resource): Suppression[] {
  const comments = resource.origin.comments().filter(({ text }) => text.startsWith('svc-ignore'))
  if (comments.length === 0) return []
  const all = resource.origin.comments()
  const first = resource.origin.locate([], 'key')?.line ?? 0
  const last = resource.origin.locate([], 'value')?.endLine ?? Number.MAX_SAFE_INTEGER
  return comments
    .filter(({ line }) => line <= last)
    .map(({ text, line, alone }) => {
      const entry = parseEntry(text.replace(/^svc-ignore:?/, '').trim())
      if (alone && line < first) return { resource, ...entry, writtenAt: line }
      return { resource, ...entry, writtenAt: line, line: alone ? nextCode(all, line) : line }
    })
}

/** The first line below that is no comment of its own. */
function nextCode(comments: readonly { line: number; alone: boolean }[], line: number): number {
  const alone = new Set(comments.filter((comment) => comment.alone).map((comment) => comment.line))
  let next = line + 1
  while (alone.has(next)) next++
  return next
}

function parseEntry(entry: string): { rule: string; reason: string } {
  const match = /^([\w-]+):?\s*(.*)$/s.exec(entry)
  return { rule: match?.[1] ?? '', reason: match?.[2]?.trim() ?? '' }
}

function complaint(suppression: Suppression, ruleIds: ReadonlySet<string>): BareFinding {
  const { resource, rule, reason, writtenAt } = suppression
  const path = ['metadata', 'annotations', ignoreAnnotation]
  const file = resource.origin.file
  const place =
    writtenAt === undefined || file === undefined
      ? resource.origin.locate(path, 'key')
      : { file, line: writtenAt, column: 1, endLine: writtenAt, endColumn: 2 }
  const known = ruleIds.has(rule)
  const [meant] = known ? [] : nearest(rule, ruleIds)
  const without = !known || reason === ''
  return {
    rule: without ? 'suppression-without-reason' : 'unused-suppression',
    severity: 'warning',
    verdict: 'broken',
    resource: idOf(resource),
    path: writtenAt === undefined ? formatPath(path) : '.',
    label: resource.origin.label,
    ...placeShown(resource.origin, place),
    message: !known
      ? `suppression of "${rule}", which is not a rule`
      : without
        ? `suppression of "${rule}" gives no reason`
        : `suppression of "${rule}" silences nothing here`,
    hint:
      meant !== undefined
        ? `did you mean "${meant}"?`
        : without
          ? 'write: svc-ignore: RULE reason'
          : 'remove it',
    related: [],
    fixable: false,
  }
}
