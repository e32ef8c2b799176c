import { refusalsOfGateway, type Refusal } from '../../kube/references/controller-status.ts'
import { withoutSecrets } from '../../text/credentials.ts'
import { inNamespace, kubectl } from '../../text/shell.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { Route } from '../../world/types/gateway-api.ts'
import type { World } from '../../world/world.ts'
import { grantFor, refusalAt } from '../controller-refusal.ts'
import type { End } from './model.ts'

const longestMessage = 200

/** What its controller says against a route at a Gateway, in a status that is up to date; undefined where it says nothing. */
export function routeRefused(world: World, route: Resource<Route>, holder: Resource): End | undefined {
  const refusal = refusalAt(route, holder)
  if (refusal === undefined) return undefined
  const grant = grantFor(world, route, refusal)
  return {
    outcome: 'answered',
    stage: 'route',
    ...(grant === undefined ? {} : { remedy: { title: grant } }),
    because: `${refusal.controller ?? 'its controller'} says of ${nameOf(route)}: ${describe(refusal)}`,
    fields: [{ resource: route, path: refusal.path }],
    cause: 'route-refused',
    confirm: kubectl('describe', route.kind.toLowerCase(), route.name, ...inNamespace(route.namespace)),
  }
}

/** What its controller says against a Gateway as a whole, or one of its listeners. */
export function gatewayRefused(gateway: Resource, listener: string | undefined): End | undefined {
  const refusal = refusalsOfGateway(gateway).find(
    (each) => each.listener === undefined || each.listener === listener,
  )
  if (refusal === undefined) return undefined
  return {
    outcome: 'no-route',
    stage: 'route',
    because: `the controller says of ${nameOf(gateway)}: ${describe(refusal)}`,
    fields: [{ resource: gateway, path: refusal.path }],
    confirm: kubectl('describe', 'gateway', gateway.name, ...inNamespace(gateway.namespace)),
  }
}

function describe({ type, reason, message }: Refusal): string {
  return `${type}=False${reason === '' ? '' : ` (${reason})`}${message === '' ? '' : `: ${withoutSecrets(message).slice(0, longestMessage)}`}`
}
