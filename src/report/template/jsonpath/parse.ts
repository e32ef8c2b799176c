import { scanNumber, unquoted } from './words.ts'

/** One step of a template: what it makes of the values that came so far. */
export type PathStep =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'field'; readonly name: string }
  | {
      readonly type: 'slice'
      readonly from?: number
      readonly to?: number
      readonly step?: number
      readonly isOne: boolean
    }
  | { readonly type: 'filter'; readonly left: Steps; readonly operator: string; readonly right: Steps }
  | { readonly type: 'value'; readonly value: number | boolean; readonly isFloat: boolean }
  | { readonly type: 'union'; readonly parts: readonly Steps[] }
  | { readonly type: 'word'; readonly word: string }
  | { readonly type: 'wildcard' }
  | { readonly type: 'descent' }

export type Steps = readonly PathStep[]

/** A template that is none, in kubectl's words. */
export class TemplateError extends Error {}

const longest = 64 * 1024
const deepest = 50

/**
 * Reads a template of kubectl's JSONPath: texts, and `{…}` with steps. Out: one list of steps for each of them, in order.
 * Follows parser.go of k8s.io/client-go/util/jsonpath. Throws TemplateError.
 */
export function parseTemplate(template: string, depth = 0): Steps[] {
  if (template.length > longest) throw new TemplateError(`more than ${longest} characters`)
  const parts: Steps[] = []
  let at = 0
  while (at < template.length) {
    const open = template.indexOf('{', at)
    const end = open === -1 ? template.length : open
    if (end > at) parts.push([{ type: 'text', text: template.slice(at, end) }])
    if (open === -1) break
    const action = new Action(template, open + 1, depth)
    parts.push(action.read())
    at = action.at
  }
  return parts
}

/** What is between two braces. */
class Action {
  at: number
  readonly #text: string
  readonly #depth: number
  readonly #steps: PathStep[] = []

  constructor(text: string, at: number, depth: number) {
    if (depth > deepest) throw new TemplateError('filters are nested too deeply')
    this.#text = text
    this.at = at
    this.#depth = depth
  }

  /** Reads to the closing brace, and past it. */
  read(): Steps {
    while (!this.#starts('}')) this.#step()
    this.at += 1
    return this.#steps
  }

  #starts(text: string): boolean {
    return this.#text.startsWith(text, this.at)
  }

  #step(): void {
    const character = this.#text[this.at]
    if (this.#starts('[?(')) this.#filter()
    else if (this.#starts('..')) this.#descent()
    else if (character === undefined || /[\r\n]/.test(character)) throw new TemplateError('unclosed action')
    else if (/[ @$]/.test(character)) this.at += 1
    else if (character === '[') this.#brackets()
    else if (character === '"' || character === "'") this.#quoted(character)
    else if (character === '.') this.#field(this.at + 1)
    else if (/[+\-\p{Nd}]/u.test(character)) this.#number()
    else if (/[\p{L}_]/u.test(character)) this.#word()
    else throw new TemplateError(`unrecognized character in action: ${unicodeName(character)}`)
  }

  #descent(): void {
    if (this.#steps.at(-1)?.type === 'descent') throw new TemplateError('invalid multiple recursive descent')
    this.at += 2
    this.#steps.push({ type: 'descent' })
    if (/[\p{L}\p{Nd}_]/u.test(this.#text[this.at] ?? '')) this.#field(this.at)
  }

  #field(start: number): void {
    let end = start
    while (end < this.#text.length && !isTerminator(this.#text[end])) end += this.#text[end] === '\\' ? 2 : 1
    this.at = Math.min(end, this.#text.length)
    const name = this.#text.slice(start, this.at)
    this.#steps.push(name === '*' ? { type: 'wildcard' } : { type: 'field', name: name.replaceAll('\\', '') })
  }

  #number(): void {
    const { end, ...found } = scanNumber(this.#text, this.at)
    const word = this.#text.slice(this.at, end)
    this.at = end
    if (found.value === undefined) throw new TemplateError(`cannot parse number ${word}`)
    this.#steps.push({ type: 'value', value: found.value, isFloat: found.isFloat })
  }

  #word(): void {
    const start = this.at
    while (this.at < this.#text.length && !isTerminator(this.#text[this.at])) this.at += 1
    const word = this.#text.slice(start, this.at)
    this.#steps.push(
      word === 'true' || word === 'false'
        ? { type: 'value', value: word === 'true', isFloat: false }
        : { type: 'word', word },
    )
  }

  #quoted(quote: string): void {
    const end = endOfQuote(this.#text, this.at, quote)
    const value = this.#text.slice(this.at, end)
    this.at = end
    const text = unquoted(value)
    if (text === undefined) throw new TemplateError(`unquote string ${value} error invalid syntax`)
    this.#steps.push({ type: 'text', text })
  }

  #brackets(): void {
    const end = this.#text.indexOf(']', this.at)
    const text = this.#text.slice(this.at + 1, end)
    if (end === -1 || text.includes('\n')) throw new TemplateError('unterminated array')
    this.at = end + 1
    const parts = text.split(',')
    if (parts.length === 1) this.#steps.push(...this.#selected(text))
    else
      this.#steps.push({
        type: 'union',
        parts: parts.map((part) => this.#inner(`[${part.replaceAll(/^ +| +$/g, '')}]`)),
      })
  }

  #selected(text: string): Steps {
    const [, key] = /^'([^']*)'$/.exec(text) ?? []
    if (key !== undefined) return this.#inner(`.${key}`)
    return [sliceOf(text === '*' ? ':' : text)]
  }

  #filter(): void {
    const start = this.at + 3
    const end = endOfFilter(this.#text, start)
    if (this.#text[end + 1] !== ']') throw new TemplateError('unclosed array expect ]')
    this.at = end + 2
    const text = this.#text.slice(start, end)
    const [, left = '', operator = '', right = ''] = /^([^!<>=]+)([!<>=]+)(.+)$/.exec(text) ?? []
    this.#steps.push(
      operator === ''
        ? { type: 'filter', left: this.#inner(text), operator: 'exists', right: [] }
        : { type: 'filter', left: this.#inner(left), operator, right: this.#inner(right) },
    )
  }

  #inner(text: string): Steps {
    return parseTemplate(`{${text}}`, this.#depth + 1)[0] ?? []
  }
}

function sliceOf(text: string): PathStep {
  const [whole, ...parts] = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text) ?? []
  if (whole === undefined) throw new TemplateError(`invalid array index ${text}`)
  const [from, to, step] = parts.map((part: string | undefined) => numberIn(part))
  const isOne = parts[1] === undefined
  return {
    type: 'slice',
    isOne,
    ...(from === undefined ? {} : { from }),
    ...(isOne ? { to: (from ?? 0) + 1 } : to === undefined ? {} : { to }),
    ...(step === undefined ? {} : { step }),
  }
}

function numberIn(part: string | undefined): number | undefined {
  const digits = part?.replace(/^:/, '') ?? ''
  if (digits === '') return undefined
  const value = Number(digits)
  if (!Number.isSafeInteger(value)) throw new TemplateError(`array index ${digits} is not a number`)
  return value
}

/** Past the closing quote; one behind a backslash is part of the text. */
function endOfQuote(text: string, start: number, quote: string): number {
  for (let at = start + 1; at < text.length && text[at] !== '\n'; at++)
    if (text[at] === quote && text[at - 1] !== '\\') return at + 1
  throw new TemplateError('unterminated quoted string')
}

/** The bracket that closes a filter: one text in quotes may be in it. */
function endOfFilter(text: string, start: number): number {
  let quote: string | undefined
  let isClosed = false
  for (let at = start; at < text.length && text[at] !== '\n'; at++) {
    const character = text[at] ?? ''
    if (character === ')' && (quote !== undefined) === isClosed) return at
    if (character !== '"' && character !== "'") continue
    if (quote === undefined) quote = character
    else if (character === quote && text[at - 1] !== '\\') isClosed = true
  }
  throw new TemplateError('unterminated filter')
}

function isTerminator(character: string | undefined): boolean {
  return character === undefined || /[ \t\r\n.,[\]$@{}]/.test(character)
}

/** As Go writes a character with `%#U`. */
function unicodeName(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return `U+${hex} '${character}'`
}
