import { formatPath, type FieldPath } from '../../world/place.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import { joinList } from '../../text/wording.ts'
import type { World } from '../../world/world.ts'
import { tierVerdict, type TierRule, type TierVerdict } from './cluster-policies.ts'
import { selectorMatches } from '../workload/label-selector.ts'
import { outcomesOf, type Flow, type IsolatingPolicy } from './network-policies.ts'
import { policiesAbout } from './policies-about.ts'
import { pluginPolicies } from './plugin-policies.ts'

export type PolicyAnswer = 'allowed' | 'denied' | 'unknown'

/** A policy that had a say, and where in it. */
export interface Deciding {
  readonly policy: Resource
  readonly at: FieldPath
  readonly effect: 'allows' | 'denies' | 'isolates' | 'not evaluated'
}

/** What all kinds of policies come to for one half of the way. */
export interface Ruling {
  readonly verdict: PolicyAnswer
  /** `policies` where NetworkPolicies decide, or nothing. */
  readonly by: 'policies' | 'others'
  readonly deciding: readonly Deciding[]
  /** Absent where NetworkPolicies alone decide: they speak for themselves. */
  readonly because?: string
}

/**
 * The verdict of all tiers: what the Admin tier accepts or denies is final; then the NetworkPolicies, once one isolates
 * the pod; then the Baseline tier; what nothing decides is allowed. A network plugin's own policy makes it unknown.
 */
export function rulingOf(world: World, flow: Flow, isolating: readonly IsolatingPolicy[]): Ruling {
  const own = isolating.flatMap(decidingIn)
  const [plugin] = pluginPolicies(world, flow.subject, flow.direction)
  if (plugin !== undefined) {
    const deciding = [...own, { policy: plugin, at: ['spec'], effect: 'not evaluated' as const }]
    const because = `${nameOf(plugin)} is about ${flow.subject.text}, and svc does not evaluate policies of ${plugin.apiVersion}`
    return { verdict: 'unknown', by: 'others', deciding, because }
  }
  const admin = tierVerdict(world, 'Admin', flow)
  const baseline = tierVerdict(world, 'Baseline', flow)
  const answers = answersOf(admin, isolating, { baseline, isSelected: () => isSelected(world, flow) })
  const verdict = answers.length > 1 ? 'unknown' : (answers[0] ?? 'allowed')
  const heard = [...admin.rules, ...(reachesBaseline(admin, isolating) ? baseline.rules : [])]
  const policiesDecide =
    verdict !== 'unknown' && admin.outcomes.has('Pass') && !outcomesOf(isolating).has('silent')
  if (policiesDecide || heard.every(({ action }) => action === 'Pass'))
    return { verdict, by: 'policies', deciding: own }
  const silent = admin.outcomes.has('Pass') ? own : []
  const deciding = [...heard.filter(({ action }) => action !== 'Pass').map(decidingOf), ...silent]
  return { verdict, by: 'others', deciding, because: describeTiers(heard, verdict) }
}

/** The answers that are possible with what is known. */
function answersOf(
  admin: TierVerdict,
  isolating: readonly IsolatingPolicy[],
  { baseline, isSelected }: { baseline: TierVerdict; isSelected: () => boolean },
): ('allowed' | 'denied')[] {
  const answers = new Set<'allowed' | 'denied'>()
  if (admin.outcomes.has('Accept')) answers.add('allowed')
  if (admin.outcomes.has('Deny')) answers.add('denied')
  if (!admin.outcomes.has('Pass')) return [...answers]
  const outcomes = outcomesOf(isolating)
  if (outcomes.has('allow')) answers.add('allowed')
  if (outcomes.has('deny')) answers.add('denied')
  if (!outcomes.has('silent')) return [...answers]
  if (baseline.outcomes.has('Accept') || baseline.outcomes.has('Pass')) answers.add('allowed')
  if (baseline.outcomes.has('Deny')) {
    answers.add('denied')
    // the API says "pods selected by a NetworkPolicy", not in which direction
    if (isSelected()) answers.add('allowed')
  }
  return [...answers]
}

function reachesBaseline(admin: TierVerdict, isolating: readonly IsolatingPolicy[]): boolean {
  return admin.outcomes.has('Pass') && outcomesOf(isolating).has('silent')
}

function isSelected(world: World, { subject }: Flow): boolean {
  return policiesAbout(world, subject).some(
    ({ manifest }) => selectorMatches(manifest.spec?.podSelector ?? {}, subject.labels).is !== 'no',
  )
}

function describeTiers(rules: readonly TierRule[], verdict: PolicyAnswer): string {
  const final = rules.filter(({ action }) => action !== 'Pass')
  const [first] = final
  if (verdict !== 'unknown' && first !== undefined) {
    const wanted = final.find(({ action }) => (action === 'Accept') === (verdict === 'allowed')) ?? first
    const verb = wanted.action === 'Accept' ? 'accepts' : 'denies'
    return `${nameOf(wanted.policy)} ${verb} it at ${formatPath(wanted.at)}`
  }
  const open = rules.find(({ matches }) => matches.is === 'maybe')?.matches.because
  const names = joinList([...new Set(final.map(({ policy }) => nameOf(policy)))], 3)
  return open === undefined
    ? `${names} and others of the same priority, or the NetworkPolicies of the other direction, leave it open`
    : `whether ${names} decides depends on ${open}`
}

function decidingIn({ policy, selects, rules }: IsolatingPolicy): Deciding[] {
  const allowing = selects.is === 'yes' ? rules.filter(({ allows }) => allows.is === 'yes') : []
  return [
    { policy, at: ['spec'], effect: 'isolates' },
    ...allowing.map(({ rule }) => ({ policy, at: rule.at, effect: 'allows' as const })),
  ]
}

function decidingOf({ policy, at, action }: TierRule): Deciding {
  return { policy, at, effect: action === 'Accept' ? 'allows' : 'denies' }
}
