import type { WireFields, WireType } from '../types/wire.ts'
import { fields, list, stringMap, strings, type FieldsShape, type Shape } from './field-shape.ts'

/** The shape of an object whose fields a table names. */
export function shapeOf(table: WireFields): FieldsShape {
  return fields(Object.fromEntries(Object.entries(table).map(([name, { wire }]) => [name, ofType(wire)])))
}

function ofType(wire: WireType): Shape {
  if (typeof wire === 'string') return scalars[wire]
  return 'list' in wire ? list(shapeOf(wire.list)) : shapeOf(wire.pointer)
}

const scalars = {
  string: 'string',
  'string?': 'string',
  bool: 'boolean',
  'bool?': 'boolean',
  int32: 'integer',
  'int32?': 'integer',
  'int-or-string': 'integer or string',
  strings,
  'string map': stringMap,
} as const satisfies Readonly<Record<Extract<WireType, string>, Shape>>
