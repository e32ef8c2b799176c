import type { FieldPath } from '../../world/place.ts'
import { nearest } from '../../text/nearest.ts'
import { defined } from '../../world/defined.ts'
import { fieldError, formatField, type FieldError } from './field-error.ts'
import { isAuto } from './allocation-placeholder.ts'

/**
 * The types of a Go struct, as far as its JSON decoder tells them apart. `?` marks a pointer: null and absent are
 * then `undefined`, otherwise the zero value.
 */
type Scalar =
  | 'string'
  | 'string?'
  | 'bool'
  | 'bool?'
  | 'int32'
  | 'int32?'
  | 'int64'
  | 'int64?'
  | 'int-or-string'
  | 'time'
  | 'any'
export type GoType = Scalar | GoList | GoMap | GoStruct
export interface GoList {
  readonly list: GoType
}
export interface GoMap {
  readonly map: 'string'
}
export interface GoStruct {
  readonly fields: Readonly<Record<string, GoType>>
  readonly names: readonly string[]
  readonly pointer: boolean
  /** What is written even when it is empty. */
  readonly always: readonly string[]
}

export const list = (of: GoType): GoList => ({ list: of })
export const stringMap: GoMap = { map: 'string' }
export const struct = (
  fields: Readonly<Record<string, GoType>>,
  always: readonly string[] = [],
): GoStruct => ({ fields, names: Object.keys(fields), pointer: false, always })
export const pointer = (type: GoStruct): GoStruct => ({ ...type, pointer: true })

/** From a body of JSON, or from the map that a patch has made, which knows no limit of integers. */
type Decoder = 'json' | 'map'

class Decoding {
  readonly from: Decoder
  /** The first wrong type: the decoder goes on behind it, but reports no other. */
  wrongType?: FieldError
  readonly unknown = new Map<string, FieldError>()
  /** The steps to the value that is being decoded: one list that grows and shrinks, copied into an error only. */
  readonly at: (string | number)[] = []

  constructor(from: Decoder) {
    this.from = from
  }

  decodeAt(step: string | number, type: GoType, value: unknown): unknown {
    this.at.push(step)
    const decoded = decodeValue(type, value, this)
    this.at.pop()
    return decoded
  }
}

/** A value that decodes itself (a time, an IntOrString) stops the whole decoder. */
class DecodingStopped extends Error {
  readonly error: FieldError
  constructor(error: FieldError) {
    super(error.detail)
    this.error = error
  }
}

const mostUnknown = 100

/**
 * Decodes plain values into a Go struct as the API server does under strict field validation: exact names, no
 * coercion; a wrong type hides unknown fields. Keys come in the order in which the server's own conversion from YAML
 * leaves them, sorted.
 * Follows sigs.k8s.io/json internal/golang/encoding/json/decode.go, and apimachinery pkg/runtime/converter.go.
 */
export function decode(
  type: GoStruct,
  value: unknown,
  from: Decoder = 'json',
): { readonly object: unknown; readonly errors: readonly FieldError[] } {
  const decoding = new Decoding(from)
  try {
    const object = decodeValue(type, value, decoding)
    return {
      object,
      errors: decoding.wrongType === undefined ? [...decoding.unknown.values()] : [decoding.wrongType],
    }
  } catch (error) {
    if (!(error instanceof DecodingStopped)) throw error
    return { object: zero(type), errors: [error.error] }
  }
}

function decodeValue(type: GoType, value: unknown, decoding: Decoding): unknown {
  if (value === undefined || value === null) return zero(type)
  if (typeof type === 'string') return decodeScalar(type, value, decoding)
  if ('list' in type) {
    if (!Array.isArray(value)) return wrongType(type, 'a list', decoding)
    return value.map((item, index) => decoding.decodeAt(index, type.list, item))
  }
  if (typeof value !== 'object' || Array.isArray(value)) return wrongType(type, 'a mapping', decoding)
  return 'map' in type ? decodeMap(value, decoding) : decodeStruct(type, value, decoding)
}

function decodeMap(value: object, decoding: Decoding): Map<string, string> {
  const map = new Map<string, string>()
  for (const key of keysOf(value)) {
    const item = (value as Record<string, unknown>)[key]
    map.set(key, decoding.decodeAt(key, 'string', item) as string)
  }
  return map
}

function decodeStruct(type: GoStruct, value: object, decoding: Decoding): Record<string, unknown> {
  const object = zeroFields(type)
  for (const key of keysOf(value)) {
    const field = Object.hasOwn(type.fields, key) ? type.fields[key] : undefined
    if (field === undefined) unknownField(decoding, key, type.names)
    else object[key] = decoding.decodeAt(key, field, (value as Record<string, unknown>)[key])
  }
  return object
}

function unknownField({ unknown, at }: Decoding, key: string, known: readonly string[]): void {
  const [meant] = nearest(key, known)
  const detail = meant === undefined ? 'there is no such field' : `did you mean ${meant}?`
  const error = { ...fieldError('UnknownField', [...at, key], detail), ...defined({ meant }) }
  if (unknown.size < mostUnknown) unknown.set(error.field, error)
}

interface ScalarForm {
  readonly wanted: string
  readonly fits: (value: unknown) => boolean
}

/** What fits a scalar, and how messages name that. */
const scalars = {
  any: { wanted: 'anything', fits: () => true },
  string: { wanted: 'a string', fits: (value: unknown) => typeof value === 'string' },
  bool: { wanted: 'true or false', fits: (value: unknown) => typeof value === 'boolean' },
  int32: { wanted: 'an integer of 32 bits', fits: (value: unknown) => isInteger(value, 2 ** 31) },
  // the lowest one has neighbours that are no other number here
  int64: {
    wanted: 'an integer',
    fits: (value: unknown) => isInteger(value, 2 ** 63) && value !== -(2 ** 63),
  },
  'int-or-string': {
    wanted: 'an integer or a string',
    fits: (value: unknown) => typeof value === 'string' || isInteger(value, 2 ** 31),
  },
  time: {
    wanted: 'a time such as 2026-01-31T12:00:00Z',
    fits: (value: unknown) => typeof value === 'string' && isTime(value),
  },
} satisfies Record<string, ScalarForm>

/** The same for a pointer to one. */
const forms: Readonly<Record<Scalar, ScalarForm>> = {
  ...scalars,
  'string?': scalars.string,
  'bool?': scalars.bool,
  'int32?': scalars.int32,
  'int64?': scalars.int64,
}

function decodeScalar(type: Scalar, value: unknown, decoding: Decoding): unknown {
  const { wanted, fits } = forms[type]
  if (fits(value)) return value
  if (decoding.from === 'map' && /^int\d/.test(type) && Number.isInteger(value))
    return isAuto(value as number) ? value : wrapped(value as number, type.startsWith('int32') ? 32 : 64)
  if (type === 'time' || type === 'int-or-string')
    throw new DecodingStopped(typeError(`must be ${wanted}`, [...decoding.at]))
  return wrongType(type, wanted, decoding)
}

/** Follows the conversion of integers in Go, which keeps the lower bits. */
function wrapped(value: number, bits: number): number {
  return Math.abs(value) < 2 ** 63 ? Number(BigInt.asIntN(bits, BigInt(value))) : -(2 ** (bits - 1))
}

function wrongType(type: GoType, wanted: string, decoding: Decoding): unknown {
  decoding.wrongType ??= typeError(`must be ${wanted}`, [...decoding.at])
  return zero(type)
}

/** The decoder names the fields on the way, but neither indexes nor the keys of maps. */
export function typeError(because: string, at: FieldPath): FieldError {
  const lastIndex = at.findLastIndex((step) => typeof step === 'number')
  const names = at.filter((step) => typeof step === 'string')
  const field = mapKeys.has(names.at(-2) ?? '') && lastIndex !== at.length - 1 ? names.slice(0, -1) : names
  return { ...fieldError('Decode', at, because), field: formatField(field) }
}

const mapKeys = new Set(['labels', 'annotations', 'selector', 'deprecatedTopology'])

function isInteger(value: unknown, limit: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= -limit && value < limit
}

const timeForm = /^(\d{4})-(\d\d)-(\d\d)T(\d\d?):(\d\d):(\d\d)(?:[.,]\d+)?(?:Z|[+-](\d\d):(\d\d))$/

/** RFC 3339, as time.Parse of Go reads it: a comma may stand for the point, and the day must exist. */
function isTime(text: string): boolean {
  const match = timeForm.exec(text)
  if (match === null) return false
  const parts = match.slice(1).map((part) => Number(part ?? 0))
  const [year = 0, month = 0, day = 0, ...clock] = parts
  const most = [23, 59, 59, 24, 59]
  return day >= 1 && day <= daysOf(year, month) && clock.every((part, index) => part <= (most[index] ?? 0))
}

function daysOf(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
}

function keysOf(value: object): string[] {
  return Object.keys(value).sort((a, b) => (a < b ? -1 : 1))
}

function zero(type: GoType): unknown {
  switch (type) {
    case 'string':
      return ''
    case 'bool':
      return false
    case 'int32':
    case 'int64':
    case 'int-or-string':
      return 0
    case 'string?':
    case 'bool?':
    case 'int32?':
    case 'int64?':
    case 'time':
    case 'any':
      return undefined
    default:
      if ('list' in type) return []
      if ('map' in type) return new Map<string, string>()
      return type.pointer ? undefined : zeroFields(type)
  }
}

interface Blank {
  readonly scalars: Readonly<Record<string, unknown>>
  readonly others: readonly (readonly [name: string, type: GoType])[]
}

// most of a Service is zero, so that making zeros is most of the work
const blanks = new WeakMap<GoStruct, Blank>()

function zeroFields(type: GoStruct): Record<string, unknown> {
  const blank = blanks.get(type) ?? blankOf(type)
  const object: Record<string, unknown> = { ...blank.scalars }
  for (const [name, other] of blank.others) object[name] = zero(other)
  return object
}

function blankOf(type: GoStruct): Blank {
  const entries = Object.entries(type.fields)
  const isShared = (field: GoType) => typeof zero(field) !== 'object'
  const scalars = Object.fromEntries(
    entries.map(([name, field]) => [name, isShared(field) ? zero(field) : undefined]),
  )
  const blank = { scalars, others: entries.filter(([, field]) => !isShared(field)) }
  blanks.set(type, blank)
  return blank
}
