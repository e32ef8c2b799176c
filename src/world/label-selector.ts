import { labelOf } from './labels.ts'
import type { StringMap } from './types/manifest.ts'

export type LabelSelector = (labels: StringMap | undefined) => boolean

/**
 * Reads what `kubectl -l` takes: `a=b`, `a==b`, `a!=b`, `a`, `!a`, `a in (b,c)`, `a notin (b,c)`, joined by commas.
 * Out: a predicate on labels, or undefined when the text is no selector.
 * Follows labels.Parse in kubernetes/apimachinery pkg/labels/selector.go.
 */
export function parseLabelSelector(text: string): LabelSelector | undefined {
  const requirements = splitOutsideParentheses(text).map((part) => requirement(part.trim()))
  if (!requirements.every((item) => item !== undefined)) return undefined
  return (labels) => requirements.every((matches) => matches(labels))
}

function requirement(text: string): LabelSelector | undefined {
  const set = /^([\w./-]+)\s+(in|notin)\s+\(([^()]*)\)$/.exec(text)
  if (set !== null) {
    const [, key = '', operator, list = ''] = set
    const values = new Set(list.split(',').map((value) => value.trim()))
    return (labels) => {
      const value = labelOf(labels, key)
      return operator === 'in'
        ? value !== undefined && values.has(value)
        : value === undefined || !values.has(value)
    }
  }
  const equality = /^([\w./-]+)\s*(==?|!=)\s*([\w.-]*)$/.exec(text)
  if (equality !== null) {
    const [, key = '', operator, wanted] = equality
    return (labels) => (labelOf(labels, key) === wanted) === (operator !== '!=')
  }
  const exists = /^(!?)\s*([\w./-]+)$/.exec(text)
  if (exists === null) return undefined
  const [, negated, key = ''] = exists
  return (labels) => (labelOf(labels, key) !== undefined) === (negated === '')
}

function splitOutsideParentheses(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '(') depth++
    else if (text[index] === ')') depth--
    else if (text[index] === ',' && depth === 0) {
      parts.push(text.slice(start, index))
      start = index + 1
    }
  }
  return [...parts, text.slice(start)]
}
