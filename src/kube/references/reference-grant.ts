import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { gatewayGroup } from './routes.ts'

/** What a reference leads to, as a ReferenceGrant names it. */
interface GrantedTarget {
  readonly group: string
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

/**
 * May a route use a backend? In its own namespace always; elsewhere a ReferenceGrant next to the backend must name kind and
 * namespace of the route in `from`, and the backend in `to`. Groups and kinds are compared as they are written: the core
 * group is the empty string. Follows the API documentation of ReferenceGrant in kubernetes-sigs/gateway-api apis/v1.
 */
export function isPermitted(world: World, route: Resource, target: GrantedTarget): boolean {
  if (target.namespace === route.namespace) return true
  const permitted = world.derived(permittedIn, target.namespace).get(keyOf(route.kind, route.namespace))
  const { group, kind, name } = target
  return permitted?.has(keyOf(group, kind)) === true || permitted?.has(keyOf(group, kind, name)) === true
}

/** By kind and namespace of a route: what it may use of a namespace, all of a kind or one of a name. */
function permittedIn(world: World, namespace: string): ReadonlyMap<string, ReadonlySet<string>> {
  const bySource = new Map<string, Set<string>>()
  for (const { manifest } of world.all('ReferenceGrant', namespace)) {
    const { from = [], to = [] } = manifest.spec ?? {}
    for (const source of from) {
      if (source.group !== gatewayGroup) continue
      const key = keyOf(source.kind, source.namespace)
      const permitted = bySource.get(key) ?? new Set()
      bySource.set(key, permitted)
      for (const { group, kind, name } of to)
        permitted.add(name ? keyOf(group, kind, name) : keyOf(group, kind))
    }
  }
  return bySource
}

function keyOf(...parts: readonly unknown[]): string {
  return JSON.stringify(parts)
}
