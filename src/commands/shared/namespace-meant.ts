import type { World } from '../../world/world.ts'
import { dnsNamespace } from './kinds.ts'

/**
 * The namespace that a bare name means in files where no flag and no configuration names one: the one that all objects are in,
 * as in a dump of one namespace, but for what the cluster itself runs. `default` where there is none, or more than one.
 */
export function namespaceMeant(world: World): string {
  const namespaces = new Set(world.resources.flatMap(({ namespace }) => namespace ?? []))
  if (namespaces.size > 1) namespaces.delete(dnsNamespace)
  const [only = 'default', ...others] = namespaces
  return others.length > 0 ? 'default' : only
}
