import { protocolOf } from '../kube/core/defaults.ts'
import type { LabelSelectorSpec } from '../world/types/manifest.ts'
import { nearest } from '../text/nearest.ts'
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../world/types/network-policy.ts'
import type { FieldPath } from '../world/place.ts'
import type { Resource } from '../world/resource.ts'
import { formatCidr, parseCidr } from '../kube/core/cidr.ts'
import { formatIp, isIpv4 } from '../kube/core/ip.ts'
import type { DirectionVerdict } from '../kube/policy/direction.ts'
import { namespaceNameLabel, onlyFamilyOf, type ConnectionEnd, type PodEnd } from '../kube/policy/ends.ts'
import { identityOf } from '../kube/policy/identity.ts'
import { selectorMatches } from '../kube/workload/label-selector.ts'
import type { Flow, IsolatingPolicy, JudgedRule } from '../kube/policy/network-policies.ts'

/** One edit of one policy, or one policy more, that would let the connection pass in this direction. */
export type Change = { readonly miss: Miss } & (
  | { readonly policy: Resource<NetworkPolicy>; readonly edit: PolicyEdit }
  | { readonly newPolicy: NetworkPolicy }
)

/**
 * What is nearly right. `service-port`, `label`, `protocol`, `namespace`: a rule that was meant to allow it, but for the
 * Service's port in place of the pod's, one letter, UDP, or the namespace of the peers. `port`, `peer`: a rule for others.
 */
type Miss = 'service-port' | 'label' | 'protocol' | 'namespace' | 'port' | 'peer' | 'rule'

const slips: readonly Miss[] = ['service-port', 'label', 'protocol', 'namespace']

/** Was it meant to be allowed? Then more policies would not make the slip right. */
function isSlip(change: Change | undefined): boolean {
  return change !== undefined && slips.includes(change.miss)
}

/** As in JSON Patch: a value set, or a member added; `-` is the end of a list. */
interface PolicyEdit {
  readonly op: 'add' | 'replace'
  readonly at: FieldPath
  readonly value: unknown
}

/**
 * The smallest change that would allow what policies deny in one direction. In: a verdict `denied`, and the port on which
 * the client called the Service, since that is what people write where the pod's port belongs. Undefined for other verdicts.
 */
export function smallestChange(
  { verdict, flow, isolating }: DirectionVerdict,
  servicePort?: number,
): Change | undefined {
  if (verdict !== 'denied' || flow === undefined) return undefined
  const sure = isolating.filter(({ selects }) => selects.is === 'yes')
  const rules = sure.flatMap(({ policy, rules }) => rules.map((judged) => ({ policy, judged })))
  const changes = [
    ...rules.flatMap((each) => servicePortEdit(flow, each, servicePort)),
    ...rules.flatMap((each) => labelEdit(flow, each)),
    ...rules.flatMap((each) => portEdit(flow, each)),
    ...rules.flatMap((each) => peerEdit(flow, each)),
  ]
  return changes.find(isSlip) ?? changes[0] ?? ruleEdit(flow, sure)
}

interface RuleOf {
  readonly policy: Resource<NetworkPolicy>
  readonly judged: JudgedRule
}

/** The rule names the Service's port: it should name the pod's. */
function servicePortEdit(
  { port, protocol }: Flow,
  { policy, judged }: RuleOf,
  servicePort?: number,
): Change[] {
  const { rule, peer } = judged
  if (peer.is !== 'yes' || servicePort === undefined || port === undefined || servicePort === port) return []
  const index = (rule.ports ?? []).findIndex(
    (item) => item.port === servicePort && item.endPort === undefined && protocolOf(item) === protocol,
  )
  if (index === -1) return []
  return [
    {
      miss: 'service-port',
      policy,
      edit: { op: 'replace', at: [...rule.at, 'ports', index, 'port'], value: port },
    },
  ]
}

/** A peer whose podSelector has a slip in one value. */
function labelEdit({ peer: end, subject, direction }: Flow, { policy, judged }: RuleOf): Change[] {
  if (judged.port.is !== 'yes' || end.is === 'host') return []
  return (judged.rule.peers ?? []).flatMap((peer, index) => {
    const { podSelector, namespaceSelector } = peer
    const inNamespace =
      namespaceSelector === undefined
        ? end.namespace === subject.namespace
        : selectorMatches(namespaceSelector, end.namespaceLabels).is === 'yes'
    const wrong = Object.entries(podSelector?.matchLabels ?? {}).filter(
      ([key, value]) => end.labels.carries(key, value) !== 'yes',
    )
    const [slip] = wrong
    const own = slip && end.podSource?.labels[slip[0]]
    const expressions = selectorMatches({ matchExpressions: podSelector?.matchExpressions ?? [] }, end.labels)
    if (
      !inNamespace ||
      slip === undefined ||
      wrong.length > 1 ||
      own === undefined ||
      expressions.is !== 'yes'
    )
      return []
    if (nearest(slip[1], [own]).length === 0) return []
    const at = [...judged.rule.at, peersField(direction), index, 'podSelector', 'matchLabels', slip[0]]
    return [{ miss: 'label' as const, policy, edit: { op: 'replace' as const, at, value: own } }]
  })
}

function portEdit({ port, protocol }: Flow, { policy, judged }: RuleOf): Change[] {
  const { rule, peer } = judged
  if (peer.is !== 'yes' || port === undefined) return []
  const sameNumber = (rule.ports ?? []).some((item) => item.port === port)
  const edit: PolicyEdit = { op: 'add', at: [...rule.at, 'ports', '-'], value: portEntry(port, protocol) }
  return [{ miss: sameNumber ? 'protocol' : 'port', policy, edit }]
}

function peerEdit({ direction, peer: end, subject }: Flow, { policy, judged }: RuleOf): Change[] {
  const { rule, port } = judged
  if (port.is !== 'yes') return []
  const meant = (rule.peers ?? []).some(
    ({ podSelector, namespaceSelector }) =>
      end.is === 'pod' &&
      end.namespace !== subject.namespace &&
      namespaceSelector === undefined &&
      podSelector !== undefined &&
      Object.keys(podSelector.matchLabels ?? {}).length > 0 &&
      selectorMatches(podSelector, end.labels).is === 'yes',
  )
  const at = [...rule.at, peersField(direction), '-']
  return [
    { miss: meant ? 'namespace' : 'peer', policy, edit: { op: 'add', at, value: peerEntry(end, subject) } },
  ]
}

/**
 * One rule more: in a policy that speaks of these pods in particular, or allows something already; a policy that denies
 * everything to all is left as it is, next to a new one.
 */
function ruleEdit(flow: Flow, policies: readonly IsolatingPolicy[]): Change {
  const { direction, subject, peer, port, protocol } = flow
  const rule = {
    [peersField(direction)]: [peerEntry(peer, subject)],
    ...(port === undefined ? {} : { ports: portEntries(port, protocol) }),
  }
  const home = policies.find(({ policy, rules }) => rules.length > 0 || selectsSome(policy))
  if (home !== undefined) {
    const list = home.policy.manifest.spec?.[direction]
    const edit: PolicyEdit =
      list === undefined
        ? { op: 'add', at: ['spec', direction], value: [rule] }
        : { op: 'add', at: ['spec', direction, '-'], value: rule }
    return { miss: 'rule', policy: home.policy, edit }
  }
  return { miss: 'rule', newPolicy: newPolicy(flow, rule) }
}

function newPolicy({ direction, subject }: Flow, rule: object): NetworkPolicy {
  const what = subject.podSource?.resource.name ?? subject.namespace
  const spec = {
    podSelector: selectorFor(subject),
    policyTypes: [direction === 'ingress' ? 'Ingress' : 'Egress'],
    [direction]: [rule],
  }
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `allow-${direction}-${what}`.slice(0, 63), namespace: subject.namespace },
    spec,
  }
}

function selectsSome({ manifest }: Resource<NetworkPolicy>): boolean {
  const { matchLabels = {}, matchExpressions = [] } = manifest.spec?.podSelector ?? {}
  return Object.keys(matchLabels).length + matchExpressions.length > 0
}

function peersField(direction: Flow['direction']): 'from' | 'to' {
  return direction === 'ingress' ? 'from' : 'to'
}

/** DNS answers that are too long for UDP come over TCP. */
function portEntries(port: number, protocol: Flow['protocol']): NetworkPolicyPort[] {
  const entry = portEntry(port, protocol)
  return port === 53 && protocol === 'UDP' ? [entry, { protocol: 'TCP', port }] : [entry]
}

function portEntry(port: number, protocol: Flow['protocol']): NetworkPolicyPort {
  return protocol === 'TCP' ? { port } : { protocol, port }
}

function peerEntry(end: ConnectionEnd, subject: PodEnd): NetworkPolicyPeer {
  if (end.is === 'host') {
    const [address] = end.addresses ?? []
    const everywhere = onlyFamilyOf(subject) === 'IPv6' ? '::/0' : '0.0.0.0/0'
    const text = address === undefined ? everywhere : `${formatIp(address)}/${isIpv4(address) ? 32 : 128}`
    const cidr = parseCidr(text)
    return { ipBlock: { cidr: cidr === undefined ? text : formatCidr(cidr) } }
  }
  const podSelector = selectorFor(end)
  if (end.namespace === subject.namespace) return { podSelector }
  const namespaceSelector = { matchLabels: { [namespaceNameLabel]: end.namespace } }
  return Object.keys(podSelector).length === 0 ? { namespaceSelector } : { namespaceSelector, podSelector }
}

function selectorFor({ podSource, identity = {} }: PodEnd): LabelSelectorSpec {
  const labels = podSource === undefined ? identity : identityOf(podSource)
  return Object.keys(labels).length === 0 ? {} : { matchLabels: labels }
}
