import type { FieldPath } from '../../world/place.ts'
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../../world/types/network-policy.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { onlyFamilyOf, type ConnectionEnd, type PodEnd } from './ends.ts'
import { selectorMatches } from '../workload/label-selector.ts'
import { allOf, type Match } from '../workload/match.ts'
import { policiesAbout } from './policies-about.ts'
import { peersMatch, portsMatch, type PortAsked } from './rule-match.ts'

export type Direction = 'egress' | 'ingress'

/** One half of the way: what leaves the subject for its peer, or reaches the subject from it. */
export interface Flow extends PortAsked {
  readonly direction: Direction
  readonly subject: PodEnd
  readonly peer: ConnectionEnd
}

/** A rule of a policy, whichever direction. */
export interface PolicyRule {
  readonly at: FieldPath
  readonly peers?: readonly NetworkPolicyPeer[]
  readonly ports?: readonly NetworkPolicyPort[]
}

/** A policy that isolates, or may isolate, the subject of a flow, and what each of its rules says. */
export interface IsolatingPolicy {
  readonly policy: Resource<NetworkPolicy>
  readonly selects: Match
  readonly rules: readonly JudgedRule[]
}

export interface JudgedRule {
  readonly rule: PolicyRule
  readonly peer: Match
  readonly port: Match
  /** Both together. */
  readonly allows: Match
  /** A pod that only an ipBlock holds: plugins differ in whether that counts. */
  readonly byAddress?: true
}

/**
 * The directions in which a policy isolates: those it names; by default ingress, and egress where it has such a rule.
 * Follows SetDefaults_NetworkPolicy in kubernetes/kubernetes pkg/apis/networking/v1/defaults.go.
 */
export function directionsOf({ spec = {} }: NetworkPolicy): Direction[] {
  const { policyTypes = [], egress = [] } = spec
  if (policyTypes.length === 0) return egress.length > 0 ? ['ingress', 'egress'] : ['ingress']
  return [
    ...(policyTypes.includes('Ingress') ? (['ingress'] as const) : []),
    ...(policyTypes.includes('Egress') ? (['egress'] as const) : []),
  ]
}

/** The rules of a policy for a direction; those of a direction in which it does not isolate have no effect. */
export function rulesOf({ spec = {} }: NetworkPolicy, direction: Direction): PolicyRule[] {
  if (direction === 'ingress') {
    return (spec.ingress ?? []).map(({ from, ports }, index) => ({
      at: ['spec', 'ingress', index],
      ...(from === undefined ? {} : { peers: from }),
      ...(ports === undefined ? {} : { ports }),
    }))
  }
  return (spec.egress ?? []).map(({ to, ports }, index) => ({
    at: ['spec', 'egress', index],
    ...(to === undefined ? {} : { peers: to }),
    ...(ports === undefined ? {} : { ports }),
  }))
}

/** The policies of the subject's namespace that isolate it in the direction of the flow, or may, with their rules. */
export function isolatingPolicies(world: World, flow: Flow): IsolatingPolicy[] {
  const { direction, subject } = flow
  return policiesAbout(world, subject).flatMap((policy) => {
    if (!directionsOf(policy.manifest).includes(direction)) return []
    const selects = selectorMatches(policy.manifest.spec?.podSelector ?? {}, subject.labels)
    if (selects.is === 'no') return []
    const rules = rulesOf(policy.manifest, direction).map((rule) => judge(rule, flow))
    return [{ policy, selects, rules }]
  })
}

function judge(rule: PolicyRule, flow: Flow): JudgedRule {
  const { direction, subject } = flow
  const family = onlyFamilyOf(subject)
  // whatever address it is, packets of the other family do not come from there
  const peer =
    flow.peer.is === 'host' && flow.peer.addresses === undefined && family !== undefined
      ? { ...flow.peer, family }
      : flow.peer
  const destination = direction === 'egress' ? peer : subject
  const peerMatch = peersMatch(rule.peers, peer, subject.namespace)
  const portMatch = portsMatch(rule.ports, flow, destination)
  const judged = { rule, peer: peerMatch, port: portMatch, allows: allOf([peerMatch, portMatch]) }
  return peerMatch.is === 'yes' && isPodByAddress(rule, flow) ? { ...judged, byAddress: true } : judged
}

function isPodByAddress({ peers = [] }: PolicyRule, { peer, subject }: Flow): boolean {
  if (peer.is === 'host' || peers.length === 0) return false
  const selecting = peers.filter(({ ipBlock }) => ipBlock === undefined)
  return selecting.length === 0 || peersMatch(selecting, peer, subject.namespace).is !== 'yes'
}

/** What all NetworkPolicies together may come to: they say nothing, they let it pass, they drop it. */
export type PolicyEffect = 'silent' | 'allow' | 'deny'

/**
 * The outcomes that are possible with what is known; one alone is certain. Policies add up: whatever any rule of any
 * of them allows is allowed, and all else is denied once one of them isolates.
 */
export function outcomesOf(policies: readonly IsolatingPolicy[]): Set<PolicyEffect> {
  const certain = policies.filter(({ selects }) => selects.is === 'yes')
  const letsPass = ({ rules }: IsolatingPolicy) => rules.some(({ allows }) => allows.is === 'yes')
  const mayLetPass = ({ rules }: IsolatingPolicy) => rules.some(({ allows }) => allows.is !== 'no')
  const outcomes = new Set<PolicyEffect>()
  if (certain.length === 0) outcomes.add('silent')
  if (policies.some(mayLetPass)) outcomes.add('allow')
  const mayDeny =
    certain.length === 0 ? policies.some((policy) => !letsPass(policy)) : !certain.some(letsPass)
  if (mayDeny) outcomes.add('deny')
  return outcomes
}
