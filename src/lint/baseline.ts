import type { LintResult } from './finding.ts'

/** The findings that were there when a project began to be checked: schemas/baseline.schema.json. */
export interface Baseline {
  readonly version: 1
  /** Fingerprints, sorted. */
  readonly findings: readonly string[]
}

/** What is written for `--write-baseline`: every finding that is not undecided. */
export function baselineOf({ findings }: LintResult): Baseline {
  const broken = findings.filter(({ verdict }) => verdict === 'broken')
  return { version: 1, findings: broken.map(({ fingerprint }) => fingerprint).toSorted() }
}

/** Leaves out the findings of a baseline: they are counted, and so are those that are not found any more. */
export function withoutBaseline(result: LintResult, baseline: Baseline): LintResult {
  const known = new Set(baseline.findings)
  const isOld = ({ verdict, fingerprint }: LintResult['findings'][number]) =>
    verdict === 'broken' && known.has(fingerprint)
  const old = result.findings.filter(isOld)
  const found = new Set(old.map(({ fingerprint }) => fingerprint))
  const findings = result.findings.filter((finding) => !isOld(finding))
  const countOf = (severity: string) => old.filter((finding) => finding.severity === severity).length
  const { errors, warnings, notes, ...rest } = result.summary
  return {
    ...result,
    findings,
    baseline: { known: old.length, fixed: baseline.findings.filter((text) => !found.has(text)) },
    summary: {
      ...rest,
      errors: errors - countOf('error'),
      warnings: warnings - countOf('warning'),
      notes: notes - countOf('note'),
    },
  }
}
