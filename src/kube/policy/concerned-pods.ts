import type { NetworkPolicy, NetworkPolicyPeer } from '../../world/types/network-policy.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { hasEnded, type PodSource } from '../workload/pod-source.ts'
import { podIndexOf, podIndexesOf } from '../workload/pod-index.ts'
import { podEnd } from './ends.ts'
import { labelsOfPod, selectorMatches } from '../workload/label-selector.ts'
import type { Direction, PolicyRule } from './network-policies.ts'
import { peersMatch } from './rule-match.ts'

/**
 * The pods whose ports a rule speaks of: for ingress those that the policy selects, for egress those that its selectors
 * mean. None for a rule that lets everybody or addresses through: it is about no pod in particular.
 */
export function podsConcerned(
  world: World,
  policy: Resource<NetworkPolicy>,
  { direction, rule }: { direction: Direction; rule: PolicyRule },
): PodSource[] {
  if (direction === 'ingress') return podsSelected(world, policy, ['yes'])
  const { peers = [] } = rule
  const selecting = peers.filter(({ ipBlock }) => ipBlock === undefined)
  return selecting.length === 0 || selecting.length < peers.length
    ? []
    : podsMeant(world, policy, { peers: selecting, as: ['yes'] })
}

type Certainty = readonly ('yes' | 'maybe')[]

/** The pods that a policy selects, surely or perhaps. */
export function podsSelected(
  world: World,
  { manifest, namespace = '' }: Resource<NetworkPolicy>,
  as: Certainty,
): PodSource[] {
  const selector = manifest.spec?.podSelector ?? {}
  return podIndexOf(world, namespace)
    .among(selector.matchLabels ?? {})
    .filter((member) => !hasEnded(member) && isAmong(as, selectorMatches(selector, labelsOfPod(member)).is))
}

/** The pods that peers of a policy mean, surely or perhaps. */
export function podsMeant(
  world: World,
  { namespace = '' }: Resource<NetworkPolicy>,
  { peers, as }: { peers: readonly NetworkPolicyPeer[]; as: Certainty },
): PodSource[] {
  const isAbroad = peers.some((peer) => peer.namespaceSelector !== undefined || peer.ipBlock !== undefined)
  const indexes = isAbroad ? [...podIndexesOf(world).values()] : [podIndexOf(world, namespace)]
  const [only, another] = peers
  const labels =
    another === undefined && only?.ipBlock === undefined ? (only?.podSelector?.matchLabels ?? {}) : {}
  return indexes.flatMap((index) =>
    index
      .among(labels)
      .filter(
        (member) => !hasEnded(member) && isAmong(as, peersMatch(peers, podEnd(world, member), namespace).is),
      ),
  )
}

function isAmong(as: Certainty, is: 'yes' | 'no' | 'maybe'): boolean {
  return is !== 'no' && as.includes(is)
}
