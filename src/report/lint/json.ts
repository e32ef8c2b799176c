import type { Finding, LintResult } from '../../lint/finding.ts'
import { unreadJson } from '../not-read.ts'
import { jsonText } from '../../text/json.ts'

/** The machine interface of `svc lint`: schemas/lint.schema.json, version 1. */
export function lintJson(result: LintResult): string {
  return jsonText(lintObject(result))
}

/** The same before it is printed. */
export function lintObject(result: LintResult): object {
  const { findings, suppressed, unread, notRead, summary, baseline, probe } = result
  return {
    version: 1,
    findings: findings.map(findingJson),
    suppressed,
    baseline,
    unread: unreadJson({ unread, notRead }),
    summary,
    probe,
  }
}

function findingJson(finding: Finding) {
  const {
    fingerprint,
    rule,
    severity,
    verdict,
    resource,
    path,
    location,
    template,
    rendered,
    message,
    hint,
    basis,
    assumptions,
    field,
    type,
    doubt,
    related,
    reasons,
    fixable,
  } = finding
  return {
    fingerprint,
    rule,
    severity,
    verdict,
    resource,
    path,
    location,
    template,
    rendered,
    message,
    hint,
    basis,
    assumptions,
    field,
    type,
    because: doubt?.because,
    related: related.map(
      ({ resource: other, path: at, location: place, template: from, rendered: shown, note }) => ({
        resource: other,
        path: at,
        location: place,
        template: from,
        rendered: shown,
        note,
      }),
    ),
    reasons,
    fixable,
  }
}
