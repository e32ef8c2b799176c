import { escapedForJson, printable } from '../../text/printable.ts'
import { jsonLine } from '../../text/json.ts'
import type { TemplateFormat } from '../formats.ts'
import { columnsOfFile, columnsText } from './columns.ts'
import { evaluate, type Result } from './jsonpath/evaluate.ts'
import { parseTemplate, TemplateError, type Steps } from './jsonpath/parse.ts'

/** What a template is applied to: all that `-o json` prints, and of it the list whose items are rows. */
export interface TemplateData {
  readonly json: unknown
  readonly rows: readonly unknown[]
}

/** What kubectl would print of it with such a template; of a format `…-file` the template is the text of the file. Throws TemplateError in kubectl's words. */
export function templateText(format: TemplateFormat, template: string, { json, rows }: TemplateData): string {
  if (format === 'custom-columns') return columnsText(template, rows)
  if (format === 'custom-columns-file') return columnsOfFile(template, rows)
  const results = resultsOf(template, json)
  const printed = named(`error executing jsonpath "${template}": `, () => {
    const budget = { left: mostCharacters }
    return results.map((result) => (format === 'jsonpath-as-json' ? asJson : asText)(result, budget))
  })
  return printed.join('')
}

// `..*` repeats all that is below each value
const mostCharacters = 16 * 1024 * 1024

function spend(budget: Budget, text: string): string {
  budget.left -= text.length
  if (budget.left < 0) throw new TemplateError(`it comes to more than ${mostCharacters} characters`)
  return text
}

interface Budget {
  left: number
}

function resultsOf(template: string, json: unknown): Result[] {
  const steps = named(`error parsing jsonpath ${template}, `, () => parseTemplate(template))
  return named(`error executing jsonpath "${template}": `, () => evaluate(steps, json))
}

function named<T extends readonly Steps[] | Result[] | string[]>(what: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof TemplateError ? new TemplateError(`${what}${error.message}`) : error
  }
}

function asText({ values, isOwn }: Result, budget: Budget): string {
  return values
    .map((value) => {
      if (typeof value === 'object' && value !== null) return spend(budget, jsonLine(sorted(value)).trimEnd())
      const text = value === null || value === undefined ? 'null' : String(value as string | number | boolean)
      return spend(budget, isOwn ? text : printable(text))
    })
    .join(' ')
}

function asJson({ values }: Result, budget: Budget): string {
  const items = values.map((value) => {
    const item = sorted(value)
    spend(budget, JSON.stringify(item) ?? 'null')
    return item
  })
  return `${escapedForJson(JSON.stringify(items, null, 4))}\n`
}

/** With the keys in order, as Go writes maps. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return (value as unknown[]).map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(fields.map(([key, inner]) => [key, sorted(inner)]))
}
