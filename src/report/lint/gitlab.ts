import type { LintResult } from '../../lint/finding.ts'
import { jsonText } from '../../text/json.ts'
import { placeOf, unreadFile, wholeText } from './place.ts'

const severities = { error: 'critical', warning: 'minor', note: 'info' } as const

/** GitLab's Code Quality report, a subset of Code Climate's: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format */
export function lintGitlab(result: LintResult): string {
  const broken = result.findings.filter(({ verdict }) => verdict === 'broken')
  const issues = broken.map((finding) => {
    const { rule, fingerprint, severity } = finding
    const { file, line = 1 } = placeOf(finding)
    return {
      description: wholeText(finding),
      check_name: rule,
      fingerprint,
      severity: severities[severity],
      location: { path: file, lines: { begin: line } },
    }
  })
  const unread = result.unread.map((item) => {
    const { because, location } = item
    const path = unreadFile(item)
    return {
      description: `not read: ${because}`,
      check_name: 'not-read',
      fingerprint: `not-read ${path} ${because}`,
      severity: 'major',
      location: { path, lines: { begin: location?.line ?? 1 } },
    }
  })
  return jsonText([...issues, ...unread])
}
