import type {
  AdminPolicyPort,
  ClusterNetworkPolicy,
  ClusterPolicyPeer,
  ClusterPolicyProtocol,
  ClusterPolicyRule,
} from '../../src/world/types/cluster-network-policy.ts'
import { randomSelector, type PolicyVocabulary } from './random-policies.ts'
import type { Random } from './random.ts'

// AdminNetworkPolicies and a BaselineAdminNetworkPolicy, as they may come before and behind NetworkPolicies. Without named ports:
// the judge takes their protocol from the name

/** Each of them for us, and as the judge reads it. */
export interface RandomTiers {
  readonly policies: readonly ClusterNetworkPolicy[]
  readonly admin: readonly object[]
  readonly baseline?: object
}

const apiVersion = 'policy.networking.k8s.io/v1alpha1'
const protocols = ['TCP', 'TCP', 'UDP', 'SCTP'] as const
const numbers = [53, 80, 8080, 8081, 9090]

/** Half of the time they are written as the ClusterNetworkPolicies that say the same. */
export function randomTiers(random: Random, vocabulary: PolicyVocabulary): RandomTiers {
  const priorities = [0, 1, 5, 99, 1000].filter(() => random.chance(0.35))
  const admin = priorities.map((priority) => ({
    apiVersion,
    kind: 'AdminNetworkPolicy',
    metadata: { name: `a${priority}` },
    spec: { priority, ...randomSpec(random, vocabulary, ['Allow', 'Deny', 'Pass']) },
  }))
  const baseline = random.chance(0.6)
    ? {
        apiVersion,
        kind: 'BaselineAdminNetworkPolicy',
        metadata: { name: 'default' },
        spec: randomSpec(random, vocabulary, ['Allow', 'Deny']),
      }
    : undefined
  const all: ClusterNetworkPolicy[] = [...admin, ...(baseline === undefined ? [] : [baseline])]
  return {
    policies: random.chance(0.5) ? all : all.map(asClusterNetworkPolicy),
    admin: admin.map(asJudgeReads),
    ...(baseline === undefined ? {} : { baseline: asJudgeReads(baseline) }),
  }
}

function randomSpec(random: Random, vocabulary: PolicyVocabulary, actions: readonly string[]) {
  const selector = () => (random.chance(0.2) ? {} : randomSelector(random, vocabulary))
  const pods = () => ({ namespaceSelector: selector(), podSelector: selector() })
  const peer = () => (random.chance(0.5) ? { namespaces: selector() } : { pods: pods() })
  const rules = (peers: 'from' | 'to') =>
    Array.from({ length: 1 + random.below(3) }, (_, index) => ({
      name: `r${index}`,
      action: random.of(actions),
      [peers]: Array.from({ length: 1 + random.below(2) }, peer),
      ...(random.chance(0.5)
        ? { ports: Array.from({ length: 1 + random.below(2) }, () => randomPort(random)) }
        : {}),
    }))
  const directions = random.of([['ingress'], ['egress'], ['ingress', 'egress']])
  return {
    subject: peer(),
    ...(directions.includes('ingress') ? { ingress: rules('from') } : {}),
    ...(directions.includes('egress') ? { egress: rules('to') } : {}),
  }
}

function randomPort(random: Random): AdminPolicyPort {
  const protocol = random.of(protocols)
  const port = random.of(numbers)
  return random.chance(0.7)
    ? { portNumber: { protocol, port } }
    : { portRange: { protocol, start: port, end: port + random.of([1, 1000]) } }
}

const actionOf: Readonly<Record<string, string>> = { Allow: 'Accept' }

/** The kind that took the place of the two: other words for the same. */
function asClusterNetworkPolicy({ kind, metadata, spec = {} }: ClusterNetworkPolicy): ClusterNetworkPolicy {
  const rule = ({ ports, action = '', ...rest }: ClusterPolicyRule): ClusterPolicyRule => ({
    ...rest,
    action: actionOf[action] ?? action,
    ...(ports === undefined ? {} : { protocols: ports.map(protocolOf) }),
  })
  return {
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: metadata ?? {},
    spec: {
      priority: 0,
      ...spec,
      tier: kind === 'AdminNetworkPolicy' ? 'Admin' : 'Baseline',
      ...(spec.ingress === undefined ? {} : { ingress: spec.ingress.map(rule) }),
      ...(spec.egress === undefined ? {} : { egress: spec.egress.map(rule) }),
    },
  }
}

function protocolOf({ portNumber, portRange }: AdminPolicyPort): ClusterPolicyProtocol {
  const { protocol = 'TCP' } = portNumber ?? portRange ?? {}
  const { port: number } = portNumber ?? {}
  const { start, end } = portRange ?? {}
  const destinationPort = number === undefined ? { range: { start: start ?? 0, end: end ?? 0 } } : { number }
  return { [protocol.toLowerCase()]: { destinationPort } }
}

/** The judge knows version 0.1.1, in which namespaces of peers are one level deeper. */
function asJudgeReads({ metadata, spec = {} }: ClusterNetworkPolicy): object {
  const peer = ({ namespaces, pods }: ClusterPolicyPeer) =>
    pods === undefined
      ? { namespaces: { namespaceSelector: namespaces } }
      : { pods: { namespaces: { namespaceSelector: pods.namespaceSelector }, podSelector: pods.podSelector } }
  const rule = (peers: 'from' | 'to') => (written: ClusterPolicyRule) => ({
    ...written,
    [peers]: (written[peers] ?? []).map(peer),
  })
  return {
    metadata,
    spec: {
      ...spec,
      ...(spec.ingress === undefined ? {} : { ingress: spec.ingress.map(rule('from')) }),
      ...(spec.egress === undefined ? {} : { egress: spec.egress.map(rule('to')) }),
    },
  }
}
