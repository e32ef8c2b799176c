import type { Coverage, Unread } from '../../world/coverage.ts'
import { valueAt, type FieldPath, type Location } from '../../world/place.ts'
import { isNearlyKind } from '../../world/built-in-kinds.ts'
import type { Manifest } from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import { toInvalidlyTyped, type InvalidlyTyped } from '../../world/invalid-type.ts'
import { invalidTypeOf } from '../../world/shapes/shape.ts'
import { toResource } from '../../world/resource.ts'
import { readSnapshot } from './snapshot-file.ts'
import type { SourceResult } from '../source.ts'
import {
  isHelmTemplate,
  isMeantAsManifest,
  isPlaceholder,
  isTemplated,
  mayHoldManifest,
  whyNotApplied,
  type LeftOutFile,
} from './left-out.ts'
import { RenderedOrigin, type Rendering } from './rendered-origin.ts'
import { parseLargeList } from './large-list.ts'
import { keepYoungGenerationSmall } from '../small-heap.ts'
import { fileOrigin, isManifest, isObject, type FileOrigin } from './text-file.ts'
import { splitDocuments, type Chunk } from '../yaml/chunks.ts'
import { repeatedJsonKeys } from './repeated-json-keys.ts'
import { parseChunk } from '../yaml/parse.ts'

export interface DocumentOptions {
  /** For manifests that name no namespace. */
  readonly namespace: string
  /** The user named this file, so a document that is no manifest is worth a word. */
  readonly named: boolean
  /** Of a text that a program rendered. */
  readonly rendering?: Rendering
  /** Is told before each document of a stream, and each object of a list, how many of them were read. */
  readonly onDocument?: ((read: number, of: number) => void) | undefined
  /** Is told before what is read in one go and takes more than a second, with its length in characters. */
  readonly onLarge?: ((file: string, length: number) => void) | undefined
}

// of each, a second's work
const largeJson = 32 * 1024 * 1024
const largeDocument = 4 * 1024 * 1024

/** Collects what one text holds. */
interface TextReading {
  readonly file: string
  readonly options: DocumentOptions
  readonly resources: Resource[]
  readonly coverage: Coverage[]
  readonly unread: Unread[]
  readonly invalidTypes: InvalidlyTyped[]
  readonly leftOut: LeftOutFile[]
  /** Of a snapshot among them. */
  kubernetesVersion?: string
}

/** The values of a document, and the keys that occur twice in it. */
interface Content {
  readonly value: unknown
  readonly repeated: readonly FieldPath[]
}

/**
 * Reads all manifests of a text: a YAML stream, JSON, Lists, a snapshot.
 * A broken document is reported with its position and never hides the others. Never throws.
 */
export function readText(file: string, text: string, options: DocumentOptions): SourceResult {
  const why = options.named ? undefined : whyNotApplied(file)
  const leftOut: LeftOutFile[] = why === undefined ? [] : [{ file, why }]
  const reading: TextReading = {
    file,
    options,
    resources: [],
    coverage: [],
    unread: [],
    invalidTypes: [],
    leftOut,
  }
  // a repository holds much that is no manifest, and it is not worth parsing
  if (!options.named && (why !== undefined || !mayHoldManifest(text))) return reading
  if (text.length > largeJson) options.onLarge?.(file, text.length)
  const json = tryJson(text)
  if (json !== undefined) collect(reading, { text, offset: 0, lineOffset: 0 }, json)
  else readStream(reading, splitDocuments(text))
  return reading
}

function readStream(reading: TextReading, chunks: readonly Chunk[]): void {
  for (const [index, chunk] of chunks.entries()) {
    reading.options.onDocument?.(index, chunks.length)
    readChunk(reading, chunk)
  }
}

function readChunk(reading: TextReading, chunk: Chunk): void {
  keepYoungGenerationSmall()
  if (isBlank(chunk.text)) return
  const refusal = whyNotRead(chunk.text)
  if (refusal !== undefined) {
    if (!reading.options.named && !isMeantAsManifest(chunk.text)) return
    reading.unread.push({
      file: reading.file,
      location: at(reading.file, chunk.lineOffset + 1, 1),
      because: refusal,
    })
    return
  }
  const { length } = chunk.text
  if (length > largeDocument) reading.options.onLarge?.(reading.file, length)
  const parsed = parseChunk(chunk)
  if ('problem' in parsed) addProblem(reading, chunk, parsed.problem)
  else collect(reading, chunk, parsed)
}

function collect(reading: TextReading, chunk: Chunk, { value, repeated }: Content): void {
  if (value === null || value === undefined) return
  if (isObject(value) && value['kind'] === 'SvcSnapshot') collectSnapshot(reading, chunk, { value, repeated })
  else if (isObject(value) && isList(value)) {
    const itemType = { apiVersion: value['apiVersion'], kind: String(value['kind']).slice(0, -'List'.length) }
    const items = (value['items'] as unknown[]).map((item) =>
      isObject(item) && item['kind'] === undefined && itemType.kind !== '' ? { ...itemType, ...item } : item,
    )
    collectItems(reading, chunk, { value: items, repeated })
  } else collectOne(reading, chunk, { value, repeated, prefix: [] })
}

function collectSnapshot(
  reading: TextReading,
  chunk: Chunk,
  { value, repeated }: Content & { value: Record<string, unknown> },
): void {
  const snapshot = readSnapshot(value)
  if ('because' in snapshot) {
    const location = at(reading.file, chunk.lineOffset + 1, 1)
    reading.unread.push({ file: reading.file, location, ...snapshot })
    return
  }
  const { items, coverage, serverVersion } = snapshot
  if (serverVersion !== undefined) reading.kubernetesVersion ??= serverVersion
  reading.coverage.push(...coverage)
  collectItems(reading, chunk, { value: items, repeated })
}

function collectItems(
  reading: TextReading,
  chunk: Chunk,
  { value: items, repeated }: Content & { value: readonly unknown[] },
): void {
  const own = repeatedByItem(repeated)
  for (const [index, value] of items.entries()) {
    reading.options.onDocument?.(index, items.length)
    collectOne(reading, chunk, { value, repeated: own.get(index) ?? [], prefix: ['items', index] })
  }
}

function collectOne(
  reading: TextReading,
  chunk: Chunk,
  { value, repeated, prefix }: Content & { prefix: FieldPath },
): void {
  const { file, options, unread } = reading
  const origin = originOf(reading, chunk, prefix)
  const location = () => origin.locate([], 'key') ?? at(file, chunk.lineOffset + 1, 1)
  const manifest = isManifest(value) ? value : nearlyManifest(value)
  if (manifest === undefined) {
    if (isTemplated(chunk)) addTemplate(reading, location())
    else if (options.named)
      unread.push({
        file,
        location: location(),
        because: 'is not a Kubernetes manifest: it has no apiVersion and kind',
      })
    return
  }
  // what is left of templates in a rendered text is meant to be there
  const isRaw = options.rendering === undefined
  if (isRaw && (isHelmTemplate(chunk) || isPlaceholder(manifest.metadata?.name))) {
    addTemplate(reading, location())
    return
  }
  const invalidType = invalidTypeOf(manifest)
  if (isRaw && invalidType !== undefined)
    if (isTemplated(chunk) || isPlaceholder(valueAt(manifest, invalidType.path)))
      return addTemplate(reading, location())
  const { namespace } = options
  const twice = repeated.length === 0 ? {} : { repeated }
  if (invalidType === undefined)
    reading.resources.push({ ...toResource(manifest, namespace, origin), ...twice })
  else
    reading.invalidTypes.push({
      ...toInvalidlyTyped(manifest, invalidType, { namespace, origin }),
      ...twice,
    })
}

function originOf(
  { file, options: { rendering } }: TextReading,
  chunk: Chunk,
  prefix: FieldPath,
): FileOrigin {
  return rendering === undefined
    ? fileOrigin(file, chunk, prefix)
    : new RenderedOrigin([file, chunk, prefix], rendering)
}

/** Of the keys that occur twice in a List, those of each item, by their paths in it. */
function repeatedByItem(repeated: readonly FieldPath[]): ReadonlyMap<unknown, readonly FieldPath[]> {
  const byItem = new Map<unknown, FieldPath[]>()
  for (const [first, index, ...path] of repeated) {
    if (first !== 'items') continue
    const own = byItem.get(index)
    if (own === undefined) byItem.set(index, [path])
    else own.push(path)
  }
  return byItem
}

function addProblem(
  reading: TextReading,
  chunk: Chunk,
  problem: { because: string; line: number; column: number },
): void {
  const { file, unread } = reading
  const kind =
    /^kind:[ \t]*([A-Z][A-Za-z]*)[ \t\r]*$/m.exec(chunk.text)?.[1] ??
    /\bkind["']?:[ \t]*["']?(Secret)\b/.exec(chunk.text)?.[1]
  const location = at(file, problem.line, problem.column)
  if (isTemplated(chunk) || isHelmTemplate(chunk)) addTemplate(reading, location)
  else if (reading.options.named || isMeantAsManifest(chunk.text))
    unread.push({
      file,
      location,
      because: `is not valid YAML: ${problem.because}`,
      ...(kind && !kind.endsWith('List') ? { kind } : {}),
    })
}

const helmTemplate = {
  because: 'is a Helm template, not a manifest yet',
  hint: 'render it first: helm template RELEASE CHART | svc lint -',
}

/** A template that the user named is worth a word of its own; those of a folder are counted. */
function addTemplate({ file, options, unread, leftOut }: TextReading, location: Location): void {
  if (options.named) unread.push({ file, location, ...helmTemplate })
  else if (!leftOut.some(({ why }) => why === 'template')) leftOut.push({ file, why: 'template' })
}

/** A document that lacks nothing but its apiVersion, with an empty one; a rule says so. */
function nearlyManifest(value: unknown): Manifest | undefined {
  if (!isObject(value) || typeof value['kind'] !== 'string' || !isNearlyKind(value['kind'])) return undefined
  if (value['apiVersion'] !== undefined && value['apiVersion'] !== null) return undefined
  return isObject(value['metadata']) ? { ...value, kind: value['kind'], apiVersion: '' } : undefined
}

function isList(value: Record<string, unknown>): boolean {
  return isManifest(value) && value['kind'].endsWith('List') && Array.isArray(value['items'])
}

const largestUntyped = 1024 * 1024

/** Looks before the parser does: what is surely no manifest is not worth minutes of parsing. */
function whyNotRead(text: string): string | undefined {
  if (text.includes('\0')) return 'is not text: it holds NUL characters'
  if (/^---(?![ \t]*(?:#|\r|\n|$))/.test(text))
    return 'has more than dashes on its first line, so kubectl refuses it'
  if (text.length < largestUntyped) return undefined
  const head = text.slice(0, 4096)
  return /^\s*"?(apiVersion|kind|items|metadata)"?\s*:/m.test(head)
    ? undefined
    : 'is too large for a manifest and does not begin like one'
}

function isBlank(text: string): boolean {
  return !/^(?!---[ \t\r]*(?:#.*)?$)[ \t\uFEFF]*[^\s#]/m.test(text)
}

/** JSON as such, which `JSON.parse` reads twenty times faster; anything else is left to the YAML reader. */
function tryJson(text: string): Content | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined
  try {
    const json = text.replace(/^\uFEFF/, '')
    const large = json.length > largeJson ? parseLargeList(json) : undefined
    return { value: large ?? (JSON.parse(json) as unknown), repeated: repeatedJsonKeys(json) }
  } catch {
    return undefined
  }
}

function at(file: string, line: number, column: number) {
  return { file, line, column, endLine: line, endColumn: column + 1 }
}
