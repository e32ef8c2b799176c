import type { Edit, Fix } from '../diagnose/fix.ts'
import type { AnyRule, Message, Violation } from '../rules/rule.ts'
import type { Doubt } from '../world/coverage.ts'
import { defined } from '../world/defined.ts'
import { kindOf, type Kind } from '../world/kinds.ts'
import type { FieldChange } from '../world/field-change.ts'
import { formatPath } from '../world/place.ts'
import { showReasons } from '../world/reason.ts'
import { idOf, type Resource } from '../world/resource.ts'
import { appliedApart, patchOf } from '../world/applied-together.ts'
import type { World } from '../world/world.ts'
import type { BareFinding, Finding, LintResult, LintSummary, Located, RelatedPlace } from './finding.ts'
import { withFingerprints } from './fingerprint.ts'
import { placeShown } from '../world/place-shown.ts'
import { countsOf } from './keep-findings.ts'
import { suppress } from './suppress.ts'

export interface LintOptions {
  /** Which resources are checked; all when absent. The others still count as evidence. */
  readonly only?: (resource: Resource) => boolean
  /** The ids of all rules there are, when only some of them run: a suppression of another one is no mistake. */
  readonly known?: Iterable<string>
  /** Called before each resource is checked, with the number of those that were. */
  readonly onResource?: (checked: number, of: number) => void
}

/**
 * Runs the rules over the World.
 * In: a World and the rules to run. Out: findings with their places, sorted, so that the order of documents never shows.
 * Never throws for anything that a World can hold.
 */
export function lint(
  world: World,
  rules: readonly AnyRule[],
  { only = () => true, known = [], onResource = () => undefined }: LintOptions = {},
): LintResult {
  // document by document: what one rule made of it the next one finds, and its positions are read once
  const ofInvalidTypes = rules.filter(readsInvalidTypes)
  const found = withoutYielding([
    ...violationsIn(world, world.resources.filter(only), { rulesOn: rulesByKind(rules), onResource }),
    ...violationsIn(world, world.invalidTypes.filter(only), { rulesOn: () => ofInvalidTypes }),
  ])
  const raw = found.map((item) => locate(world, item))
  const run = new Set(rules.map(({ id }) => id))
  const { kept, suppressed } = suppress(raw, [...world.resources, ...world.invalidTypes].filter(only), {
    run,
    known: new Set([...run, ...known]),
  })
  const findings = withFingerprints(kept.toSorted(byPlace))
  const notRead = [...world.notRead, ...(world.before?.notRead ?? [])]
  return { findings, suppressed, unread: world.unread, notRead, summary: summarize(findings, world) }
}

type RulesOn = (subject: Resource) => readonly AnyRule[]

function violationsIn(
  world: World,
  subjects: readonly Resource[],
  { rulesOn, onResource }: { readonly rulesOn: RulesOn } & Pick<LintOptions, 'onResource'>,
): FoundViolation[] {
  const found: FoundViolation[] = []
  const add = (rule: AnyRule, subject: Resource) => {
    for (const violation of rule.check(subject, world))
      if (!isApart(subject, violation)) found.push({ rule, subject, violation })
  }
  for (const [index, subject] of subjects.entries()) {
    onResource?.(index, subjects.length)
    for (const rule of rulesOn(subject)) add(rule, subject)
  }
  return found
}

function rulesByKind(rules: readonly AnyRule[]): RulesOn {
  const byKind = new Map<Kind | undefined, readonly AnyRule[]>()
  return ({ manifest }) => {
    const kind = kindOf(manifest)
    const known = byKind.get(kind)
    if (known !== undefined) return known
    const own = rules.filter(
      ({ subject }) => subject === 'all' || (kind !== undefined && subject.includes(kind)),
    )
    byKind.set(kind, own)
    return own
  }
}

function readsInvalidTypes(rule: AnyRule): boolean {
  return rule.subject === 'all' && rule.readsInvalidTypes === true
}

/** It is about objects that different kustomizations apply. */
function isApart(subject: Resource, { related = [] }: Violation<unknown>): boolean {
  return related.some(({ resource }) => appliedApart(subject, resource))
}

/** A violation, and who found it where. */
interface FoundViolation {
  readonly rule: AnyRule
  readonly subject: Resource
  readonly violation: Violation<unknown>
}

/** Leaves out what a yielding rule says of a place of which another rule speaks as severely. */
function withoutYielding(found: readonly FoundViolation[]): FoundViolation[] {
  const taken = new Map<Resource, Set<string>>()
  const keyOf = (item: FoundViolation) => `${severityOf(item)} ${formatPath(item.violation.at)}`
  for (const item of found) {
    if (item.rule.yields === true || item.violation.absence !== undefined) continue
    const places = taken.get(item.subject) ?? new Set()
    taken.set(item.subject, places.add(keyOf(item)))
  }
  return found.filter(
    (item) => item.rule.yields !== true || taken.get(item.subject)?.has(keyOf(item)) !== true,
  )
}

function severityOf({ rule, violation }: FoundViolation): Finding['severity'] {
  return violation.severity ?? rule.severity
}

function locate(world: World, found: FoundViolation): Located {
  const { rule, subject, violation } = found
  const { at, side = 'value', piece, fix, related = [], refusal = {}, assumes = [] } = violation
  const message: Message = rule.message(violation.data)
  const doubt = doubtOf(world, found)
  const place = placeShown(subject.origin, subject.origin.locate(at, side, piece))
  const finding: BareFinding = {
    rule: rule.id,
    severity: severityOf(found),
    verdict: doubt === undefined ? 'broken' : 'unknown',
    resource: idOf(subject),
    path: formatPath(at),
    label: subject.origin.label,
    message: message.text,
    ...place,
    ...defined({ hint: message.hint, doubt }),
    ...(violation.observed === true ? { basis: 'observed' as const } : {}),
    ...(assumes.length === 0 ? {} : { assumptions: assumes }),
    ...refusal,
    related: related.map((place) => relatedPlace(place)),
    ...showReasons(violation.reasons),
    ...(fix === undefined || doubt !== undefined ? {} : { fix }),
    fixable: doubt === undefined && isDoneUnasked(fix),
  }
  const fieldLine = piece === undefined ? undefined : subject.origin.locate(at, side)?.line
  return { finding, subject, ...(fieldLine === undefined ? {} : { fieldLine }) }
}

/** Is all that a fix edits in files, so that nothing else changes with it? */
function isDoneUnasked(fix: Fix | undefined): boolean {
  if (fix === undefined || fix.maybe === true) return false
  const others = fix.edits.filter((edit) => !isReplaced(edit))
  return [...new Set(others.map(({ resource }) => resource))].every((resource) => {
    const changes = others.filter((edit) => edit.resource === resource)
    return (
      changes.every((edit) => !('piece' in edit)) &&
      resource.origin.rewrite?.(changes as FieldChange[]) !== undefined
    )
  })
}

/** A value that is there, and gets another one. */
function isReplaced(edit: Edit): boolean {
  if ('remove' in edit || ('set' in edit && typeof edit.set === 'object')) return false
  return edit.resource.origin.editable?.(edit.at, 'piece' in edit ? edit.piece : undefined) === true
}

function doubtOf(world: World, { rule, subject, violation }: FoundViolation): Doubt | undefined {
  const stated = violation.doubt ?? patchedLater(subject, violation)
  if (stated !== undefined) return { state: 'partial', because: stated }
  if (violation.absence === undefined) return undefined
  const doubt = world.doubt(rule.evidence, violation.absentFrom ?? subject.namespace)
  // what was meant is in sight: more files of the same kind would not make the slip right
  return doubt?.state === 'partial' && violation.absence === 'near-miss' ? undefined : doubt
}

/** What an overlay changes before it is applied is not built here: a container, a port or a label may come with it. */
function patchedLater(subject: Resource, { at, related = [] }: Violation<unknown>): string | undefined {
  for (const place of [{ resource: subject, at }, ...related]) {
    const patch = patchOf(place.resource, place.at)
    if (patch !== undefined)
      return `${patch.file} patches ${place.resource.kind} ${place.resource.name} there`
  }
  return undefined
}

function relatedPlace({
  resource,
  at,
  note,
}: NonNullable<Violation<unknown>['related']>[number]): RelatedPlace {
  const value = resource.origin.locate(at, 'value')
  // a list or mapping is found by its key, not by its first entry
  const location =
    value === undefined || value.line === value.endLine ? value : resource.origin.locate(at, 'key')
  return {
    resource: idOf(resource),
    path: formatPath(at),
    label: resource.origin.label,
    ...placeShown(resource.origin, location),
    note,
  }
}

/** Files in alphabetical order and from top to bottom, then what has no file, by its name. */
function byPlace(a: BareFinding, b: BareFinding): number {
  return compare(sortKey(a), sortKey(b))
}

function sortKey(finding: BareFinding): (string | number)[] {
  const { location, template, rendered, label, rule, path, message } = finding
  const { line = 0, column = 0 } = location ?? rendered ?? {}
  return [location?.file ?? template ?? `\uFFFF${label}`, line, column, rule, path, message]
}

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? ''
    if (left < right) return -1
    if (left > right) return 1
  }
  return 0
}

function summarize(findings: readonly Finding[], world: World): LintSummary {
  const { invalidTypes } = world
  return {
    ...countsOf(findings),
    services: world.all('Service').length + invalidTypes.filter((item) => kindOf(item) === 'Service').length,
    resources: world.resources.length + invalidTypes.length,
  }
}

/** Does any of the rules have something to say about this kind? */
export function isChecked(rules: readonly AnyRule[], resource: Resource): boolean {
  const kind = kindOf(resource.manifest)
  if (kind === undefined) return false
  // rules about clients look at everything; only when nothing else was asked for do they make a run worth its name
  const specific = rules.filter(({ subject }) => subject !== 'all')
  return specific.length === 0 || specific.some(({ subject }) => subject.includes(kind))
}
