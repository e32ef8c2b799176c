import type { GoStruct, GoType } from './decode.ts'

/**
 * Writes what `decode` made as the API server writes it: without what is empty, except behind a pointer.
 * Follows encoding/json with omitempty, as the types in k8s.io/api have it nearly everywhere.
 */
export function encode(type: GoStruct, object: object): Record<string, unknown> {
  return encoded(type, object) as Record<string, unknown>
}

function encoded(type: GoType, value: unknown): unknown {
  if (typeof type === 'string' || value === undefined) return value
  if ('list' in type) return (value as readonly unknown[]).map((item) => encoded(type.list, item))
  if ('map' in type) return ownMap(value as ReadonlyMap<string, string>)
  return encodedFields(type, value as Readonly<Record<string, unknown>>)
}

function encodedFields(type: GoStruct, fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const name of type.names) {
    const field = type.fields[name]
    const value = fields[name]
    if (field === undefined || value === undefined) continue
    const item = encoded(field, value)
    if (isPointer(field) || !isEmpty(item) || type.always.includes(name)) kept[name] = item
  }
  return kept
}

function ownMap(map: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries(map)
}

function isPointer(type: GoType): boolean {
  if (typeof type === 'string') return type.endsWith('?')
  return 'pointer' in type && type.pointer
}

function isEmpty(value: unknown): boolean {
  if (value === '' || value === 0 || value === false) return true
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
