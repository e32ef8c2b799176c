import type { AllowedNamespaces, Gateway, ListenerSet } from '../../world/types/gateway-api.ts'
import type { Kind } from '../../world/kinds.ts'
import { groupsBy } from '../../world/groups-by.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { selects } from '../workload/label-selector.ts'

/** Does a Gateway admit what is in a namespace? `own` is its own namespace. */
export function admitsNamespace(
  world: World,
  { from, selector }: AllowedNamespaces & { readonly from: string },
  { own, namespace }: { readonly own: string | undefined; readonly namespace: string | undefined },
): boolean {
  if (from === 'All') return true
  if (from !== 'Selector') return from === 'Same' && own === namespace
  // the API server gives every namespace this label
  const labels = { ...world.get('Namespace', undefined, namespace ?? '')?.manifest.metadata?.labels }
  return (
    selector !== undefined && selects(selector, { ...labels, 'kubernetes.io/metadata.name': namespace ?? '' })
  )
}

/** Where the listeners of a ListenerSet are, or why nowhere. */
export type SetAttachment =
  | { readonly gateway: Resource<Gateway> }
  | {
      readonly because: string
      /** As the controller writes it into the condition Accepted; it writes nothing for a Gateway that is not there. */
      readonly reason: 'NotAllowed' | 'GatewayMissing'
      /** What may be missing from sight, and where. */
      readonly absence?: { readonly kind: Kind; readonly namespace?: string }
    }

/**
 * The Gateway that takes the listeners of a ListenerSet: the one that parentRef names, if its allowedListeners admit the
 * namespace of the set, which by default they do for none. Undefined where parentRef names no Gateway.
 * Follows the API documentation of ListenerSet and AllowedListeners in kubernetes-sigs/gateway-api apis/v1.
 */
export function attachmentOfSet(world: World, set: Resource<ListenerSet>): SetAttachment | undefined {
  const { name, namespace = set.namespace, kind = 'Gateway' } = set.manifest.spec?.parentRef ?? {}
  if (!name || kind !== 'Gateway') return undefined
  const gateway = world.get('Gateway', namespace, name)
  if (gateway === undefined) {
    const absence = { kind: 'Gateway', ...(namespace === undefined ? {} : { namespace }) } as const
    return { because: `Gateway ${namespace}/${name} does not exist`, reason: 'GatewayMissing', absence }
  }
  return admission(world, gateway, set)
}

function admission(world: World, gateway: Resource<Gateway>, set: Resource<ListenerSet>): SetAttachment {
  const allowed = { from: 'None', ...gateway.manifest.spec?.allowedListeners?.namespaces }
  if (admitsNamespace(world, allowed, { own: gateway.namespace, namespace: set.namespace }))
    return { gateway }
  const { from } = allowed
  const unknown = from === 'Selector' && world.get('Namespace', undefined, set.namespace ?? '') === undefined
  return {
    because: `${nameOf(gateway)} takes no ListenerSets of namespace ${set.namespace} (allowedListeners: ${from})`,
    reason: 'NotAllowed',
    ...(unknown ? { absence: { kind: 'Namespace' } as const } : {}),
  }
}

/** The ListenerSets whose listeners a Gateway takes. */
export function setsOf(world: World, gateway: Resource<Gateway>): readonly Resource<ListenerSet>[] {
  return world.derived(setsByGateway).get(gateway) ?? []
}

function setsByGateway(world: World): ReadonlyMap<Resource<Gateway>, readonly Resource<ListenerSet>[]> {
  return groupsBy(world.all('ListenerSet'), (set) => {
    const attached = attachmentOfSet(world, set)
    return attached !== undefined && 'gateway' in attached ? [attached.gateway] : []
  })
}
