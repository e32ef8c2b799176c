import { relaxedTemplate } from './columns.ts'
import { evaluate } from './jsonpath/evaluate.ts'
import { TemplateError } from './jsonpath/parse.ts'

/**
 * The places of rows in the order of a field, as `--sort-by` of kubectl gives it: what lacks the field comes first, numbers in texts count
 * as numbers. In: rows, and a path such as `.name`. Throws TemplateError where no row has the field, or one has neither text nor number there.
 */
export function orderBy(path: string, rows: readonly unknown[]): number[] {
  const template = relaxedTemplate(path)
  const keys = rows.map((row) => evaluate(template, row)[0]?.values[0])
  if (rows.length > 0 && keys.every((key) => key === undefined))
    throw new TemplateError(`couldn't find any field with path "${path}" in the list of objects`)
  const odd = keys.find((key) => typeof key === 'object' && key !== null)
  if (odd !== undefined) throw new TemplateError(`unsortable type: ${Array.isArray(odd) ? 'slice' : 'map'}`)
  return rows.map((_, index) => index).toSorted((a, b) => compareKeys(keys[a], keys[b]))
}

const natural = new Intl.Collator('en', { numeric: true })

function compareKeys(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) return Number(b === undefined) * 1 - Number(a === undefined) * 1
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return natural.compare(String(a), String(b))
}
