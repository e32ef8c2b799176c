import { maskedLine, type Mark } from './credentials.ts'
import { placeOfLine, textKeys } from './line-place.ts'

/**
 * A line of a manifest as it may be shown, each character that may be secret a star so that columns stay. Of what only a program
 * reads (a block of text, the data of a ConfigMap, annotations, words of a command line, the value of a variable) no more is left
 * than what is pointed at: any other word of it can be a password. Undefined for a line that is there for context alone (that has no
 * mark) and would be nothing but stars.
 */
export function shownLine(lines: readonly string[], index: number, mark?: Mark): string | undefined {
  const line = lines[index] ?? ''
  const { kind, value } = placeOfLine(lines, index)
  if (kind === 'text' && mark === undefined) return undefined
  const short = maskedLine(line, mark)
  const isFlow = kind !== 'text' && /^[{[]/.test(line.slice(value))
  const holdsText = kind !== 'other' || (isFlow && holdsTexts.test(short))
  if (!holdsText) return short
  const left = isFlow ? flow(short, kind === 'entry', mark) : onlyMarked(short, value, mark)
  return mark === undefined ? left : withoutLastStars(left)
}

/** Behind what is pointed at words of stars say nothing. */
function withoutLastStars(line: string): string {
  let last = line.length
  while (last > 0 && /[\s*]/.test(line.charAt(last - 1))) last--
  const space = line.slice(last).search(/\s/)
  return space < 0 ? line : line.slice(0, last + space)
}

const holdsTexts = new RegExp(`["']?(?:${textKeys.join('|')})["']?[ \\t]*:`)
const word = /[^\s"'`,]+/g

/** With stars from a column on, but for what is pointed at, and for the rest of that word where it is a plain URL. */
function onlyMarked(line: string, from: number, mark: Mark | undefined): string {
  return (
    line.slice(0, from) + line.slice(from).replace(word, (text, at: number) => keptOf(text, from + at, mark))
  )
}

// neither user nor query: those are stars by now
const plainUrl = /^(?:[a-z][\w+.-]*:\/\/)?(?:\*+@)?[\w.-]+(?::\d+)?(?:\/[\w./*-]*)?(?:\?\**)?[;)]?$/i

const pathOfUrl = /(\/\/[^\s/?#]+\/)([^\s;]+)/

// a flag, or punctuation: `-psecret` is both flag and value
const harmless = /^(?:--[a-z][a-z-]*=?|-[a-z]|[{}[\]:;]+)/i

function keptOf(text: string, at: number, mark: Mark | undefined): string {
  const [head = ''] = harmless.exec(text) ?? []
  if (head === text) return text
  const isFlag = head.endsWith('=')
  if (isFlag) return head + keptOf(text.slice(head.length), at + head.length, mark)
  const start = Math.max(0, (mark?.column ?? 0) - 1 - at)
  const end = Math.min(text.length, (mark?.endColumn ?? 0) - 1 - at)
  if (start >= end) return stars(text)
  const kept = plainUrl.test(text)
    ? text
    : stars(text.slice(0, start)) + text.slice(start, end) + stars(text.slice(end))
  // those who know the address of a webhook may call it
  return kept.replace(pathOfUrl, (_, host: string, path: string) => host + stars(path))
}

const flowToken =
  /"(?:\\.|[^"\\])*"|'(?:''|[^'])*'|[{}[\],]|(?:[^\s{}[\],:"']|:(?=\S))+(?: +(?:[^\s{}[\],:]|:(?=\S))+)*/g

/** The same of a flow: of the values in it that are texts, or all of them. */
function flow(line: string, isText: boolean, mark: Mark | undefined): string {
  let depth = 0
  let textDepth = isText ? 0 : Infinity
  let isTextNext = false
  return line.replace(flowToken, (token, at: number) => {
    if (/^[{[]$/.test(token)) {
      depth++
      if (isTextNext && depth < textDepth) textDepth = depth
      isTextNext = false
    } else if (/^[}\]]$/.test(token)) {
      depth--
      if (depth < textDepth && !isText) textDepth = Infinity
    } else if (/^\s*:(?:\s|$|(?<=["']\s*:))/.test(line.slice(at + token.length))) {
      isTextNext = textKeys.includes(token.replaceAll(/["']/g, ''))
    } else if (token !== ',') {
      const isOfText = isTextNext || depth >= textDepth
      isTextNext = false
      return isOfText ? token.replace(word, (part, inner: number) => keptOf(part, at + inner, mark)) : token
    }
    return token
  })
}

function stars(text: string): string {
  return '*'.repeat(text.length)
}
