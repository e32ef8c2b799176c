import type { Finding, LintResult } from '../../lint/finding.ts'
import { markdownCode, markdownText } from '../../text/markdown.ts'
import { count } from '../../text/wording.ts'
import { headlineOf } from './headline.ts'
import { placeOf, unreadTexts } from './place.ts'

const signs = { error: '❌ error', warning: '⚠️ warning', note: 'ℹ️ note' } as const
const order = ['error', 'warning', 'note']
// a comment of GitHub holds 65,536 characters
const mostRows = 100

/** Markdown for a comment on a pull request, or for `$GITHUB_STEP_SUMMARY`: a headline, a table, and what could not be read. */
export function lintMarkdown(result: LintResult): string {
  const broken = result.findings
    .filter(({ verdict }) => verdict === 'broken')
    .toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
  const unread = unreadTexts(result)
  const undecided = result.summary.unknown
  const blocks = [
    `### svc lint: ${headline(result)}`,
    ...(broken.length === 0 ? [] : [tableOf(broken)]),
    ...(broken.length > mostRows ? [`…and ${broken.length - mostRows} more.`] : []),
    ...(undecided === 0 ? [] : [`${count(undecided, 'finding')} not decided: only what was given was read.`]),
    ...(unread.length === 0 ? [] : [unread.map((text) => `- not read: ${markdownText(text)}`).join('\n')]),
  ]
  return `${blocks.join('\n\n')}\n`
}

function headline({ summary }: LintResult): string {
  return `${headlineOf(summary, 'no problems')} in ${count(summary.services, 'Service')}`
}

function tableOf(findings: readonly Finding[]): string {
  const rows = findings.slice(0, mostRows).map((finding) => {
    const { severity, rule, message, hint, fix } = finding
    const { file, line } = placeOf(finding)
    const advice = fix?.title ?? hint
    const text =
      advice === undefined ? markdownText(message) : `${markdownText(message)}<br>${markdownText(advice)}`
    return `| ${signs[severity]} | ${markdownCode(line === undefined ? file : `${file}:${line}`)} | ${text} | ${rule} |`
  })
  return ['| | where | what | rule |', '|---|---|---|---|', ...rows].join('\n')
}
