import { printable } from '../../text/printable.ts'
import { evaluate } from './jsonpath/evaluate.ts'
import { parseTemplate, TemplateError, type Steps } from './jsonpath/parse.ts'
import { goText } from './jsonpath/words.ts'

interface Column {
  readonly header: string
  readonly template: readonly Steps[]
}

/**
 * A table of the columns that `-o custom-columns=HEADER:PATH,…` names, one line a row, as kubectl prints it. Follows customcolumn.go of
 * kubectl. Throws TemplateError.
 */
export function columnsText(spec: string, rows: readonly unknown[]): string {
  return tableOf(columnsIn(spec), rows)
}

/** The same of a file with a line of headers and a line of paths. Throws TemplateError. */
export function columnsOfFile(text: string, rows: readonly unknown[]): string {
  const [headers, paths] = text.split('\n').map((line) => line.split(/\s+/).filter((word) => word !== ''))
  const format =
    'Expected format is one line of space separated headers, one line of space separated column specs.'
  if (headers === undefined || text === '')
    throw new TemplateError(`invalid template, missing header line. ${format}`)
  if (paths === undefined) throw new TemplateError(`invalid template, missing spec line. ${format}`)
  if (headers.length !== paths.length)
    throw new TemplateError(
      `number of headers (${headers.length}) and field specifications (${paths.length}) don't match`,
    )
  const columns = headers.map((header, index) => ({ header, template: relaxedTemplate(paths[index] ?? '') }))
  return tableOf(columns, rows)
}

/** `name`, `.name`, `{name}` and `{.name}` all mean the same. Throws TemplateError. */
export function relaxedTemplate(path: string): Steps[] {
  const [, inBraces, bare] = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(path) ?? []
  const field = inBraces ?? bare
  if (field === undefined && path !== '')
    throw new TemplateError(
      "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'",
    )
  return parseTemplate(field === undefined ? '' : `{.${field}}`)
}

function columnsIn(spec: string): Column[] {
  return spec.split(',').map((part) => {
    const colon = part.indexOf(':')
    if (colon === -1)
      throw new TemplateError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`)
    return { header: part.slice(0, colon), template: relaxedTemplate(part.slice(colon + 1)) }
  })
}

const gap = 3
const narrowest = 6

function tableOf(columns: readonly Column[], rows: readonly unknown[]): string {
  const lines = [
    columns.map(({ header }) => header),
    ...rows.map((row) => columns.map(({ template }) => cellOf(template, row))),
  ].map((line) => line.map((cell) => printable(cell)))
  const widths = columns.map((_, index) =>
    lines.reduce((widest, line) => Math.max(widest, (line[index]?.length ?? 0) + gap), narrowest),
  )
  const last = columns.length - 1
  return lines
    .map(
      (line) =>
        `${line.map((cell, index) => (index === last ? cell : cell.padEnd(widths[index] ?? 0))).join('')}\n`,
    )
    .join('')
}

function cellOf(template: readonly Steps[], row: unknown): string {
  const results = evaluate(template, row)
  const texts = results.flatMap(({ values }) => values.map(goText))
  return results[0] === undefined || results[0].values.length === 0
    ? ['<none>', ...texts].join(',')
    : texts.join(',')
}
