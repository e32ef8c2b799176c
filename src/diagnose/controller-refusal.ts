import { withoutSecrets } from '../text/credentials.ts'
import { quote } from '../text/wording.ts'
import type { Route } from '../world/types/gateway-api.ts'
import { nameOf, type Resource } from '../world/resource.ts'
import type { World } from '../world/world.ts'
import { refusalsOfRoute, type Refusal } from '../kube/references/controller-status.ts'
import { routeReferences } from '../kube/references/routes.ts'
import { isPermitted } from '../kube/references/reference-grant.ts'
import type { ServiceReference } from '../kube/references/reference.ts'

const longestMessage = 300

/** A condition as messages quote it: `ResolvedRefs=False (RefNotPermitted): Backend ref … not permitted`. */
export function quoteRefusal({ type, reason, message, controller = 'its controller' }: Refusal): string {
  const why = `${reason === '' ? '' : ` (${reason})`}${message === '' ? '' : `: ${withoutSecrets(message).slice(0, longestMessage)}`}`
  return `${controller} says ${type}=False${why}`
}

/**
 * What would make a controller take a route that it refuses: for RefNotPermitted the ReferenceGrant, written out, and whether one
 * is there that admits it already. Undefined where the condition says no more than its message.
 */
export function grantFor(world: World, route: Resource<Route>, { reason }: Refusal): string | undefined {
  if (reason !== 'RefNotPermitted') return undefined
  const across = routeReferences(route).filter(({ namespace }) => namespace !== route.namespace)
  const refused = across.find((reference) => !admits(world, route, reference)) ?? across[0]
  if (refused === undefined) return undefined
  const { namespace, name } = refused
  const grant = `a ReferenceGrant in namespace ${namespace} with from {group: gateway.networking.k8s.io, kind: ${route.kind}, namespace: ${route.namespace ?? ''}} and to {group: "", kind: Service}`
  if (!admits(world, route, refused)) return `create ${grant}`
  const [own] = world
    .all('ReferenceGrant', namespace)
    .filter(({ manifest }) =>
      (manifest.spec?.from ?? []).some(
        ({ kind, namespace: from }) => kind === route.kind && from === route.namespace,
      ),
    )
  const there = own === undefined ? 'a grant' : nameOf(own)
  return `Service ${quote(name)} needs ${grant}; ${there} says so, and the controller does not follow it (yet): look at its log, and whether it supports grants for ${route.kind}`
}

function admits(world: World, route: Resource, { namespace, name }: ServiceReference): boolean {
  return isPermitted(world, route, { group: '', kind: 'Service', namespace, name })
}

/** What its controller says against a route at one Gateway or ListenerSet; undefined where it says nothing. */
export function refusalAt(route: Resource<Route>, holder: Resource): Refusal | undefined {
  return refusalsOfRoute(route).find(
    ({ parentRef }) =>
      parentRef === undefined ||
      (parentRef.name === holder.name && (parentRef.namespace ?? route.namespace) === holder.namespace),
  )
}
