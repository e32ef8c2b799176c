import type { Protocol } from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import {
  directionVerdict,
  type Connection,
  type DirectionVerdict,
  type PolicyContribution,
} from './direction.ts'
import type { PolicyAnswer } from './ruling.ts'
import { addressEnd, endOf, somebodyOutside, type ConnectionEnd } from './ends.ts'

/** Who calls whom. A resource is a Pod, a workload or a Node of the World; a text an address, or `external`. */
export interface PolicyQuestion {
  readonly from: Resource | string
  readonly to: Resource | string
  /** Of the destination itself: a pod's port, not the Service's. */
  readonly port: number
  readonly protocol?: Protocol
}

export interface PolicyVerdict {
  readonly verdict: PolicyAnswer
  readonly because: string
  /** The policies that had a say, those of the source first. */
  readonly policies: readonly PolicyContribution[]
}

/** Both halves of the way, and what they come to. */
export interface ConnectionVerdict extends PolicyVerdict {
  readonly egress: DirectionVerdict
  readonly ingress: DirectionVerdict
}

/**
 * What all NetworkPolicies together say of one new connection, as the API defines them (kubernetes/api networking/v1);
 * whether the network plugin enforces them cannot be seen.
 * In: both ends and the port after translation. Out: `allowed`, `denied`, or `unknown` where what decides is not in the
 * World or not defined, with the reason and the policies. A resource that has no pods is `unknown`; throws nothing.
 */
export function policyVerdict(world: World, question: PolicyQuestion): PolicyVerdict {
  const { port, protocol = 'TCP' } = question
  const from = endMeant(world, question.from)
  const to = endMeant(world, question.to)
  if (from === undefined || to === undefined)
    return { verdict: 'unknown', because: 'one end is neither a pod nor a node nor an address', policies: [] }
  const { verdict, because, policies } = connectionVerdict(world, { from, to, port, protocol })
  return { verdict, because, policies }
}

/** The same for ends that are known already, with both halves. */
export function connectionVerdict(world: World, connection: Connection): ConnectionVerdict {
  const egress = directionVerdict(world, connection, 'egress')
  const ingress = directionVerdict(world, connection, 'ingress')
  const halves = [egress, ingress]
  const policies = halves.flatMap((half) => half.policies)
  const decisive =
    halves.find(({ verdict }) => verdict === 'denied') ?? halves.find(({ verdict }) => verdict === 'unknown')
  const common = { policies, egress, ingress }
  if (decisive === undefined)
    return { ...common, verdict: 'allowed', because: halves.map((half) => half.because).join('; ') }
  if (isItself(connection)) {
    const because = `a pod reaches itself by its own address; through a Service plugins differ: ${decisive.because}`
    return { ...common, verdict: 'unknown', because }
  }
  return { ...common, verdict: decisive.verdict, because: decisive.because }
}

function isItself({ from, to }: Connection): boolean {
  if (from.is === 'host' || to.is === 'host' || from.podSource?.pod === undefined) return false
  return from.podSource.pod === to.podSource?.pod
}

function endMeant(world: World, meant: Resource | string): ConnectionEnd | undefined {
  if (typeof meant !== 'string') return endOf(world, meant)
  return meant === 'external' ? somebodyOutside : addressEnd(meant)
}
