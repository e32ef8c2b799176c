import type { Piece } from '../text/piece.ts'
import type { Json } from '../world/field-change.ts'
import { formatPath, valueAt, type FieldPath } from '../world/place.ts'
import type { Resource } from '../world/resource.ts'

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

/**
 * The edits of a fix that concern one object, as a JSON Patch against it; a mapping or list that is missing is made on the way, once,
 * and list items are taken out from the last to the first.
 */
export function patchOf({ edits }: Fix, { manifest }: Resource): PatchOperation[] {
  const own = edits.filter(({ resource }) => resource.manifest === manifest)
  const operations: PatchOperation[] = []
  let made: unknown = manifest
  for (const edit of own) {
    if ('remove' in edit) continue
    const operation = operationOf(made, edit)
    operations.push(operation)
    made = withValue(made, edit.at, valueOf(made, edit))
  }
  const removed = own.filter((edit) => 'remove' in edit).map(({ at }) => at)
  for (const at of removed.toSorted((a, b) => Number(b.at(-1)) - Number(a.at(-1)) || 0))
    operations.push({ op: 'remove', path: pointer(at) })
  return operations
}

type Writing = Exclude<Edit, { readonly remove: true }>

function operationOf(manifest: unknown, edit: Writing): PatchOperation {
  const value = valueOf(manifest, edit)
  if (valueAt(manifest, edit.at) !== undefined) return { op: 'replace', path: pointer(edit.at), value }
  // `add` needs a parent: the deepest one that is there gets all that is missing below it
  let length = edit.at.length - 1
  while (length > 0 && valueAt(manifest, edit.at.slice(0, length)) === undefined) length -= 1
  return {
    op: 'add',
    path: pointer(edit.at.slice(0, length + 1)),
    value: nested(edit.at.slice(length + 1), value),
  }
}

function valueOf(manifest: unknown, edit: Writing): unknown {
  if ('set' in edit) return edit.set
  const { piece, replaceBy } = edit
  const whole = String(valueAt(manifest, edit.at))
  return whole.slice(0, piece.index) + replaceBy + whole.slice(piece.index + piece.text.length)
}

function nested(below: FieldPath, value: unknown): unknown {
  return below.reduceRight((inner, step) => (isInList(step) ? [inner] : { [step]: inner }), value)
}

/** A copy in which one value is another one; what is missing on the way is made. */
function withValue(root: unknown, [step, ...rest]: FieldPath, value: unknown): unknown {
  if (step === undefined) return value
  const own = typeof root === 'object' && root !== null && Object.hasOwn(root, step) ? root : undefined
  const inner = withValue(
    (own as Readonly<Record<string | number, unknown>> | undefined)?.[step],
    rest,
    value,
  )
  if (!isInList(step)) return { ...(root as object | undefined), [step]: inner }
  const items: unknown[] = Array.isArray(root) ? [...(root as unknown[])] : []
  items[step === '-' ? items.length : Number(step)] = inner
  return items
}

/** `-` is one more member of a list, as in a JSON Pointer. */
function isInList(step: string | number): boolean {
  return typeof step === 'number' || step === '-'
}

/** A JSON Pointer (RFC 6901). */
function pointer(path: FieldPath): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
