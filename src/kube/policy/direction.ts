import { formatPath } from '../../world/place.ts'
import { idOf, nameOf, type Resource, type ResourceId } from '../../world/resource.ts'
import { joinList } from '../../world/wording.ts'
import type { Doubt } from '../../world/coverage.ts'
import type { World } from '../../world/world.ts'
import { viewsOf, type End, type PodEnd, type View } from './ends.ts'
import {
  isolatingPolicies,
  outcomesOf,
  type Direction,
  type Flow,
  type IsolatingPolicy,
  type Outcome,
} from './network-policies.ts'
import type { PortAsked } from './rule-match.ts'

export type PolicyAnswer = 'allowed' | 'denied' | 'unknown'

/** A policy that had a say, and where in it. */
export interface PolicySay {
  readonly resource: ResourceId
  readonly direction: Direction
  /** The rule that allows, or `.spec` of a policy that isolates. */
  readonly path: string
  readonly effect: 'allows' | 'isolates' | 'denies' | 'not understood'
}

/** What policies say of one half of the way. */
export interface DirectionVerdict {
  readonly direction: Direction
  readonly verdict: PolicyAnswer
  readonly because: string
  readonly policies: readonly PolicySay[]
  /** The policies that isolate, for who looks for the change that would allow it. */
  readonly isolating: readonly IsolatingPolicy[]
  readonly flow?: Flow
  /** Why there may be other policies. */
  readonly doubt?: Doubt
}

/** Both ends of a connection; the port is that of the destination, after all translation. */
export interface Connection extends PortAsked {
  readonly from: End
  readonly to: End
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
    isolating: [],
  })
  if (subject.is === 'host') return free(`${subject.text} is no pod: NetworkPolicies do not hold for it`)
  if (direction === 'ingress' && (from.local === true || isOwnNode(subject, peer)))
    return free(`${peer.text} is on the node of ${subject.text}: what comes from there is always let in`)
  return judged(world, { direction, subject, peer, ...asked })
}

function judged(world: World, flow: Flow): DirectionVerdict {
  const { direction, subject } = flow
  const isolating = isolatingPolicies(world, flow)
  const outcomes = outcomesOf(isolating)
  const doubt = world.doubt(['NetworkPolicy'], subject.namespace)
  const common = { direction, isolating, flow, ...(doubt === undefined ? {} : { doubt }) }
  const verdict = verdictOf(outcomes)
  if (doubt !== undefined && doubt.state !== 'partial') {
    const known = because(flow, isolating, { outcomes, doubt })
    return {
      ...common,
      verdict: 'unknown',
      because: `${known}, but ${doubt.because}`,
      policies: saysOf(flow, isolating),
    }
  }
  return {
    ...common,
    verdict,
    because: because(flow, isolating, { outcomes, doubt }),
    policies: saysOf(flow, isolating),
  }
}

function verdictOf(outcomes: ReadonlySet<Outcome>): PolicyAnswer {
  if (!outcomes.has('deny')) return 'allowed'
  return outcomes.size === 1 ? 'denied' : 'unknown'
}

function because(
  flow: Flow,
  isolating: readonly IsolatingPolicy[],
  { outcomes, doubt }: { outcomes: ReadonlySet<Outcome>; doubt: Doubt | undefined },
): string {
  const verb = flow.direction === 'egress' ? 'leaves' : 'reaches'
  if (isolating.length === 0)
    return `no NetworkPolicy${doubt === undefined ? '' : ' in sight'} restricts what ${verb} ${flow.subject.text}`
  const [allowing] = saysOf(flow, isolating).filter(({ effect }) => effect === 'allows')
  if (!outcomes.has('deny')) {
    return allowing === undefined
      ? `whichever NetworkPolicy selects ${flow.subject.text} allows it`
      : `${nameOf(allowing.resource)} allows it at ${allowing.path}`
  }
  const names = joinList(
    isolating.map(({ policy }) => nameOf(policy)),
    3,
  )
  const what = `${flow.port ?? 'any port'}/${flow.protocol}`
  const way = flow.direction === 'egress' ? `to ${flow.peer.text}` : `from ${flow.peer.text}`
  const rules = isolating.flatMap((policy) => policy.rules)
  if (outcomes.size === 1) {
    return rules.length === 0
      ? `${names} ${isolating.length === 1 ? 'lets' : 'let'} nothing ${flow.direction === 'egress' ? 'out' : 'in'}`
      : `no rule of ${names} allows ${what} ${way}`
  }
  return `whether ${names} ${isolating.length === 1 ? 'allows' : 'allow'} ${what} ${way} depends on ${openQuestion(isolating)}`
}

/** The first thing that would have to be known. */
function openQuestion(isolating: readonly IsolatingPolicy[]): string {
  for (const { selects, rules } of isolating) {
    const open = [selects, ...rules.map(({ allows }) => allows)].find(({ is }) => is === 'maybe')
    if (open?.because !== undefined) return open.because
  }
  return 'what is not known here'
}

function saysOf({ direction }: Flow, isolating: readonly IsolatingPolicy[]): PolicySay[] {
  return isolating.flatMap(({ policy, selects, rules }) => {
    const allowing = selects.is === 'yes' ? rules.filter(({ allows }) => allows.is === 'yes') : []
    return [
      { resource: idOf(policy), direction, path: '.spec', effect: 'isolates' as const },
      ...allowing.map(({ rule }) => ({
        resource: idOf(policy as Resource),
        direction,
        path: formatPath(rule.at),
        effect: 'allows' as const,
      })),
    ]
  })
}

function isOwnNode({ podLike }: PodEnd, peer: End): boolean {
  const node = podLike?.pod?.manifest.spec?.nodeName
  return peer.is === 'host' && peer.node !== undefined && peer.node === node
}
