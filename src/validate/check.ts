import { asFirstApplied } from '../kube/apiserver/apply.ts'
import {
  verdictOnEndpointSlice,
  verdictOnEndpointSliceApply,
  verdictOnEndpointSliceUpdate,
} from '../kube/apiserver/check-endpoint-slice.ts'
import {
  verdictOnService,
  verdictOnServiceApply,
  verdictOnServiceUpdate,
  type ServerVerdict,
} from '../kube/apiserver/check-service.ts'
import { isStored } from '../kube/apiserver/verdict.ts'
import { factsOf, type ClusterOptions } from '../kube/apiserver/facts.ts'
import { fieldError, type FieldError } from '../kube/apiserver/field-error.ts'
import { readText, type Sender } from './read-text.ts'

export interface CheckOptions extends ClusterOptions {
  /**
   * Who sends a text: `raw` is a body of YAML as such, in which the server notices keys that occur twice; kubectl
   * keeps the last one without a word.
   */
  readonly via?: Sender
}

/** What the API server would answer; see `FieldError` for the types. */
export interface CheckResult {
  /** Empty when the object would be accepted. */
  readonly errors: readonly FieldError[]
  readonly warnings: readonly string[]
  /** The object as it would be stored, without what only the server can pick. */
  readonly defaulted?: Readonly<Record<string, unknown>> | undefined
}

/**
 * What the API server would say to a new Service under strict field validation, without an API server.
 * In: a manifest as text (its first document counts) or as plain values. Never throws.
 */
export function checkService(manifest: unknown, options: CheckOptions = {}): CheckResult {
  return withText([manifest], options, ([value]) => verdictOnService(value, factsOf(options)))
}

/** What it would say to a Service that replaces `before`: a manifest, or the stored object. */
export function checkServiceUpdate(
  before: unknown,
  manifest: unknown,
  options: CheckOptions = {},
): CheckResult {
  return withText([manifest, before], options, ([value, old]) =>
    verdictOnServiceUpdate(old, value, factsOf(options)),
  )
}

/**
 * What it would say to the patch of `kubectl apply`: `before` is the stored object, or the manifest that was applied
 * last. The text is read by kubectl.
 */
export function checkServiceApply(
  before: unknown,
  manifest: unknown,
  options: CheckOptions = {},
): CheckResult {
  return withText([manifest, before], { ...options, via: 'kubectl' }, ([value, old]) =>
    verdictOnServiceApply(asStored(old), value, factsOf(options)),
  )
}

/** The same for a new EndpointSlice. */
export function checkEndpointSlice(manifest: unknown, options: CheckOptions = {}): CheckResult {
  return withText([manifest], options, ([value]) => verdictOnEndpointSlice(value, factsOf(options)))
}

/** The same for an EndpointSlice that replaces another. */
export function checkEndpointSliceUpdate(
  before: unknown,
  manifest: unknown,
  options: CheckOptions = {},
): CheckResult {
  return withText([manifest, before], options, ([value, old]) =>
    verdictOnEndpointSliceUpdate(old, value, factsOf(options)),
  )
}

/** The same for the patch that `kubectl apply` makes of an EndpointSlice. */
export function checkEndpointSliceApply(
  before: unknown,
  manifest: unknown,
  options: CheckOptions = {},
): CheckResult {
  return withText([manifest, before], { ...options, via: 'kubectl' }, ([value, old]) =>
    verdictOnEndpointSliceApply(asStored(old), value, factsOf(options)),
  )
}

/** What a manifest has not got yet, a server or kubectl adds. */
function asStored(before: unknown): unknown {
  return isStored(before) ? before : asFirstApplied(before)
}

/** Reads what is text, and adds the keys that occur twice to what the decoder finds. */
function withText(
  manifests: readonly unknown[],
  { via = 'raw' }: CheckOptions,
  check: (values: readonly unknown[]) => ServerVerdict,
): CheckResult {
  const read = manifests.map((manifest) =>
    typeof manifest === 'string' ? readText(manifest, via) : { value: manifest, duplicates: [] },
  )
  for (const item of read) {
    if ('problem' in item)
      return {
        errors: [{ ...fieldError('BadRequest', [], `must be YAML: ${item.problem}`), field: '' }],
        warnings: [],
      }
  }
  const verdict = check(read.map((item) => ('value' in item ? item.value : undefined)))
  const [first] = read
  const duplicates = first !== undefined && 'duplicates' in first ? first.duplicates : []
  if (
    duplicates.length === 0 ||
    verdict.errors.some(({ type }) => type === 'Decode' || type === 'BadRequest')
  ) {
    return { ...verdict, warnings: verdict.warnings.map(({ text }) => text) }
  }
  const twice = duplicates.map((path) => fieldError('DuplicateField', path, 'must be set only once'))
  return { errors: [...twice, ...verdict.errors.filter(({ type }) => type === 'UnknownField')], warnings: [] }
}
