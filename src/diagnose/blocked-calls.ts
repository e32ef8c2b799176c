import { defined } from '../world/defined.ts'
import type { Resource } from '../world/resource.ts'
import type { World } from '../world/world.ts'
import { policyKinds } from '../world/kinds.ts'
import { clusterServer } from '../kube/dns/cluster-corefile.ts'
import { endOfAlias } from '../kube/references/called-service.ts'
import type { DirectionVerdict } from '../kube/policy/direction.ts'
import { clientCalls, followedCall, type ClientCall } from './client-calls.ts'
import type { End, Journey, Way } from './journey/model.ts'
import type { Fold } from './journey/verdict.ts'
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

/**
 * Policies are of the namespace of one of the ends, or of the whole cluster: no other call needs to be followed, unless the Corefile of
 * the cluster is in sight, which may give a name the address of any Service.
 */
function mayBeBlocked(world: World, { client, service: called }: ClientCall): boolean {
  const [own, ...ofCluster] = policyKinds
  const service = endOfAlias(world, called) ?? called
  const dns = clusterServer(world)
  const isUsual = 'origin' in dns && dns.origin === 'assumed'
  return (
    (!isUsual && world.all(own).length > 0) ||
    world.all(own, client.namespace).length > 0 ||
    world.all(own, service.namespace).length > 0 ||
    ofCluster.some((kind) => world.all(kind).length > 0)
  )
}

function blockedBy(world: World, call: ClientCall): BlockedCall | undefined {
  const { client, mention } = call
  const { journey, fold } = followedCall(world, { from: client.resource, client, mention })
  const denial = fold.status === 'broken' || fold.status === 'degraded' ? denialIn(journey) : undefined
  if (denial === undefined) return undefined
  const { half, end, called } = denial
  const change = smallestChange(half, called)
  const [first = half.deciding[0]] = half.isolating
  const policy = change !== undefined && 'policy' in change ? change.policy : first?.policy
  return policy && { ...call, fold, half, assumes: end.assumes ?? [], policy, ...defined({ change }) }
}

interface Denial {
  readonly half: DirectionVerdict
  readonly end: End
  /** The port of the Service on which it was called. */
  readonly called?: number
}

/** The first endpoint to which policies let nothing of a call through. */
function denialIn({ legs, end: whole }: Journey): Denial | undefined {
  if (whole !== undefined) return undefined
  return legs
    .flatMap(({ ways, servicePort }) => ways.map((way) => ({ way, called: servicePort?.port })))
    .flatMap(({ way, called }): Denial[] => {
      const half = deniedHalf(way)
      return half === undefined ? [] : [{ half, end: way.end, ...defined({ called }) }]
    })[0]
}

function deniedHalf({ egress, ingress, end: { stage, outcome } }: Way): DirectionVerdict | undefined {
  if (outcome !== 'dropped') return undefined
  const verdicts = stage === 'policy-egress' ? egress : stage === 'policy-ingress' ? ingress : []
  return verdicts.find(({ verdict }) => verdict === 'denied')
}
