import { compare } from './compare.ts'
import { goText } from './words.ts'
import { TemplateError, type PathStep, type Steps } from './parse.ts'

/** What one part of a template comes to; `isOwn`: it is text of the template. */
export interface Result {
  readonly values: readonly unknown[]
  readonly isOwn: boolean
}

// `..*..*` multiplies: what nobody would read is not worked out
const mostValues = 500_000

/**
 * What a template makes of a value, part by part. Follows jsonpath.go of k8s.io/client-go/util/jsonpath with missing keys allowed, as
 * kubectl has it by default; a null is nothing. It differs in one thing: a list without
 * items does not end `[*]` for those behind it. Throws TemplateError in kubectl's words, also where it comes to too many values.
 */
export function evaluate(template: readonly Steps[], root: unknown): Result[] {
  return new Evaluation(template).run(0, root)
}

class Evaluation {
  readonly #parts: readonly Steps[]
  #budget = mostValues
  #begins = 0
  #open = 0
  #ends = 0
  #lastEnd = -1

  constructor(parts: readonly Steps[]) {
    this.#parts = parts
  }

  run(first: number, root: unknown): Result[] {
    const results: Result[] = []
    for (let at = first; at < this.#parts.length; at++) {
      const steps = this.#parts[at] ?? []
      const values = this.#walk([root], steps)
      if (this.#ends > 0 && this.#ends <= this.#open) {
        this.#ends -= 1
        this.#lastEnd = at
        break
      }
      if (this.#begins === 0) {
        results.push({ values, isOwn: steps.at(-1)?.type === 'text' })
        continue
      }
      results.push(...this.#range(at + 1, values))
      if (this.#lastEnd > at) at = this.#lastEnd
    }
    return results
  }

  /** The parts behind `range`, for each of its values; for none they are only passed over, to where it ends. */
  #range(first: number, values: readonly unknown[]): Result[] {
    this.#begins -= 1
    this.#open += 1
    const results: Result[] = []
    for (const value of values) for (const result of this.run(first, value)) results.push(result)
    if (values.length === 0) this.run(first, undefined)
    this.#open -= 1
    return results
  }

  #walk(values: readonly unknown[], steps: Steps): readonly unknown[] {
    let current = values
    for (const step of steps) {
      current = this.#take(current, step)
      this.#budget -= current.length + 1
      if (this.#budget < 0) throw new TemplateError(`it comes to more than ${mostValues} values`)
    }
    return current
  }

  #take(values: readonly unknown[], step: PathStep): readonly unknown[] {
    switch (step.type) {
      case 'text':
        return [step.text]
      case 'value':
        return values.map(() => step.value)
      case 'word':
        return this.#keyword(values, step.word)
      case 'union':
        return step.parts.flatMap((part) => this.#walk(values, part))
      case 'filter':
        return values.flatMap((value) => this.#filtered(value, step))
      case 'descent':
        return this.#below(values)
      case 'wildcard':
        return values.flatMap(childrenOf)
      case 'field':
        return values.flatMap((value) =>
          isMap(value) && Object.hasOwn(value, step.name) ? [value[step.name]] : [],
        )
      case 'slice':
      default:
        return values.flatMap((value) => sliced(value, step))
    }
  }

  #keyword(values: readonly unknown[], word: string): readonly unknown[] {
    if (word === 'range') {
      this.#begins += 1
      return values
    }
    if (word !== 'end') throw new TemplateError(`unrecognized identifier ${word}`)
    if (this.#open === 0) throw new TemplateError('not in range, nothing to end')
    this.#ends += 1
    return []
  }

  /** Everything below that has something below itself, parents first. */
  #below(values: readonly unknown[]): unknown[] {
    const found: unknown[] = []
    const left = values.toReversed()
    while (left.length > 0) {
      const value = left.pop()
      const children = childrenOf(value)
      if (children.length === 0) continue
      found.push(value)
      this.#budget -= children.length
      if (this.#budget < 0) throw new TemplateError(`it comes to more than ${mostValues} values`)
      left.push(...children.toReversed())
    }
    return found
  }

  #filtered(
    value: unknown,
    { left, operator, right }: Extract<PathStep, { type: 'filter' }>,
  ): readonly unknown[] {
    if (!Array.isArray(value)) {
      if (value === undefined || value === null) return []
      throw new TemplateError(`${goText(value)} is not array or slice and cannot be filtered`)
    }
    return (value as unknown[]).filter((item) => {
      const lefts = this.#walk([item], left)
      if (operator === 'exists') return lefts.length > 0
      const rights = this.#walk([item], right)
      if (lefts.length === 0 || rights.length === 0) return false
      if (lefts.length > 1 || rights.length > 1)
        throw new TemplateError('can only compare one element at a time')
      return compare(operator, [lefts[0], isFloat(left)], [rights[0], isFloat(right)])
    })
  }
}

function isFloat(steps: Steps): boolean {
  const last = steps.at(-1)
  return last?.type === 'value' && last.isFloat
}

type Slice = Extract<PathStep, { type: 'slice' }>

function sliced(value: unknown, slice: Slice): readonly unknown[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw new TemplateError(`${typeName(value)} is not array or slice`)
  const [start, end] = boundsOf(slice, value.length)
  if (start === end) return []
  const { step = 1 } = slice
  if (step <= 0) throw new TemplateError('step must be > 0')
  return (value as unknown[]).slice(start, end).filter((_, index) => index % step === 0)
}

/** Where it begins and ends, counted from the front. Throws TemplateError for what the list does not have. */
function boundsOf({ from = 0, to, isOne }: Slice, length: number): readonly [number, number] {
  const start = from < 0 ? from + length : from
  const given = to ?? length
  const end = given < 0 || (given === 0 && isOne) ? given + length : given
  if (start === end) return [start, end]
  if (start >= length || start < 0) throw outOfBounds(start, length)
  if (end > length || end < 0) throw outOfBounds(end - 1, length)
  if (start > end) throw new TemplateError(`starting index ${start} is greater than ending index ${end}`)
  return [start, end]
}

function outOfBounds(index: number, length: number): TemplateError {
  return new TemplateError(`array index out of bounds: index ${index}, length ${length}`)
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function childrenOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as unknown[]
  return isMap(value) ? Object.values(value) : []
}

/** As Go calls the types of what it reads of JSON. */
function typeName(value: unknown): string {
  if (isMap(value)) return 'map[string]interface {}'
  return typeof value === 'string' ? 'string' : typeof value === 'boolean' ? 'bool' : 'int64'
}
