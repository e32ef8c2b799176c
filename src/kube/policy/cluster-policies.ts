import type { LabelSelectorSpec, Protocol } from '../../world/types/manifest.ts'
import type {
  AdminPolicyPort,
  ClusterNetworkPolicy,
  ClusterPolicyPeer,
  ClusterPolicyProtocol,
  ClusterPolicyRule,
  ClusterPolicySubject,
} from '../../world/types/cluster-network-policy.ts'
import type { NetworkPolicyPort } from '../../world/types/network-policy.ts'
import { groupsBy } from '../../world/groups-by.ts'
import type { FieldPath } from '../../world/place.ts'
import { sortedByName, type Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { formatIp, parseIp } from '../core/ip.ts'
import type { ConnectionEnd, PodEnd } from './ends.ts'
import { labelsShown, selectorMatches } from '../workload/label-selector.ts'
import { allOf, anyOf, maybe, no, yes, type Match } from '../workload/match.ts'
import type { Flow } from './network-policies.ts'
import { blockMatches, portsMatch } from './rule-match.ts'

/** Before the NetworkPolicies, or behind them. */
export type Tier = 'Admin' | 'Baseline'

/** `Pass` leaves the tier; a rule may say so, or none matches. */
type TierOutcome = 'Accept' | 'Deny' | 'Pass'

/** What a tier may come to, and the rules that may decide. */
export interface TierVerdict {
  readonly outcomes: ReadonlySet<TierOutcome>
  readonly rules: readonly TierRule[]
}

export interface TierRule {
  readonly policy: Resource<ClusterNetworkPolicy>
  readonly at: FieldPath
  readonly action: TierOutcome
  readonly matches: Match
}

const protocols: readonly Protocol[] = ['TCP', 'UDP', 'SCTP']

/**
 * The verdict of the cluster-scoped policies of one tier: by priority, lower first; in one policy the first rule that
 * matches. Policies of one priority have no order among them, so that any of theirs may decide.
 * Follows ClusterNetworkPolicySpec in kubernetes-sigs/network-policy-api apis/v1alpha2, and apis/v1alpha1 for the kinds before it.
 */
export function tierVerdict(world: World, tier: Tier, flow: Flow): TierVerdict {
  const outcomes = new Set<TierOutcome>()
  const rules: TierRule[] = []
  for (const group of world.derived(byPriority, tier)) {
    const decisions = group.map((policy) => decisionOf(world, policy, flow))
    for (const { deciding } of decisions) rules.push(...deciding)
    for (const { deciding } of decisions) for (const { action } of deciding) outcomes.add(action)
    if (decisions.some(({ certain }) => certain)) return { outcomes, rules }
  }
  return { outcomes: outcomes.add('Pass'), rules }
}

/** Each connection asks for them. */
function byPriority(world: World, tier: Tier): readonly (readonly Resource<ClusterNetworkPolicy>[])[] {
  const groups = groupsBy(policiesOf(world, tier), ({ manifest }) => [manifest.spec?.priority ?? 0])
  return [...groups].toSorted(([a], [b]) => a - b).map(([, group]) => group)
}

function policiesOf(world: World, tier: Tier): readonly Resource<ClusterNetworkPolicy>[] {
  const before = tier === 'Admin' ? world.all('AdminNetworkPolicy') : world.all('BaselineAdminNetworkPolicy')
  const own = world.all('ClusterNetworkPolicy').filter(({ manifest }) => manifest.spec?.tier === tier)
  return sortedByName([...own, ...before])
}

/** The rules of one policy that may be the first to match, and whether one of them surely is. */
function decisionOf(
  world: World,
  policy: Resource<ClusterNetworkPolicy>,
  flow: Flow,
): { deciding: TierRule[]; certain: boolean } {
  const { subject, [flow.direction]: written = [] } = policy.manifest.spec ?? {}
  const selects = podsMatch(subject ?? {}, flow.subject) ?? no
  const deciding: TierRule[] = []
  if (selects.is === 'no') return { deciding, certain: false }
  for (const [index, rule] of written.entries()) {
    const { action, matches: ruleMatches } = judge(world, rule, flow)
    const matches = allOf([selects, ruleMatches])
    if (matches.is === 'no') continue
    deciding.push({ policy, at: ['spec', flow.direction, index], action, matches })
    if (ruleMatches.is === 'yes') return { deciding, certain: selects.is === 'yes' }
  }
  return { deciding, certain: false }
}

function judge(world: World, rule: ClusterPolicyRule, flow: Flow): { action: TierOutcome; matches: Match } {
  const { direction, peer, subject } = flow
  const action = rule.action === 'Allow' ? 'Accept' : (rule.action as TierOutcome)
  const peers = (direction === 'ingress' ? rule.from : rule.to) ?? []
  const matches = peers.map((each) => peerMatches(world, each, peer))
  // a peer of an unknown kind: such a rule accepts nothing, and else denies everything
  if (matches.includes(undefined))
    return action === 'Accept' ? { action, matches: no } : { action: 'Deny', matches: yes }
  const ports = portsOf(rule)
  const destination = direction === 'egress' ? peer : subject
  return {
    action,
    matches: allOf([
      anyOf(matches.filter((match) => match !== undefined)),
      ports === undefined ? yes : portsMatch(ports, flow, destination),
    ]),
  }
}

function peerMatches(world: World, peer: ClusterPolicyPeer, end: ConnectionEnd): Match | undefined {
  const { nodes, networks, domainNames } = peer
  const pods = podsMatch(peer, end)
  if (pods !== undefined) return pods
  if (networks !== undefined) return anyOf(networks.map((cidr) => blockMatches({ cidr }, end)))
  if (nodes !== undefined) return nodesMatch(world, nodes, end)
  if (domainNames !== undefined) return end.is === 'pod' ? no : maybe(`the names of ${end.text}`)
  return undefined
}

/** Nodes are told by the addresses in their status; a pod on the host network has that of its node. */
function nodesMatch(world: World, selector: LabelSelectorSpec, end: ConnectionEnd): Match {
  if (end.is === 'pod' && end.podSource?.spec.hostNetwork !== true) return no
  if (end.addresses === undefined) return maybe(`the address of ${end.text}`)
  const has = (address: string | undefined) => {
    const ip = address === undefined ? undefined : parseIp(address)
    return ip !== undefined && end.addresses?.some((own) => formatIp(own) === formatIp(ip))
  }
  const there = world
    .all('Node')
    .filter(({ manifest }) => manifest.status?.addresses?.some(({ address }) => has(address)))
  if (there.length === 0 && world.doubt(['Node'], undefined) !== undefined)
    return maybe(`the labels of the node at ${end.text}`)
  return anyOf(there.map(({ manifest }) => selectorMatches(selector, labelsShown(manifest.metadata?.labels))))
}

/** Undefined where no pods are meant; pods on the host network are never. */
function podsMatch(
  { namespaces, pods }: ClusterPolicySubject,
  end: ConnectionEnd | PodEnd,
): Match | undefined {
  if (namespaces === undefined && pods === undefined) return undefined
  if (end.is === 'host' || end.podSource?.spec.hostNetwork === true) return no
  if (namespaces !== undefined) return selectorMatches(namespaces, end.namespaceLabels)
  return allOf([
    selectorMatches(pods?.namespaceSelector ?? {}, end.namespaceLabels),
    selectorMatches(pods?.podSelector ?? {}, end.labels),
  ])
}

/** The ports of a rule as a NetworkPolicy would write them; undefined for every port. */
function portsOf({ protocols: written, ports }: ClusterPolicyRule): NetworkPolicyPort[] | undefined {
  if (written !== undefined && written.length > 0) return written.flatMap(portsOfProtocol)
  return ports !== undefined && ports.length > 0 ? ports.flatMap(portsOfAdmin) : undefined
}

function portsOfProtocol(written: ClusterPolicyProtocol): NetworkPolicyPort[] {
  if (written.destinationNamedPort !== undefined) return named(written.destinationNamedPort)
  return protocols.flatMap((protocol) => {
    const destination = written[protocol.toLowerCase() as 'tcp' | 'udp' | 'sctp']
    if (destination === undefined) return []
    const { number, range } = destination.destinationPort ?? {}
    if (range?.start !== undefined && range.end !== undefined)
      return [{ protocol, port: range.start, endPort: range.end }]
    return [number === undefined ? { protocol } : { protocol, port: number }]
  })
}

function portsOfAdmin({ portNumber, portRange, namedPort }: AdminPolicyPort): NetworkPolicyPort[] {
  if (namedPort !== undefined) return named(namedPort)
  const { protocol = 'TCP' } = portNumber ?? portRange ?? {}
  if (portNumber?.port !== undefined) return [{ protocol, port: portNumber.port }]
  return portRange?.start === undefined || portRange.end === undefined
    ? []
    : [{ protocol, port: portRange.start, endPort: portRange.end }]
}

function named(port: string): NetworkPolicyPort[] {
  return protocols.map((protocol) => ({ protocol, port }))
}
