import type { CheckResult } from '../../src/validate/check.ts'

/** The server gives a type and a field to only some refusals; the rest is one text, without fields. */
const typed: ReadonlySet<string> = new Set([
  'Required',
  'Invalid',
  'NotSupported',
  'Forbidden',
  'Duplicate',
  'TooLong',
  'TooMany',
])

/** What is compared: the verdict, and each type with its field, once. */
export interface Said {
  readonly ok: boolean
  readonly errors: readonly string[]
}

export function said(
  ok: boolean,
  errors: readonly { readonly type: string; readonly field: string }[],
): Said {
  const named = errors.filter(({ type }) => typed.has(type)).map(({ type, field }) => `${type} ${field}`)
  return { ok, errors: [...new Set(named)].toSorted() }
}

export function ourWords({ errors }: CheckResult): Said {
  return said(errors.length === 0, errors)
}
