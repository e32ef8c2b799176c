import { fieldError, type FieldError } from './field-error.ts'

/** The group, version and kind that a request is about. */
export interface Envelope {
  readonly apiVersion: string
  readonly kind: string
}

/**
 * Is this an object of the wanted kind at all? Absent, empty and null are filled in from the address of the request.
 * Follows Interpret in apimachinery pkg/runtime/serializer/json/meta.go, and Decode next to it.
 */
export function checkEnvelope(value: unknown, wanted: Envelope): FieldError[] {
  if (value === null || value === undefined) return []
  if (typeof value !== 'object' || Array.isArray(value)) return [refusal([], 'must be an object')]
  for (const name of ['apiVersion', 'kind'] as const) {
    const text: unknown = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
    if (text === undefined || text === null || text === '') continue
    if (text !== wanted[name]) return [refusal([name], `must be ${wanted[name]}`)]
  }
  return []
}

function refusal(at: readonly string[], detail: string): FieldError {
  return { ...fieldError('BadRequest', at, detail), field: '' }
}
