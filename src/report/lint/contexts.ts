import type { LintOfContext } from '../../lint/contexts.ts'
import { jsonText } from '../../text/json.ts'
import { printable } from '../../text/printable.ts'
import { table } from '../inspect/table.ts'
import type { ReportOptions } from '../options.ts'
import { wrap } from '../wrap.ts'
import { lintObject } from './json.ts'
import { lintText } from './text.ts'

/** The findings of each context under its name, then a table of all, a line each. */
export function lintContextsText(contexts: readonly LintOfContext[], options: ReportOptions): string {
  const { palette, width } = options
  const sections = contexts.map(({ name, lint, error }) => {
    const head = `${palette.strong(`context ${printable(name)}`)}\n\n`
    if (error === undefined) return head + lintText(lint, options)
    const hint = error.hint === undefined ? '' : `  ${wrap(printable(error.hint), width - 2, 2)}\n`
    return `${head}${palette.error('failed')} ${wrap(printable(error.message), width - 2, 2)}\n${hint}`
  })
  const rows = contexts.map(({ name, lint, error }) => {
    if (error !== undefined) return [name, '-', '-', '-', '-', '-', 'failed'].map((text) => ({ text }))
    const { errors, warnings, notes, unknown, services } = lint.summary
    const gaps = lint.unread.length + lint.notRead.length
    return [name, errors, warnings, notes, unknown, services, gaps].map((cell) => ({ text: String(cell) }))
  })
  const header = ['CONTEXT', 'ERRORS', 'WARNINGS', 'NOTES', 'NOT DECIDED', 'SERVICES', 'NOT READ']
  return [...sections, table(header, rows, options)].join('\n')
}

/** The machine interface of `svc lint --contexts`: schemas/lint-contexts.schema.json, version 1. */
export function lintContextsJson(contexts: readonly LintOfContext[]): string {
  return jsonText({
    version: 1,
    contexts: contexts.map(({ name, lint, error }) =>
      error === undefined ? { name, lint: lintObject(lint) } : { name, error },
    ),
  })
}
