import type { WireFields, WireType } from '../types/wire.ts'
import { fields, list, stringMap, strings, type FieldsShape, type Shape } from './field-shape.ts'

/** The shape of an object whose fields a table names. */
export function shapeOf(table: WireFields): FieldsShape {
  return fields(Object.fromEntries(Object.entries(table).map(([name, { wire }]) => [name, ofType(wire)])))
}

function ofType(wire: WireType): Shape {
  if (typeof wire !== 'string') return 'list' in wire ? list(shapeOf(wire.list)) : shapeOf(wire.pointer)
  switch (wire) {
    case 'string':
    case 'string?':
      return 'string'
    case 'bool':
    case 'bool?':
      return 'boolean'
    case 'int32':
    case 'int32?':
      return 'integer'
    case 'int-or-string':
      return 'integer or string'
    case 'strings':
      return strings
    case 'string map':
      return stringMap
  }
}
