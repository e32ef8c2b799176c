import type { Finding, LintResult, LintSummary, RelatedPlace } from '../../lint/finding.ts'
import type { Unread } from '../../world/coverage.ts'
import type { Location } from '../../world/place.ts'
import { count, joinList } from '../../text/wording.ts'
import { codeFrame } from '../frame.ts'
import type { ReportOptions } from '../options.ts'
import { headlineOf } from './headline.ts'
import { printable } from '../../text/printable.ts'
import { decides } from '../../world/coverage.ts'
import { gapsText } from '../not-read.ts'
import { wrap } from '../wrap.ts'

/** Findings for people: place, rule, what is wrong with a code frame, what would be right; then what is not known. */
export function lintText(result: LintResult, options: ReportOptions): string {
  const broken = result.findings.filter(({ verdict }) => verdict === 'broken')
  const blocks = [
    ...broken.map((finding) => findingBlock(finding, options)),
    ...result.unread.map((item) => unreadBlock(item, options)),
    ...unknownBlock(result.findings, options),
    ...notReadBlock(result, options),
    options.nothing === undefined ? summaryLine(result, options) : nothingLine(options.nothing, options),
  ]
  return `${blocks.join('\n\n')}\n`
}

function findingBlock(finding: Finding, options: ReportOptions): string {
  const { palette, width } = options
  const paint = palette[finding.severity]
  const place = placeOf(finding.label, finding.location)
  const path = finding.location === undefined ? ` ${palette.dim(printable(finding.path))}` : ''
  return [
    `${palette.strong(place)}${path} ${paint(finding.severity)} ${palette.dim(`[${finding.rule}]`)}`,
    `  ${wrap(printable(finding.message), width - 2, 2)}`,
    ...(finding.resource.kind === 'Secret' ? [] : frameOfFinding(finding, options)),
    ...labelled('help', finding.hint, options),
    ...(finding.assumptions ?? []).map((text) => `  ${wrap(printable(`assumes: ${text}`), width - 2, 4)}`),
    ...finding.related
      .slice(0, mostRelated)
      .flatMap((place) => labelled('see', describeRelated(place), options)),
    ...labelled(
      'fix',
      finding.fix && `${finding.fix.title}${finding.fixable ? ' (svc lint --fix does it)' : ''}`,
      options,
    ),
  ].join('\n')
}

// ten pods that are not ready make the point
const mostRelated = 10

/** Of what was rendered the lines that came out, where those of the template are others. */
function frameOfFinding({ location, rendered }: Finding, options: ReportOptions): string[] {
  if (location !== undefined || rendered === undefined) return frameOf(location, options)
  const frame = frameOf(rendered, options)
  const where = `rendered as ${rendered.file}:${rendered.line}:${rendered.column}`
  return frame.length === 0 ? [] : [`    ${options.palette.dim(printable(where))}`, ...frame]
}

function frameOf(location: Location | undefined, options: ReportOptions): string[] {
  if (location === undefined) return []
  const text = options.textOf(location.file)
  return text === undefined ? [] : codeFrame(text, location, options).map((line) => `    ${line}`)
}

function labelled(label: string, text: string | undefined, { palette, width }: ReportOptions): string[] {
  if (text === undefined) return []
  const indent = 8
  return [`  ${palette.note(`${label}:`.padEnd(indent - 2))}${wrap(printable(text), width - indent, indent)}`]
}

function describeRelated({ label, location, path, note }: RelatedPlace): string {
  return `${placeOf(label, location)}${location === undefined && path !== '.' ? ` ${path}` : ''} ${note}`
}

function placeOf(label: string, location: Location | undefined): string {
  return printable(location === undefined ? label : `${location.file}:${location.line}:${location.column}`)
}

function unreadBlock({ because, location, file, label, kind, hint }: Unread, options: ReportOptions): string {
  const { palette, width } = options
  const place =
    location === undefined ? printable(file ?? label ?? 'an input') : placeOf(location.file, location)
  return [
    `${palette.strong(place)} ${palette.warning('unread')}`,
    `  ${wrap(printable(because), width - 2, 2)}`,
    ...(kind === 'Secret' ? [] : frameOf(location, options)),
    ...labelled('help', hint, options),
  ].join('\n')
}

/** One line for each rule and reason: a folder of Services without their workloads must not fill the screen. */
function unknownBlock(findings: readonly Finding[], { palette, width }: ReportOptions): string[] {
  const unknown = findings.filter(({ verdict }) => verdict === 'unknown')
  if (unknown.length === 0) return []
  const groups = new Map<string, Finding[]>()
  for (const finding of unknown) {
    const key = `${finding.rule}\n${finding.doubt?.because ?? ''}`
    groups.set(key, [...(groups.get(key) ?? []), finding])
  }
  const lines = [...groups.values()].map((group) => {
    const [first] = group
    // objects of one name are told apart by where they are
    const subjects = [...new Set(group.map(subjectOf))]
    const text = `${first?.rule} for ${joinList(subjects, 3)}: ${first?.doubt?.because ?? ''}`
    return `  ${wrap(printable(text), width - 4, 4)}`
  })
  return [[palette.note('cannot know'), ...lines].join('\n')]
}

/** `web (deploy/web.yaml:3)` */
function subjectOf({ resource, location, template }: Finding): string {
  if (location !== undefined) return `${resource.name} (${location.file}:${location.line})`
  return template === undefined ? resource.name : `${resource.name} (${template})`
}

function notReadBlock({ notRead }: LintResult, options: ReportOptions): string[] {
  const text = gapsText({ notRead, unread: [] }, options)
  return text === '' ? [] : [text.trimEnd()]
}

function nothingLine({ message, hint }: { message: string; hint: string }, options: ReportOptions): string {
  return wrap(printable(`${message}: ${hint}`), options.width - 2, 2)
}

function summaryLine(
  { summary, suppressed, findings, unread, notRead, baseline }: LintResult,
  { palette, tableWidth }: ReportOptions,
): string {
  const { errors, warnings, services, resources } = summary
  const fixable = findings.filter((finding) => finding.fixable).length
  const paint = errors > 0 ? palette.error : warnings > 0 ? palette.warning : palette.good
  const head = headline(summary, notRead.some(decides))
  const parts = [head, `in ${count(services, 'Service')} (${count(resources, 'resource')} read)`]
  const also = [
    ...(unread.length > 0 ? [`${unread.length} unread`] : []),
    ...(notRead.length > 0 ? [`${count(notRead.length, 'list')} not read`] : []),
    ...(summary.hidden === undefined ? [] : [`${summary.hidden} hidden by --min-severity`]),
    ...(suppressed > 0 ? [`${suppressed} suppressed`] : []),
    ...(baseline === undefined ? [] : [`${baseline.known} in ${baseline.of} too`]),
    ...(baseline !== undefined && baseline.fixed.length > 0 ? [`${baseline.fixed.length} of it fixed`] : []),
    ...(fixable > 0 ? [`${fixable} fixable with --fix`] : []),
  ]
  const line = [parts.join(' '), ...also].join(', ') + whatDecides(findings)
  const shown = tableWidth === undefined ? line : wrap(line, tableWidth - 2, 2)
  return shown.startsWith(head) ? paint(head) + shown.slice(head.length) : shown
}

/** What --complete would decide. A doubt without a kind is of the rule itself, as of a patch that was left out: no list ends it. */
function whatDecides(findings: readonly Finding[]): string {
  const open = findings.filter(({ doubt }) => doubt?.state === 'partial' && doubt.kind !== undefined)
  if (open.length === 0) return ''
  const undecided = findings.filter(({ verdict }) => verdict === 'unknown').length
  if (open.length < undecided) return `; --complete decides ${open.length} of them`
  return `; --complete decides ${undecided === 1 ? 'it' : 'them'}`
}

function headline(summary: LintSummary, isIncomplete: boolean): string {
  if (summary.resources === 0) return 'nothing to check'
  return headlineOf(summary, isIncomplete ? 'nothing found in what could be read:' : 'nothing wrong')
}
