import type { Manifest } from '../../world/types/manifest.ts'
import { pieceFinder, type Piece, type PieceFinder } from '../../text/piece.ts'
import type { FieldChange, TextEdit } from '../../world/field-change.ts'
import type { FieldPath, Location, Side } from '../../world/place.ts'
import type { Origin, SourceComment } from '../../world/resource.ts'
import type { Chunk } from '../yaml/chunks.ts'
import type { NodeSpan } from '../yaml/node-span.ts'
import { commentsIn } from '../yaml/parse.ts'
import { locate, positionOf, rewrite } from '../yaml/positions.ts'

/** The name that findings on standard input carry. */
export const stdinLabel = '<stdin>'

/** Offsets of a value in its file, and whether other places share it through an alias. */
interface EditSpan {
  readonly start: number
  readonly end: number
  readonly shared: boolean
}

/** A file's manifest knows its place; positions are found only when asked for. */
export interface FileOrigin extends Origin {
  readonly file: string
  /** Where a value is in the whole text of the file, for an edit; undefined when it is not written there. */
  editSpan(path: FieldPath): EditSpan | undefined
  /** The same place, which knows what is made of it: an instance is more than its fields, and no copy of them. */
  overlaid(overlays: Pick<Origin, 'appliedBy' | 'isRenamed' | 'patches'>): FileOrigin
}

/**
 * The origin of a manifest inside one document of a file.
 * `prefix` is where the manifest is in that document: `['items', 3]` in a List.
 */
export function fileOrigin(file: string, chunk: Chunk, prefix: FieldPath): FileOrigin {
  return new OriginInFile(file, chunk, prefix)
}

/** A class, since there is one of it for each of some ten thousand manifests. */
export class OriginInFile implements FileOrigin {
  readonly label: string
  readonly #chunk: Chunk
  readonly #prefix: FieldPath
  #comments: readonly SourceComment[] | undefined

  constructor(file: string, chunk: Chunk, prefix: FieldPath) {
    this.label = file
    this.#chunk = chunk
    this.#prefix = prefix
  }

  get file(): string {
    return this.label
  }

  locate(path: FieldPath, side: Side, piece?: Piece): Location | undefined {
    const span = this.#find(path, side)
    return span === undefined ? undefined : inFile(this.file, this.#chunk, pieceOf(this.#chunk, span, piece))
  }

  comments(): readonly SourceComment[] {
    // comments are rare, reading them is not free: look for the word first
    this.#comments ??= mayIgnore(this.#chunk) ? this.#ownComments() : nothing
    return this.#comments
  }

  editable(path: FieldPath, piece?: Piece): boolean {
    const span = this.editSpan(path)
    if (this.file === stdinLabel || span === undefined || span.shared) return false
    const { offset } = this.#chunk
    const own = { start: span.start - offset, end: span.end - offset }
    return piece === undefined || placeOfPiece(this.#chunk, own, piece) !== undefined
  }

  editSpan(path: FieldPath): EditSpan | undefined {
    const span = this.#find(path, 'value')
    if (span === undefined || !span.exact || span.start === span.end) return undefined
    const { offset } = this.#chunk
    return { start: offset + span.start, end: offset + span.end, shared: span.shared }
  }

  overlaid(overlays: Pick<Origin, 'appliedBy' | 'isRenamed' | 'patches'>): FileOrigin {
    return Object.assign(new OriginInFile(this.label, this.#chunk, this.#prefix), overlays)
  }

  rewrite(changes: readonly FieldChange[]): readonly TextEdit[] | undefined {
    if (this.file === stdinLabel) return undefined
    const own = changes.map((change) => ({ ...change, at: [...this.#prefix, ...change.at] }))
    const { offset } = this.#chunk
    return rewrite(this.#chunk, own)?.map(({ start, end, text }) => ({
      start: offset + start,
      end: offset + end,
      text,
    }))
  }

  #find(path: FieldPath, side: Side): NodeSpan | undefined {
    return locate(this.#chunk, [...this.#prefix, ...path], side)
  }

  /** Of a List, those of this item alone: from the end of the item before to its own. */
  #ownComments(): readonly SourceComment[] {
    const chunk = this.#chunk
    const all = commentsIn(chunk)
    const index = this.#prefix.at(-1)
    if (typeof index !== 'number') return all
    const list = this.#prefix.slice(0, -1)
    const above =
      index === 0
        ? (locate(chunk, list, 'key')?.endLine ?? 0)
        : lastLine(locate(chunk, [...list, index - 1], 'value'))
    const last = lastLine(this.#find([], 'value'))
    return all.filter(({ line }) => line - chunk.lineOffset > above && line - chunk.lineOffset <= last)
  }
}

const nothing: readonly SourceComment[] = []

const ignoring = new WeakMap<Chunk, boolean>()

/** Looked up once for a document, which may be a List of thousands of objects. */
function mayIgnore(chunk: Chunk): boolean {
  let found = ignoring.get(chunk)
  if (found === undefined) {
    found = chunk.text.includes('svc-ignore')
    ignoring.set(chunk, found)
  }
  return found
}

export function isFileOrigin(origin: Origin): origin is FileOrigin {
  return 'editSpan' in origin
}

/** Does a plain value look like a manifest? It needs what every object of the API has. */
export function isManifest(value: unknown): value is Manifest {
  return isObject(value) && isText(value['apiVersion']) && isText(value['kind'])
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

/** A block ends at the start of the line below it. */
function lastLine(span: NodeSpan | undefined): number {
  if (span === undefined) return 0
  return span.endColumn === 1 ? span.endLine - 1 : span.endLine
}

/** The place of a piece inside of a value; the span itself where it is all of it, or not found. */
function pieceOf(chunk: Chunk, span: NodeSpan, piece: Piece | undefined): NodeSpan {
  if (piece === undefined || !span.exact || piece.text === piece.within) return span
  const place = placeOfPiece(chunk, span, piece)
  if (place === undefined) return span
  const { line, column } = positionOf(chunk, span.start + place)
  return { ...span, line, column, endLine: line, endColumn: column + piece.text.length }
}

// a value of many lines is asked for one piece after the other
let lastFinder: { chunk: Chunk; start: number; within: string; find: PieceFinder } | undefined

/** Where a piece starts in the value that a span holds, counted from its start. */
function placeOfPiece(
  chunk: Chunk,
  { start, end }: { readonly start: number; readonly end: number },
  piece: Piece,
): number | undefined {
  if (lastFinder?.chunk !== chunk || lastFinder.start !== start || lastFinder.within !== piece.within) {
    const find = pieceFinder(piece.within, chunk.text.slice(start, end))
    lastFinder = { chunk, start, within: piece.within, find }
  }
  return lastFinder.find(piece)
}

function inFile(file: string, chunk: Chunk, { line, column, endLine, endColumn }: NodeSpan): Location {
  return { file, line: line + chunk.lineOffset, column, endLine: endLine + chunk.lineOffset, endColumn }
}
