import { isMap, type Pair } from 'yaml'
import type { Json } from '../../../world/field-change.ts'
import { yamlScalar } from '../../../text/yaml-scalar.ts'
import { endOf, endOfPair, startOf, type Collection } from './page.ts'

/** How somebody writes what is in braces and brackets. */
export interface FlowStyle {
  /** Keys and texts are in double quotes, as JSON has them. */
  readonly quote: '"' | ''
  readonly comma: string
  readonly colon: string
  /** Behind an opening brace and in front of a closing one. */
  readonly pad: string
}

const plain: FlowStyle = { quote: '', comma: ', ', colon: ': ', pad: '' }

/** A value in one line, as it is written inside of braces and brackets. */
export function flowText(value: Json, style: FlowStyle = plain): string {
  const { quote, comma, colon, pad } = style
  if (typeof value !== 'object') return yamlScalar(value, quote)
  if (Array.isArray(value))
    return `[${(value as readonly Json[]).map((item) => flowText(item, style)).join(comma)}]`
  const entries = Object.entries(value).map(
    ([key, item]) => yamlScalar(key, quote) + colon + flowText(item, style),
  )
  return entries.length === 0 ? '{}' : `{${pad}${entries.join(comma)}${pad}}`
}

/** The habits that a collection in one line shows; in a document of JSON those of JSON. */
export function styleOf(text: string, node: Collection): FlowStyle {
  const isJson = /^\s*\{\s*"/.test(text.slice(0, 1000))
  const [first, second] = isMap(node)
    ? (node.items as Pair[]).map((pair) => ({ start: startOf(pair.key), end: endOfPair(pair) }))
    : node.items.map((item) => ({ start: startOf(item), end: endOf(item) }))
  if (first === undefined) return { ...plain, quote: isJson ? '"' : '' }
  const colon = isMap(node) ? colonOf(text, node.items[0] as Pair) : plain.colon
  const between = second === undefined ? '' : text.slice(first.end, second.start)
  return {
    quote: isJson || (isMap(node) && text[first.start] === '"') ? '"' : '',
    pad: /^[ ]*$/.exec(text.slice(startOf(node) + 1, first.start))?.[0] ?? '',
    colon,
    comma: /^,[ ]*$/.exec(between)?.[0] ?? (colon === ':' ? ',' : plain.comma),
  }
}

/** A colon without a blank needs a key in quotes. */
function colonOf(text: string, { key, value }: Pair): string {
  const colon = /^:[ ]*/.exec(text.slice(endOf(key), endOf(value)))?.[0] ?? plain.colon
  return colon === ':' && text[startOf(key)] !== '"' ? plain.colon : colon
}
