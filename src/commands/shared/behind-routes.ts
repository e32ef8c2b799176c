import { aliasNamespaces, backendNamespaces, gatewayNamespaces } from '../../trace/namespaces.ts'
import type { Question } from '../../trace/model.ts'
import type { World } from '../../world/world.ts'
import { aliasKinds, backendKinds, gatewayKinds } from './kinds.ts'
import type { NamespaceKinds } from './read-asked.ts'

/**
 * What has to be read of other namespaces, since routes and aliases of a World lead there: Gateways, backends, and the
 * targets of ExternalName Services (those that a question asks for, without one all of them).
 */
export function behindRoutes(world: World, question?: Question): NamespaceKinds[] {
  return [
    ...gatewayNamespaces(world).map((namespace) => ({ namespace, kinds: gatewayKinds })),
    ...backendNamespaces(world).map((namespace) => ({ namespace, kinds: backendKinds })),
    ...aliasNamespaces(world, question).map((namespace) => ({ namespace, kinds: aliasKinds })),
  ]
}
