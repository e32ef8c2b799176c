import type { FieldPath } from '../world/place.ts'
import type { Resource } from '../world/resource.ts'
import { proposed, setting, type Fix } from './fix.ts'

/** The names that there are, and the one of them that a mistyped one is near. */
interface Names {
  readonly meant: string | undefined
  readonly names: readonly string[]
}

/** The fix of a field that gives a name which nothing has: the near one, or, as a proposal, the only one that there is. */
export function nameFix(resource: Resource, at: FieldPath, { meant, names }: Names): Fix | undefined {
  if (meant !== undefined) return setting(resource, at, meant)
  const [only, another] = new Set(names)
  return only === undefined || another !== undefined ? undefined : proposed(setting(resource, at, only))
}
