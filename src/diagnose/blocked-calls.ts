import type { Resource } from '../world/resource.ts'
import type { World } from '../world/world.ts'
import { policyKinds } from '../world/kinds.ts'
import { endOfAlias } from '../kube/references/called-service.ts'
import type { DirectionVerdict } from '../kube/policy/direction.ts'
import { clientCalls, followedCall, type ClientCall } from './client-calls.ts'
import type { End, Way } from './journey/model.ts'
import { leavesOf, type Fold } from './journey/verdict.ts'
import { smallestChange, type Change } from './policy-fix.ts'

/** A client's call of a Service that policies drop on its way to the endpoints. */
export interface BlockedCall extends ClientCall {
  readonly fold: Fold
  /** The half of the way where they drop it. */
  readonly half: DirectionVerdict
  readonly assumes: readonly string[]
  /** Absent where a policy of the whole cluster decides. */
  readonly change?: Change
  /** The policy to change, or the first of those that have a say. */
  readonly policy: Resource
}

/** The calls that each policy keeps from all endpoints of a Service, or from some, as the journey of the call says. */
export function blockedCalls(world: World, policy: Resource): readonly BlockedCall[] {
  return world.derived(byPolicy).get(policy) ?? []
}

function byPolicy(world: World): ReadonlyMap<Resource, BlockedCall[]> {
  const found = new Map<Resource, BlockedCall[]>()
  if (policyKinds.every((kind) => world.all(kind).length === 0)) return found
  for (const call of clientCalls(world).filter((each) => mayBeBlocked(world, each))) {
    const blocked = blockedBy(world, call)
    if (blocked !== undefined) found.set(blocked.policy, [...(found.get(blocked.policy) ?? []), blocked])
  }
  return found
}

/** Policies are of the namespace of one of the ends, or of the whole cluster: no other call needs to be followed. */
function mayBeBlocked(world: World, { client, service: called }: ClientCall): boolean {
  const [own, ...ofCluster] = policyKinds
  const service = endOfAlias(world, called) ?? called
  return (
    world.all(own, client.namespace).length > 0 ||
    world.all(own, service.namespace).length > 0 ||
    ofCluster.some((kind) => world.all(kind).length > 0)
  )
}

function blockedBy(world: World, call: ClientCall): BlockedCall | undefined {
  const { client, mention } = call
  const { journey, fold } = followedCall(world, { from: client.resource, client, mention })
  if (fold.status !== 'broken' && fold.status !== 'degraded') return undefined
  const leaf = leavesOf(journey).find(({ end }) => end === fold.end)
  const half = leaf?.way === undefined ? undefined : deniedHalf(leaf.way, leaf.end)
  if (leaf === undefined || half === undefined) return undefined
  const servicePort = journey.legs.find(({ ways }) => ways.some((way) => way === leaf.way))?.servicePort
  const change = smallestChange(half, servicePort?.port)
  const policy =
    change !== undefined && 'policy' in change
      ? change.policy
      : (half.isolating[0] ?? half.deciding[0])?.policy
  if (policy === undefined) return undefined
  return {
    ...call,
    fold,
    half,
    assumes: leaf.end.assumes ?? [],
    policy,
    ...(change === undefined ? {} : { change }),
  }
}

function deniedHalf({ egress, ingress }: Way, { stage, outcome }: End): DirectionVerdict | undefined {
  if (outcome !== 'dropped') return undefined
  const verdicts = stage === 'policy-egress' ? egress : stage === 'policy-ingress' ? ingress : []
  return verdicts.find(({ verdict }) => verdict === 'denied')
}
