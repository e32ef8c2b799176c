import type { Screen } from '../options.ts'
import { table } from '../inspect/table.ts'
import { wrap } from '../wrap.ts'
import { jsonText } from '../../text/json.ts'

/** A rule as documentation shows it; the engine's own rules have no examples. */
export interface ExplainedRule {
  readonly id: string
  readonly title: string
  readonly severity: 'error' | 'warning' | 'note'
  readonly why: string
  readonly source?: string
  readonly bad?: string
  readonly good?: string
}

/** One rule on a screen: the problem, why it is one, an example that has it and the same one fixed. */
export function explainText(rule: ExplainedRule, { palette, width }: Screen): string {
  const { id, title, severity, why, source, bad, good } = rule
  const blocks = [
    `${palette.strong(id)} ${palette[severity](severity)}`,
    wrap(title, width, 0),
    wrap(why, width, 0),
    ...(bad === undefined ? [] : [`${palette.error('broken:')}\n\n${indent(bad)}`]),
    ...(good === undefined ? [] : [`${palette.good('fine:')}\n\n${indent(good)}`]),
    ...(source === undefined ? [] : [`${palette.dim('source:')} ${source}`]),
    wrap(
      `to silence it on purpose, write above the line: # svc-ignore: ${id} REASON; or in the annotation kubectl-svc/ignore: ${id}: REASON`,
      width,
      0,
    ),
  ]
  return `${blocks.join('\n\n')}\n`
}

/** All rules, a line each; at a terminal a long title takes several. */
export function rulesText(rules: readonly ExplainedRule[], screen: Screen): string {
  const rows = rules.map(({ id, severity, title }) => [
    { text: id },
    { text: severity, paint: screen.palette[severity] },
    { text: title },
  ])
  return table(['RULE', 'SEVERITY', 'PROBLEM'], rows, { ...screen, wraps: true })
}

export function rulesJson(rules: readonly ExplainedRule[]): string {
  const shown = rules.map(({ id, title, severity, why, source, bad, good }) => ({
    id,
    title,
    severity,
    why,
    source,
    bad,
    good,
  }))
  return jsonText({ version: 1, rules: shown })
}

function indent(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n')
}
