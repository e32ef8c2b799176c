import type { Doubt } from '../../world/coverage.ts'
import { policyKinds } from '../../world/kinds.ts'
import { formatPath } from '../../world/place.ts'
import { idOf, type ResourceId } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { describePolicies } from './describe-policies.ts'
import { viewsOf, type ConnectionEnd, type PodEnd, type View } from './ends.ts'
import { isolatingPolicies, type Direction, type Flow, type IsolatingPolicy } from './network-policies.ts'
import type { PortAsked } from './rule-match.ts'
import { rulingOf, type Deciding, type PolicyAnswer } from './ruling.ts'

/** A policy that had a say, and where in it. */
export interface PolicyContribution {
  readonly resource: ResourceId
  readonly direction: Direction
  /** The rule that allows or denies, or `.spec` of a policy that isolates. */
  readonly path: string
  readonly effect: Deciding['effect']
}

/** What policies say of one half of the way. */
export interface DirectionVerdict {
  readonly direction: Direction
  readonly verdict: PolicyAnswer
  readonly because: string
  readonly policies: readonly PolicyContribution[]
  readonly deciding: readonly Deciding[]
  /** The NetworkPolicies that isolate, for who looks for the change that would allow it. */
  readonly isolating: readonly IsolatingPolicy[]
  /** Absent where not the NetworkPolicies decide. */
  readonly flow?: Flow
  /** Why there may be other policies. */
  readonly doubt?: Doubt
}

/** Both ends of a connection; the port is that of the destination, after all translation. */
export interface Connection extends PortAsked {
  readonly from: ConnectionEnd
  readonly to: ConnectionEnd
}

/**
 * What may leave the source, or reach the destination. An end that is no pod has no policies; where a plugin may see an
 * end in two ways and they differ, the verdict is unknown.
 */
export function directionVerdict(
  world: World,
  { from, to, ...asked }: Connection,
  direction: Direction,
): DirectionVerdict {
  const seen = viewsOf(from).flatMap((source) =>
    viewsOf(to).map((destination) => ({
      verdict: verdictSeen(world, { from: source, to: destination, asked }, direction),
      why: source.because ?? destination.because,
    })),
  )
  const [first, ...others] = seen.map(({ verdict }) => verdict)
  if (first === undefined) throw new Error('an end has a view')
  if (others.every(({ verdict }) => verdict === first.verdict)) return first
  const denial = [first, ...others].find(({ verdict }) => verdict !== 'allowed') ?? first
  const why = seen.find((each) => each.why !== undefined)?.why ?? ''
  return { ...denial, verdict: 'unknown', because: `${why} ${denial.because}` }
}

function verdictSeen(
  world: World,
  { from, to, asked }: { from: View; to: View; asked: PortAsked },
  direction: Direction,
): DirectionVerdict {
  const [subject, peer] = direction === 'egress' ? [from.end, to.end] : [to.end, from.end]
  const free = (because: string): DirectionVerdict => ({
    direction,
    verdict: 'allowed',
    because,
    policies: [],
    deciding: [],
    isolating: [],
  })
  if (subject.is === 'host') return free(`${subject.text} is not a pod: NetworkPolicies do not apply to it`)
  if (direction === 'ingress' && (from.local === true || isOwnNode(subject, peer)))
    return free(`${peer.text} is on the node of ${subject.text}: what comes from there is always let in`)
  return judged(world, { direction, subject, peer, ...asked })
}

function judged(world: World, flow: Flow): DirectionVerdict {
  const { direction, subject } = flow
  const isolating = isolatingPolicies(world, flow)
  const doubt = world.doubt(policyKinds, subject.namespace)
  const ruling = rulingOf(world, flow, isolating)
  const common = {
    direction,
    isolating,
    deciding: ruling.deciding,
    policies: ruling.deciding.map((each) => sayOf(each, direction)),
    ...(doubt === undefined ? {} : { doubt }),
    // what a tier above or below decides, no NetworkPolicy can change
    ...(ruling.by === 'policies' ? { flow } : {}),
  }
  const because = ruling.because ?? describePolicies(flow, isolating, doubt)
  if (doubt !== undefined && doubt.state !== 'partial')
    return { ...common, verdict: 'unknown', because: `${because}, but ${doubt.because}` }
  return { ...common, verdict: ruling.verdict, because }
}

function sayOf({ policy, at, effect }: Deciding, direction: Direction): PolicyContribution {
  return { resource: idOf(policy), direction, path: formatPath(at), effect }
}

function isOwnNode({ podSource }: PodEnd, peer: ConnectionEnd): boolean {
  const node = podSource?.pod?.manifest.spec?.nodeName
  return peer.is === 'host' && peer.node !== undefined && peer.node === node
}
