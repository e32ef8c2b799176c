import type { Piece } from '../text/piece.ts'
import { formatPath, valueAt, type FieldPath } from '../world/place.ts'
import type { Resource } from '../world/resource.ts'

/** A value of a manifest. */
export type Json = string | number | boolean | { readonly [key: string]: Json } | readonly Json[]

/**
 * An edit as data: a value set (and made where there is none), a field or list member taken out, or a piece of text replaced
 * inside a value.
 */
export type Edit = {
  readonly resource: Resource
  readonly at: FieldPath
} & (
  | { readonly set: Json }
  | { readonly remove: true }
  | { readonly piece: Piece; readonly replaceBy: string }
)

/** What puts something right: one edit, or several that belong together. */
export interface Fix {
  /** What is done, as an order: `set .spec.selector.app to "chat-api"`. */
  readonly title: string
  readonly edits: readonly Edit[]
  /** Something else may be what is wrong: it is proposed, and never done unasked. */
  readonly maybe?: true
}

/** The fix that sets one field. */
export function setting(resource: Resource, at: FieldPath, value: string | number | boolean): Fix {
  return {
    title: `set ${formatPath(at)} to ${JSON.stringify(value)}`,
    edits: [{ resource, at, set: value }],
  }
}

/** The fix that takes one field out. */
export function removing(resource: Resource, at: FieldPath): Fix {
  return { title: `remove ${formatPath(at)}`, edits: [{ resource, at, remove: true }] }
}

/** The same as a proposal. */
export function proposed(fix: Fix): Fix {
  return { ...fix, maybe: true }
}

/** Several fixes that belong together, as one. */
export function together(fixes: readonly Fix[]): Fix {
  return { title: fixes.map(({ title }) => title).join(', '), edits: fixes.flatMap(({ edits }) => edits) }
}

/** One operation of a JSON Patch (RFC 6902). */
export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove'
  readonly path: string
  readonly value?: unknown
}

/** The edits of a fix that concern one object, as a JSON Patch against it; a mapping that is missing is made on the way. */
export function patchOf({ edits }: Fix, { manifest }: Resource): PatchOperation[] {
  return edits
    .filter(({ resource }) => resource.manifest === manifest)
    .map((edit) => {
      const path = pointer(edit.at)
      const there = valueAt(manifest, edit.at)
      if ('remove' in edit) return { op: 'remove', path }
      if ('piece' in edit) return { op: 'replace', path, value: withPiece(String(there), edit) }
      return there !== undefined
        ? { op: 'replace', path, value: edit.set }
        : { op: 'add', ...made(manifest, edit.at, edit.set) }
    })
}

function withPiece(value: string, { piece, replaceBy }: { piece: Piece; replaceBy: string }): string {
  return value.slice(0, piece.index) + replaceBy + value.slice(piece.index + piece.text.length)
}

/** `add` needs a parent: the deepest one that is there gets all that is missing below it. */
function made(root: unknown, at: FieldPath, value: Json): { path: string; value: unknown } {
  let length = at.length - 1
  while (length > 0 && valueAt(root, at.slice(0, length)) === undefined) length -= 1
  const below = at.slice(length + 1)
  return {
    path: pointer(at.slice(0, length + 1)),
    value: below.reduceRight<unknown>((inner, step) => ({ [step]: inner }), value),
  }
}

/** A JSON Pointer (RFC 6901). */
function pointer(path: FieldPath): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
