import type { Severity } from '../rules/rule.ts'
import type { Finding, LintResult } from './finding.ts'
import { countsOf } from './keep-findings.ts'

type Level = Severity | 'off'

/** What a project says of the severity of rules. */
export interface LintSettings {
  /** By the ids of rules, `*` for all others. */
  readonly rules: Readonly<Record<string, Level>>
  /** For some files and namespaces; the last one that fits and names the rule counts. */
  readonly overrides: readonly {
    readonly fits: (finding: Finding) => boolean
    readonly rules: Readonly<Record<string, Level>>
  }[]
}

/** The result with the severities that a project gives; rules that are off say nothing, and the summary counts what is left. */
export function withSettings(result: LintResult, settings: LintSettings): LintResult {
  const findings = result.findings.flatMap((finding) => {
    const level = levelFor(finding, settings)
    if (level === 'off') return []
    return level === undefined || level === finding.severity ? finding : { ...finding, severity: level }
  })
  return { ...result, findings, summary: { ...result.summary, ...countsOf(findings) } }
}

function levelFor(finding: Finding, { rules, overrides }: LintSettings): Level | undefined {
  const special = overrides.toReversed().flatMap((override) => {
    const level = levelIn(override.rules, finding.rule)
    return level !== undefined && override.fits(finding) ? level : []
  })
  return special[0] ?? levelIn(rules, finding.rule)
}

function levelIn(rules: Readonly<Record<string, Level>>, id: string): Level | undefined {
  return Object.hasOwn(rules, id) ? rules[id] : rules['*']
}

/** The rules that may say something: not those that are off everywhere. */
export function isOff(id: string, { rules, overrides }: LintSettings): boolean {
  const levels = overrides.flatMap((override) => levelIn(override.rules, id) ?? [])
  return levelIn(rules, id) === 'off' && levels.every((level) => level === 'off')
}
