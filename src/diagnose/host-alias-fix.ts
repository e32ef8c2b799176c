import { valueAt, type FieldPath } from '../world/place.ts'
import type { Resource } from '../world/resource.ts'
import { proposed, removing, type Fix } from './fix.ts'

interface HostAlias {
  readonly hostnames?: readonly string[]
}

/**
 * The fix that takes one name out of `hostAliases`, so that DNS is asked for it; with it goes what would be empty then. In: the entry
 * (`…, 'hostAliases', 0`), and which of its names.
 */
export function unpinning(resource: Resource, entry: FieldPath, name: number): Fix {
  const list = entry.slice(0, -1)
  const { hostnames = [] } = (valueAt(resource.manifest, entry) ?? {}) as HostAlias
  const entries = (valueAt(resource.manifest, list) ?? []) as readonly HostAlias[]
  if (hostnames.length > 1) return proposed(removing(resource, [...entry, 'hostnames', name]))
  return proposed(removing(resource, entries.length > 1 ? entry : list))
}
