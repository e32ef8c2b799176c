import { rewrite } from '../../author/edit/rewrite.ts'
import { same } from '../../author/edit/same.ts'
import { manifestsYaml } from '../../author/print.ts'
import type { CommentLevel } from '../../author/teach.ts'
import { SvcError } from '../../errors.ts'
import { readPaths } from '../../sources/files/files.ts'
import { readText } from '../../sources/files/documents.ts'
import { targetOf } from '../../sources/files/write-target.ts'
import { fileOrigin } from '../../sources/files/text-file.ts'
import { splitDocuments, type Chunk } from '../../sources/yaml/chunks.ts'
import { compose, parseChunk } from '../../sources/yaml/parse.ts'
import type { Manifest } from '../../world/types/manifest.ts'
import { formatPath, valueAt, type FieldPath } from '../../world/place.ts'
import { invalidTypeOf, withoutNulls } from '../../world/shapes/shape.ts'

/** A file before and after. */
export interface FileChange {
  readonly file: string
  readonly before: string
  readonly after: string
}

/** An object of a file, and where it is. */
export interface Placed {
  readonly manifest: Manifest
  readonly chunk: Chunk
  readonly root: FieldPath
}

/** The text of a file that is to be edited; empty when it does not exist yet. Throws SvcError. */
export async function openFile(file: string): Promise<{ text: string; objects: readonly Placed[] }> {
  if (file === '-')
    throw new SvcError('usage', 'standard input cannot be edited', {
      hint: 'name a file with --into or --edit',
    })
  // a pipe would be waited for; and what may not be written is not worth the reading
  if (!targetOf(file).exists) return { text: '', objects: [] }
  const read = await readPaths([file], { namespace: 'default', complete: false })
  const text = read.textOf(file)
  const unread =
    text === undefined ? read.unread : readText(file, text, { namespace: 'default', named: false }).unread
  const [lost] = unread
  if (lost !== undefined)
    throw new SvcError('input-unreadable', `${file} ${lost.because}`, {
      file,
      hint: lost.hint ?? 'fix it first: what cannot be read cannot be edited safely',
    })
  if (text === undefined) throw new SvcError('usage', `${file} is a folder`, { hint: 'name one file of it' })
  if (/^\s*[{[]/.test(text))
    throw new SvcError('usage', `${file} is JSON`, {
      hint: 'only YAML is edited in place; write svc new … -o json > FILE',
    })
  const chunks = splitDocuments(text)
  for (const chunk of chunks) refuseUnparsed(file, chunk)
  return { text, objects: chunks.flatMap(objectsIn) }
}

/** Also what is not meant as a manifest has to parse: an edit cannot tell where it ends. */
function refuseUnparsed(file: string, chunk: Chunk): void {
  const parsed = parseChunk(chunk)
  if (!('problem' in parsed)) return
  const { because, line, column } = parsed.problem
  throw new SvcError('input-unreadable', `${file}:${line}:${column} is not valid YAML: ${because}`, {
    file,
    line,
    column,
    hint: 'fix it first: what cannot be read cannot be edited safely',
  })
}

function objectsIn(chunk: Chunk): Placed[] {
  const parsed = parseChunk(chunk)
  const value = 'value' in parsed ? parsed.value : undefined
  if (!isManifest(value)) return []
  const items: unknown = valueAt(value, ['items'])
  if (!value.kind.endsWith('List') || !Array.isArray(items)) return [{ manifest: value, chunk, root: [] }]
  return items.flatMap((item: unknown, index) =>
    isManifest(item) ? [{ manifest: item, chunk, root: ['items', index] }] : [],
  )
}

/**
 * Puts manifests into a file: each takes the place of the object with its kind, name and namespace, or comes last.
 * Nothing else changes. Out: the whole text before and after. Throws SvcError where it cannot be done without harm.
 */
export async function intoFile(
  file: string,
  manifests: readonly Manifest[],
  comments?: CommentLevel,
): Promise<FileChange> {
  const { text: before } = await openFile(file)
  return { file, before, after: withManifests({ file, text: before }, manifests, comments) }
}

/** The text of a file with manifests in it, as `intoFile` puts them there. */
export function withManifests(
  { file, text }: { readonly file: string; readonly text: string },
  manifests: readonly Manifest[],
  comments: CommentLevel = 'none',
): string {
  let after = text
  for (const manifest of manifests) {
    const found = splitDocuments(after)
      .flatMap(objectsIn)
      .filter((placed) => isSameObject(placed.manifest, manifest))
    if (found.length > 1)
      throw new SvcError(
        'usage',
        `${file} holds ${manifest.kind} ${manifest.metadata?.name ?? ''} ${found.length} times`,
        {
          hint: 'say which with --namespace, or take one away',
        },
      )
    const [place] = found
    after =
      place === undefined
        ? append(after, manifestsYaml([manifest], comments))
        : replace(after, place, withOwnMetadata(manifest, wellTyped(file, place)))
  }
  return after
}

/** The object of a file that a new one of this kind, name and namespace would replace; undefined where there is none. Throws SvcError. */
export async function findObject(file: string, wanted: Manifest): Promise<Manifest | undefined> {
  const { objects } = await openFile(file)
  const found = objects.find(({ manifest }) => isSameObject(manifest, wanted))
  return found === undefined ? undefined : wellTyped(file, found)
}

/** The manifest of an object that is to be changed. Throws SvcError where a field has a type that the API server refuses. */
export function wellTyped(file: string, { manifest, chunk, root }: Placed): Manifest {
  const invalid = invalidTypeOf(manifest)
  if (invalid === undefined) return withoutNulls(manifest)
  const { line, column } = fileOrigin(file, chunk, root).locate(invalid.path, 'value') ?? {
    line: 1,
    column: 1,
  }
  throw new SvcError(
    'input-unreadable',
    `${file}:${line}:${column} ${formatPath(invalid.path)} ${invalid.because}`,
    { file, line, column, hint: 'fix it first: svc edits what the API server can read' },
  )
}

/** Without a namespace of its own the new object means the one that is there. */
function isSameObject(old: Manifest, wanted: Manifest): boolean {
  const { name, namespace } = wanted.metadata ?? {}
  return (
    old.kind === wanted.kind &&
    groupOf(old) === groupOf(wanted) &&
    old.metadata?.name === name &&
    (namespace === undefined || (old.metadata?.namespace ?? 'default') === namespace)
  )
}

/** What others wrote on the object in the file stays on it: labels and annotations of other names, the namespace. */
function withOwnMetadata(manifest: Manifest, { metadata: old = {} }: Manifest): Manifest {
  const { metadata: own = {} } = manifest
  const labels = old.labels || own.labels ? { labels: { ...old.labels, ...own.labels } } : {}
  const annotations =
    old.annotations || own.annotations ? { annotations: { ...old.annotations, ...own.annotations } } : {}
  return { ...manifest, metadata: { ...old, ...own, ...labels, ...annotations } }
}

/** Writes an object in the place of another and reads it again, to be sure. */
export function replace(text: string, { chunk, root, manifest: old }: Placed, wanted: Manifest): string {
  const written = rewrite(chunk.text, compose(chunk.text), { root, wanted })
  const parsed = parseChunk({ ...chunk, text: written })
  if (!('value' in parsed) || !same(valueAt(parsed.value, root), wanted))
    throw new SvcError(
      'usage',
      `${old.kind} ${old.metadata?.name ?? ''} is written in a way that svc cannot edit`,
      {
        hint: 'print the manifest without --into, and put it in by hand',
      },
    )
  return text.slice(0, chunk.offset) + written + text.slice(chunk.offset + chunk.text.length)
}

function append(text: string, document: string): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const open = text === '' || text.endsWith('\n') ? text : text + newline
  // a file of comments alone, or one that ends in a separator, waits for its first document
  const last = splitDocuments(open).at(-1)?.text ?? ''
  const isWaiting = last.split(/\r?\n/).every((line) => /^(?:---)?\s*(?:#.*)?$/.test(line))
  const separator = isWaiting ? '' : `---${newline}`
  return open + separator + document.replaceAll('\n', newline)
}

function groupOf({ apiVersion }: Manifest): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : ''
}

function isManifest(value: unknown): value is Manifest {
  return typeof valueAt(value, ['apiVersion']) === 'string' && typeof valueAt(value, ['kind']) === 'string'
}
