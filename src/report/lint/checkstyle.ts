import type { Finding, LintResult } from '../../lint/finding.ts'
import { xmlAttributes } from '../../text/xml.ts'
import { placeOf, unreadFile, wholeText } from './place.ts'

const severities = { error: 'error', warning: 'warning', note: 'info' } as const

/** Checkstyle's XML, which reviewdog, Jenkins and others read. */
export function lintCheckstyle({ findings, unread }: LintResult): string {
  const files = new Map<string, string[]>()
  const add = (file: string, line: string) => files.set(file, [...(files.get(file) ?? []), line])
  for (const finding of findings)
    if (finding.verdict === 'broken') add(placeOf(finding).file, errorOf(finding))
  for (const item of unread) {
    const { because, location } = item
    const { line = 1, column } = location ?? {}
    const message = `not read: ${because}`
    add(
      unreadFile(item),
      `    <error${xmlAttributes({ line, column, severity: 'error', message, source: 'svc.not-read' })}/>`,
    )
  }
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<checkstyle version="4.3">',
    ...[...files].flatMap(([name, errors]) => [`  <file${xmlAttributes({ name })}>`, ...errors, '  </file>']),
    '</checkstyle>',
  ]
  return `${lines.join('\n')}\n`
}

function errorOf(finding: Finding): string {
  const { rule, severity } = finding
  const { line = 1, column } = placeOf(finding)
  return `    <error${xmlAttributes({ line, column, severity: severities[severity], message: wholeText(finding), source: `svc.${rule}` })}/>`
}
