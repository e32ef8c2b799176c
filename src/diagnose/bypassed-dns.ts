import type { Resource } from '../world/resource.ts'
import type { World } from '../world/world.ts'
import { clientCalls, followedCall, type ClientCall } from './client-calls.ts'
import type { End } from './journey/model.ts'

/** A call by a name that the resolver of its client does not know, since it asks other servers than the cluster's DNS. */
export interface BypassingCall extends ClientCall {
  readonly end: End
}

/** The lint rule of it, which a journey names as its cause. */
const cause = 'client-bypasses-cluster-dns'

/** The calls of a client's texts whose names do not resolve because of the client's own resolver, as the journey of each says. */
export function bypassingCalls(world: World, client: Resource): readonly BypassingCall[] {
  return world.derived(byClient).get(client) ?? []
}

function byClient(world: World): ReadonlyMap<Resource, BypassingCall[]> {
  const found = new Map<Resource, BypassingCall[]>()
  for (const call of clientCalls(world).filter(mayBypass)) {
    const { client, mention } = call
    const { fold } = followedCall(world, { from: client.resource, client, mention })
    const { end } = fold
    if (fold.status !== 'broken' || end?.cause !== cause) continue
    found.set(client.resource, [...(found.get(client.resource) ?? []), { ...call, end }])
  }
  return found
}

/** Every other pod asks the cluster's DNS first: no other call needs to be followed. */
function mayBypass({ client: { spec } }: ClientCall): boolean {
  return spec.hostNetwork === true || spec.dnsPolicy === 'None' || spec.dnsPolicy === 'Default'
}
