import type { ReferenceGrant } from '../../world/types/gateway-api.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { gatewayGroup } from './routes.ts'

/** What a reference leads to, as a ReferenceGrant names it. */
interface Target {
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
export function isPermitted(world: World, route: Resource, target: Target): boolean {
  if (target.namespace === route.namespace) return true
  return world.all('ReferenceGrant', target.namespace).some((grant) => grants(grant, route, target))
}

function grants(
  { manifest }: Resource<ReferenceGrant>,
  route: Resource,
  { group, kind, name }: Target,
): boolean {
  const { from = [], to = [] } = manifest.spec ?? {}
  return (
    from.some(
      (source) =>
        source.group === gatewayGroup && source.kind === route.kind && source.namespace === route.namespace,
    ) && to.some((item) => item.group === group && item.kind === kind && (!item.name || item.name === name))
  )
}
