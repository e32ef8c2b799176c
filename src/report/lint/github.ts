import { wholeText } from './place.ts'
import type { Finding, LintResult } from '../../lint/finding.ts'
import { printable } from '../../text/printable.ts'
import { notReadLines } from '../not-read.ts'

const commands = { error: 'error', warning: 'warning', note: 'notice' } as const

/**
 * Workflow commands that GitHub Actions turns into annotations, worst first because it shows ten of each kind.
 * All text is escaped as actions/toolkit does (packages/core/src/command.ts), so a manifest cannot forge a command.
 */
export function lintGithub({ findings, unread, notRead }: LintResult): string {
  const order = ['error', 'warning', 'note']
  const broken = findings
    .filter(({ verdict }) => verdict === 'broken')
    .toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
  const lines = [
    ...broken.map(annotation),
    ...unread.map(({ because, location, file, label }) =>
      githubCommand(
        'warning',
        { title: 'svc: not read', file: location?.file ?? file, line: location?.line, col: location?.column },
        label === undefined ? because : `${label} ${because}`,
      ),
    ),
    ...notReadLines(notRead).map((line) => githubCommand('warning', { title: 'svc: not read' }, line)),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

function annotation(finding: Finding): string {
  const { rule, severity, location, template, label, path } = finding
  const oneLine = location !== undefined && location.line === location.endLine
  const where = location !== undefined ? '' : template === undefined ? `${label} ${path}: ` : `${path}: `
  const text = `${where}${wholeText(finding)}`
  const place = {
    title: `svc: ${rule}`,
    file: location?.file ?? template,
    line: location?.line,
    endLine: oneLine ? location.endLine : undefined,
    col: location?.column,
    endColumn: oneLine ? location.endColumn : undefined,
  }
  return githubCommand(commands[severity], place, text)
}

/** A workflow command: `::error file=…::text`, with everything escaped as actions/toolkit does. */
export function githubCommand(
  name: string,
  properties: Record<string, string | number | undefined>,
  text: string,
): string {
  const list = Object.entries(properties).flatMap(([key, value]) =>
    value === undefined ? [] : `${key}=${escapeProperty(String(value))}`,
  )
  return `::${name} ${list.join(',')}::${escapeData(text)}`
}

function escapeData(text: string): string {
  return printable(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
