import type { FieldPath } from '../../world/place.ts'

/**
 * The types of the API server's refusals. Those from `Required` to `InternalError` are its own, as in
 * apimachinery pkg/util/validation/field/errors.go; the others stand for refusals that it does not type:
 * a wrong type, a field that does not exist, a key that occurs twice, and a request that it will not handle at all.
 */
export type ErrorType =
  | 'Required'
  | 'Invalid'
  | 'NotSupported'
  | 'Forbidden'
  | 'Duplicate'
  | 'TooLong'
  | 'TooMany'
  | 'InternalError'
  | 'Decode'
  | 'UnknownField'
  | 'DuplicateField'
  | 'BadRequest'
  | 'Conflict'

export interface FieldError {
  readonly type: ErrorType
  /** The path as the server writes it; empty where it names none. */
  readonly field: string
  /** What would be right, as a clause: `must be a number from 1 to 65535`. */
  readonly detail: string
  /** Where the offending value is in the manifest: deeper than `field`, or spelled as the manifest spells it. */
  readonly at: FieldPath
  /** The field that is most likely meant by one that is unknown. */
  readonly meant?: string
}

export function fieldError(type: ErrorType, at: FieldPath, detail: string): FieldError {
  return { type, field: formatField(at), detail, at }
}

/** The same error, placed at a key below the field that the server names. */
export function placedAt(error: FieldError, ...below: (string | number)[]): FieldError {
  return { ...error, at: [...error.at, ...below] }
}

/** Writes a path as field.Path of apimachinery does: `spec.ports[0].nodePort`. */
export function formatField(at: FieldPath): string {
  let text = ''
  for (const step of at) text += typeof step === 'number' ? `[${step}]` : text === '' ? step : `.${step}`
  return text
}

/** `Invalid` with "must …" for a grammar that says why a text does not follow it. */
export function invalidUnless(why: string | undefined, at: FieldPath): FieldError[] {
  return why === undefined ? [] : [fieldError('Invalid', at, `must ${why}`)]
}

export function notSupportedUnless(value: string, supported: readonly string[], at: FieldPath): FieldError[] {
  if (supported.includes(value)) return []
  return [fieldError('NotSupported', at, `must be ${supported.join(', ').replace(/, ([^,]*)$/, ' or $1')}`)]
}
