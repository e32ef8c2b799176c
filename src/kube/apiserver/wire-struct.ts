import type { WireFields, WireType } from '../../world/types/wire.ts'
import { holdsIn } from '../core/versions.ts'
import { list, pointer, stringMap, struct, type GoStruct, type GoType } from './decode.ts'

/** The Go struct whose fields a table names, without those that came after a version. */
export function structOf(table: WireFields, version?: string): GoStruct {
  const present = Object.entries(table).filter(
    ([, { since }]) => version === undefined || since === undefined || holdsIn(version, { since }),
  )
  return struct(Object.fromEntries(present.map(([name, { wire }]) => [name, goTypeOf(wire, version)])))
}

function goTypeOf(wire: WireType, version: string | undefined): GoType {
  if (wire === 'strings') return list('string')
  if (wire === 'string map') return stringMap
  if (typeof wire === 'string') return wire
  return 'list' in wire ? list(structOf(wire.list, version)) : pointer(structOf(wire.pointer, version))
}
