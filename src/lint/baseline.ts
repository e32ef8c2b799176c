import type { LintResult } from './finding.ts'
import { keepFindings } from './keep-findings.ts'

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

/**
 * Leaves out the findings of a baseline: they are counted, and so are those that are not found any more.
 * `of`: what the baseline is called.
 */
export function withoutBaseline(result: LintResult, baseline: Baseline, of: string): LintResult {
  const known = new Set(baseline.findings)
  const isOld = ({ verdict, fingerprint }: LintResult['findings'][number]) =>
    verdict === 'broken' && known.has(fingerprint)
  const old = result.findings.filter(isOld)
  const found = new Set(old.map(({ fingerprint }) => fingerprint))
  return {
    ...keepFindings(result, (finding) => !isOld(finding)),
    baseline: { of, known: old.length, fixed: baseline.findings.filter((text) => !found.has(text)) },
  }
}
