import type { NetworkPolicy, NetworkPolicyPeer } from '../../world/types/network-policy.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { hasEnded, type PodSource } from '../workload/pod-source.ts'
import { LabelIndex } from '../workload/label-index.ts'
import { podIndexOf, podIndexesOf, podsEverywhere, type PodIndex } from '../workload/pod-index.ts'
import { labelsOfNamespace, labelsShownBy, podEnd } from './ends.ts'
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
): readonly PodSource[] {
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

interface Meant {
  readonly peers: readonly NetworkPolicyPeer[]
  readonly as: Certainty
}

/** Do peers of a policy mean any pod, surely or perhaps? */
export function meansAnyPod(world: World, policy: Resource<NetworkPolicy>, meant: Meant): boolean {
  return meantIn(world, policy, meant).next().done !== true
}

/** The pods that peers of a policy mean, surely or perhaps. */
function podsMeant(world: World, policy: Resource<NetworkPolicy>, meant: Meant): readonly PodSource[] {
  const found = [...meantIn(world, policy, meant)]
  // one after the other, and one pod may be meant by several
  return meant.peers.length < 2 ? found : indexAround(world, policy, meant.peers).inOrder(found)
}

/** Of all pods that peers may mean. */
function indexAround(
  world: World,
  { namespace = '' }: Resource<NetworkPolicy>,
  peers: readonly NetworkPolicyPeer[],
): PodIndex {
  return peers.every(isAtHome) ? podIndexOf(world, namespace) : podsEverywhere(world)
}

/** Pods of the policy's own namespace alone. */
function isAtHome({ namespaceSelector, ipBlock }: NetworkPolicyPeer): boolean {
  return namespaceSelector === undefined && ipBlock === undefined
}

function* meantIn(
  world: World,
  { namespace = '' }: Resource<NetworkPolicy>,
  { peers, as }: Meant,
): Generator<PodSource> {
  const isMeant = (member: PodSource) =>
    !hasEnded(member) && isAmong(as, peersMatch(peers, podEnd(world, member), namespace).is)
  for (const member of membersAround(world, namespace, { peers, as })) if (isMeant(member)) yield member
}

/** Among them are all that are meant: peer by peer, and only as far as they are asked for. */
function* membersAround(world: World, namespace: string, { peers, as }: Meant): Generator<PodSource> {
  for (const peer of peers)
    for (const index of indexesFor(world, namespace, { peer, as }))
      yield* index.among(peer.podSelector?.matchLabels ?? {})
}

/** Where the pods of a peer are: in the policy's own namespace, in those whose labels fit, or anywhere, if these are more than the pods. */
function indexesFor(
  world: World,
  namespace: string,
  { peer, as }: { peer: NetworkPolicyPeer; as: Certainty },
): readonly PodIndex[] {
  const { podSelector, namespaceSelector } = peer
  if (isAtHome(peer)) return [podIndexOf(world, namespace)]
  const everywhere = podsEverywhere(world)
  const namespaces = world
    .derived(as.includes('maybe') ? namespacesMaybe : namespacesKnown)
    .among(namespaceSelector?.matchLabels ?? {})
  return everywhere.among(podSelector?.matchLabels ?? {}).length <= namespaces.length
    ? [everywhere]
    : namespaces.map((each) => podIndexOf(world, each))
}

/** The namespaces with pods, by the labels that they have or may have. */
function namespacesMaybe(world: World): LabelIndex<string> {
  return namespaceIndex(world, (namespace) => labelsOfNamespace(world, namespace).unknown !== '')
}

/** The same by the labels that they surely have. */
function namespacesKnown(world: World): LabelIndex<string> {
  return namespaceIndex(world, () => false)
}

function namespaceIndex(world: World, isLate: (namespace: string) => boolean): LabelIndex<string> {
  const namespaces = [...podIndexesOf(world).keys()]
  return new LabelIndex(namespaces, {
    labelsOf: (namespace) => labelsShownBy(world, namespace),
    late: namespaces.filter(isLate),
  })
}

function isAmong(as: Certainty, is: 'yes' | 'no' | 'maybe'): boolean {
  return is !== 'no' && as.includes(is)
}
