import { valueAt } from '../../world/place.ts'
import { decode } from './decode.ts'
import { fieldError, type FieldError } from './field-error.ts'
import { namedType } from './objects.ts'
import { withoutNulls } from './strategic-merge/merge.ts'
import { CannotMerge, copyOf, emptyMap, isMap, type PlainMap } from './strategic-merge/plain.ts'
import type { MergeSchema } from './strategic-merge/schema.ts'
import { patched, threeWayPatch } from './strategic-merge/three-way.ts'

/** Where `kubectl apply` writes down what it was given. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

/** The object that a patch makes, or why kubectl cannot make one; without a change it asks for nothing. */
export type AppliedObject =
  | { readonly object: PlainMap; readonly isChanged: boolean }
  | { readonly refused: readonly FieldError[] }

/**
 * What `kubectl apply` asks the API server to store in the place of an object: the three ways are what was applied last,
 * what is applied now, and the object as it is.
 * In: the stored object in the form of the server. Never throws, and changes nothing.
 * kubectl itself reads the metadata of what it sends, and nothing else.
 * Follows patchSimple in kubectl pkg/cmd/apply/patcher.go, and strategicPatchObject in apiserver
 * pkg/endpoints/handlers/patch.go.
 */
export function applied(current: PlainMap, manifest: unknown, schema: MergeSchema): AppliedObject {
  const unread = decode(namedType, manifest).errors.filter(({ type }) => type === 'Decode')
  if (unread.length > 0) return { refused: unread }
  try {
    const original = originalOf(current)
    const patch = threeWayPatch({ original, modified: withRecord(manifest, current), current }, schema)
    return { object: patched(current, patch, schema), isChanged: Object.keys(patch).length > 0 }
  } catch (error) {
    if (!(error instanceof CannotMerge)) throw error
    return { refused: [{ ...fieldError('BadRequest', error.at, error.message), field: '' }] }
  }
}

/** What was applied to what. */
export interface Application {
  readonly current: PlainMap
  readonly manifest: unknown
  /** What came of it. */
  readonly object: PlainMap
}

/**
 * Errors of the object that a patch made, where the manifest says what they are about, and with the way around what is
 * not in the manifest at all.
 */
export function inManifest(errors: readonly FieldError[], application: Application): FieldError[] {
  return errors.map((error) =>
    isOfPorts(error) ? inPorts(error, application) : leftOver(error, application),
  )
}

function isOfPorts({ at }: FieldError): boolean {
  return at[0] === 'spec' && at[1] === 'ports'
}

function inPorts(error: FieldError, { current, manifest, object }: Application): FieldError {
  const written = portsOf(manifest)
  const isTwice = [written, portsOf(current)].some(
    (ports) => new Set(ports.map(numberOf)).size < ports.length,
  )
  const way =
    'kubectl apply tells ports apart by their number alone: use kubectl apply --server-side, or kubectl replace'
  const detail = isTwice ? `${error.detail}; ${way}` : error.detail
  const [, , index, ...below] = error.at
  if (typeof index !== 'number') return { ...error, detail }
  const port = portsOf(object)[index]
  const same = written.filter((other) => numberOf(other) === numberOf(port))
  const found = written.indexOf(same.find((other) => protocolOf(other) === protocolOf(port)) ?? same[0])
  return { ...error, detail, at: found < 0 ? ['spec', 'ports'] : ['spec', 'ports', found, ...below] }
}

/** What the server picks is not cleared by null. */
const allocatedFields = new Set<unknown>(['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'])

function leftOver(error: FieldError, { current, manifest }: Application): FieldError {
  const { at, detail } = error
  const isThere = valueAt(current, at) !== undefined && valueAt(manifest, at) === undefined
  if (!isThere || at[0] !== 'spec' || allocatedFields.has(at[1])) return error
  return {
    ...error,
    detail: `${detail}; it is left over in the stored object: write ${String(at[1])}: null to clear it`,
  }
}

function portsOf(object: unknown): unknown[] {
  const ports = valueAt(object, ['spec', 'ports'])
  return Array.isArray(ports) ? (ports as unknown[]) : []
}

function numberOf(port: unknown): unknown {
  return valueAt(port, ['port'])
}

function protocolOf(port: unknown): unknown {
  return valueAt(port, ['protocol']) ?? 'TCP'
}

/**
 * A manifest as `kubectl apply` sends it to create an object: with a record of itself, and without nulls.
 * Follows applyOneObject in kubectl pkg/cmd/apply/apply.go.
 */
export function asFirstApplied(manifest: unknown): PlainMap {
  return withoutNulls(withRecord(manifest, emptyMap())) as PlainMap
}

/** Follows GetOriginalConfiguration in kubectl pkg/util/apply.go; without a record there are only two ways. */
function originalOf(current: PlainMap): PlainMap {
  const record = valueAt(current, ['metadata', 'annotations', lastApplied])
  if (typeof record !== 'string' || record === '') return emptyMap()
  try {
    const original: unknown = JSON.parse(record)
    if (isMap(original)) return copyOf(original)
  } catch {
    // said below
  }
  throw new CannotMerge(`must be applied to an object whose annotation ${lastApplied} is a manifest`)
}

/** Follows GetModifiedConfiguration in kubectl pkg/util/apply.go. */
function withRecord(manifest: unknown, current: PlainMap): PlainMap {
  const modified = isMap(manifest) ? copyOf(manifest) : emptyMap()
  const metadata = isMap(modified['metadata']) ? modified['metadata'] : emptyMap()
  modified['metadata'] = metadata
  metadata['namespace'] ||= valueAt(current, ['metadata', 'namespace']) ?? 'default'
  const annotations = textsOf(metadata['annotations'])
  delete annotations[lastApplied]
  metadata['annotations'] = annotations
  annotations[lastApplied] = writtenAsGo(modified)
  return modified
}

function textsOf(annotations: unknown): PlainMap {
  const texts = emptyMap()
  if (isMap(annotations)) for (const [key, text] of Object.entries(annotations)) texts[key] = text ?? ''
  return texts
}

/** Sorted keys, no blanks, what HTML minds escaped, a line break at the end: as Go's encoder writes it. */
function writtenAsGo(value: unknown): string {
  return `${json(value).replaceAll(/[<>&\u2028\u2029]/g, escaped)}\n`
}

/** Not by JSON.stringify alone, which puts keys that are numbers first. */
function json(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(json).join()}]`
  if (!isMap(value)) return JSON.stringify(value)
  const keys = Object.keys(value).sort((a, b) => (a < b ? -1 : 1))
  return `{${keys.map((key) => `${JSON.stringify(key)}:${json(value[key])}`).join()}}`
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
