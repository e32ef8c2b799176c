import type { Finding, LintResult } from '../../lint/finding.ts'
import { printable } from '../../text/printable.ts'
import type { ObjectMeta } from '../../world/types/manifest.ts'
import { unreadTexts, wholeText } from '../lint/place.ts'
import { isOpen, type Surveyed } from './surveyed.ts'

/** A Report of a namespace, or the ClusterReport of what is in none. */
export interface OpenReport {
  readonly apiVersion: 'openreports.io/v1alpha1'
  readonly kind: 'Report' | 'ClusterReport'
  readonly metadata: ObjectMeta
  readonly source: string
  readonly configuration: { readonly limits: { readonly maxResults: number } }
  readonly summary: Readonly<Record<'pass' | ReportOutcome | 'skip', number>>
  readonly results: readonly ReportResult[]
}

type ReportOutcome = 'fail' | 'warn' | 'error'

interface ReportResult {
  readonly result: ReportOutcome
  readonly policy: string
  readonly [field: string]: unknown
}

const mostResults = 500
// etcd takes 1.5 MiB for an object
const mostBytes = 1024 * 1024

/**
 * The findings of a cluster as reports of openreports.io: a ClusterReport where all of it was read, and a Report for each namespace that
 * was read, also where nothing was found, so that it takes the place of the one before. Errors are `fail`, warnings and notes `warn`; what
 * could not be decided, or not be read, is `error`. `pass` counts the Services of which nothing was found, where all that decides was read.
 * Of more than 500 results, or than an object can hold, the worst are kept; the summary counts all. Follows https://github.com/openreports/reports-api, v1alpha1.
 */
export function openReports(result: LintResult, surveyed: Surveyed): OpenReport[] {
  const { services, isWhole, now } = surveyed
  const ofNamespace = byNamespace(result.findings)
  const resultsIn = (namespace: string | undefined) =>
    (ofNamespace.get(namespace) ?? []).map((finding) => resultOf(finding, now))
  const gaps = unreadTexts(result).map((text) => notRead(text, now))
  const reports = [...services].map(([namespace, names]) => {
    const found = new Set((ofNamespace.get(namespace) ?? []).flatMap(serviceOf))
    const passed = isOpen(result, namespace) ? [] : names.filter((name) => !found.has(name))
    // where there is no ClusterReport, what is missing has no other place
    const results = [...(isWhole ? [] : gaps), ...resultsIn(namespace)]
    return reportOf({ namespace }, results, passed.length)
  })
  return isWhole ? [reportOf({}, [...gaps, ...resultsIn(undefined)], 0), ...reports] : reports
}

function serviceOf({ resource: { kind, name } }: Finding): string[] {
  return kind === 'Service' ? [name] : []
}

function byNamespace(findings: readonly Finding[]): ReadonlyMap<string | undefined, readonly Finding[]> {
  const groups = new Map<string | undefined, Finding[]>()
  for (const finding of findings) {
    const { namespace } = finding.resource
    const group = groups.get(namespace)
    if (group === undefined) groups.set(namespace, [finding])
    else group.push(finding)
  }
  return groups
}

const worstFirst: readonly ReportOutcome[] = ['fail', 'error', 'warn']

function reportOf(
  where: { readonly namespace?: string },
  results: readonly ReportResult[],
  pass: number,
): OpenReport {
  const countOf = (outcome: ReportOutcome) => results.filter(({ result }) => result === outcome).length
  return {
    apiVersion: 'openreports.io/v1alpha1',
    kind: where.namespace === undefined ? 'ClusterReport' : 'Report',
    metadata: { name: 'svc-lint', ...where, labels: { 'app.kubernetes.io/managed-by': 'svc' } },
    source: 'svc',
    configuration: { limits: { maxResults: mostResults } },
    summary: { pass, fail: countOf('fail'), warn: countOf('warn'), error: countOf('error'), skip: 0 },
    results: worstOf(results),
  }
}

function worstOf(results: readonly ReportResult[]): ReportResult[] {
  const sorted = results.toSorted((a, b) => worstFirst.indexOf(a.result) - worstFirst.indexOf(b.result))
  const encoder = new TextEncoder()
  let left = mostBytes
  return sorted.slice(0, mostResults).filter((result) => {
    left -= encoder.encode(JSON.stringify(result)).length
    return left > 0
  })
}

const severities = { error: 'high', warning: 'medium', note: 'low' } as const

function outcomeOf({ verdict, severity }: Finding): ReportOutcome {
  if (verdict === 'unknown') return 'error'
  return severity === 'error' ? 'fail' : 'warn'
}

function resultOf(finding: Finding, now: Date): ReportResult {
  const { rule, severity, resource, path, doubt, fingerprint } = finding
  const { apiVersion, kind, namespace, name } = resource
  const result = outcomeOf(finding)
  return {
    source: 'svc',
    policy: rule,
    rule,
    category: 'Services',
    severity: severities[severity],
    result,
    scored: result === 'fail',
    timestamp: timestampOf(now),
    resources: [{ apiVersion, kind, ...(namespace === undefined ? {} : { namespace }), name }],
    message: short(doubt === undefined ? wholeText(finding) : `not decided: ${doubt.because}`),
    properties: { path: short(path), fingerprint: short(fingerprint) },
  }
}

function notRead(text: string, now: Date): ReportResult {
  return {
    source: 'svc',
    policy: 'not-read',
    category: 'Services',
    result: 'error',
    scored: false,
    timestamp: timestampOf(now),
    message: short(text),
  }
}

function timestampOf(now: Date): object {
  return { seconds: Math.floor(now.getTime() / 1000), nanos: 0 }
}

function short(text: string): string {
  const shown = printable(text)
  return shown.length > 1000 ? `${shown.slice(0, 1000)}…` : shown
}
