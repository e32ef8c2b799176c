import {
  Document,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  Scalar,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import type { TextEdit } from '../../../world/field-change.ts'

/** A YAML document as it is written, with the habits of who wrote it. */
export interface Page {
  readonly text: string
  readonly document: Document.Parsed
  readonly newline: '\n' | '\r\n'
  /** Columns of one level. */
  readonly step: number
  /** Lists are deeper than their key. */
  readonly indentsLists: boolean
}

export type Collection = YAMLMap | YAMLSeq

/** Nothing, `null` or `~`. */
export function isNull(value: unknown): boolean {
  return value === null || (isScalar(value) && value.value === null && value.anchor === undefined)
}

/** Is a node written where it is used, and used nowhere else? */
export function isOwn(node: unknown): node is Node {
  return (isScalar(node) || isCollection(node)) && node.anchor === undefined
}

/** Looks at how a document is written, so that what is added looks the same. */
export function readPage(text: string, document: Document.Parsed): Page {
  const page = { text, document, newline: text.includes('\r\n') ? '\r\n' : '\n' } as const
  const steps = nested(document.contents as Node | null).map(([outer, inner]) => ({
    isList: isSeq(inner),
    by: columnOf(text, startOf(inner)) - columnOf(text, startOf(outer)),
  }))
  const step = steps.find(({ isList, by }) => !isList && by > 0)?.by ?? 2
  return { ...page, step, indentsLists: (steps.find(({ isList }) => isList)?.by ?? 1) > 0 }
}

/** Keys of block collections with the collections that they hold. */
function nested(node: unknown): [Node, Node][] {
  if (isSeq(node)) return node.items.flatMap(nested)
  if (!isMap(node) || node.flow === true) return []
  return node.items.flatMap(({ key, value }) => [
    ...(isCollection(value) && value.flow !== true ? [[key, value] as [Node, Node]] : []),
    ...nested(value),
  ])
}

export function startOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0
}

export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset)
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

/** The offset behind the line that a value ends on, with its comment. */
export function lineEnd(text: string, offset: number): number {
  // a block scalar ends behind its newline
  const newline = text.indexOf('\n', text[offset - 1] === '\n' ? offset - 1 : offset)
  return newline === -1 ? text.length : newline + 1
}

/** The offset behind the last thing that is written in a value, comments aside. */
export function endOf(node: unknown): number {
  if (isMap(node) && node.flow !== true) {
    const last = node.items.at(-1)
    if (last !== undefined) return endOfPair(last)
  }
  if (isSeq(node) && node.flow !== true) {
    const last = node.items.at(-1)
    if (last !== undefined) return endOf(last)
  }
  return (node as Node | null)?.range?.[1] ?? 0
}

export function endOfPair({ key, value }: Pair): number {
  return Math.max(endOf(key), endOf(value))
}

export function keyText({ key }: Pair): string {
  return isScalar(key) ? String(key.source ?? key.value) : ''
}

/** Lines for what is new, each with its indentation, without a newline at the end. */
export function render(value: unknown, indent: number, page: Page): string {
  const document = new Document(value, { version: '1.1', schema: 'yaml-1.1', aliasDuplicateObjects: false })
  const text = document.toString({
    lineWidth: 0,
    directives: false,
    indent: page.step,
    indentSeq: page.indentsLists,
  })
  return text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? line : ' '.repeat(indent) + line))
    .join(page.newline)
}

/** A value in one line, quoted as the one that it replaces. */
export function renderInline(value: unknown, like?: unknown): string {
  const document = new Document(value, { version: '1.1', schema: 'yaml-1.1', aliasDuplicateObjects: false })
  const { contents } = document
  if (isCollection(contents)) contents.flow = true
  if (isScalar(contents) && typeof value === 'string') {
    const style = isScalar(like) ? like.type : undefined
    if (value.includes('\n')) contents.type = Scalar.QUOTE_DOUBLE
    else if (style === Scalar.QUOTE_DOUBLE || style === Scalar.QUOTE_SINGLE) contents.type = style
  }
  return document.toString({ lineWidth: 0, directives: false, flowCollectionPadding: false }).trimEnd()
}

/** Whole lines at the start of a line, or behind a last line that has no newline. */
export function insertion({ text, newline }: Page, at: number, lines: string): TextEdit {
  const isOpen = at > 0 && text[at - 1] !== '\n'
  return { start: at, end: at, text: isOpen ? newline + lines : lines + newline }
}

/** The end of a value without the newline that a block scalar ends with. */
export function contentEnd({ text }: Page, end: number): number {
  return end - (/\r?\n$/.exec(text.slice(Math.max(0, end - 2), end))?.[0].length ?? 0)
}
