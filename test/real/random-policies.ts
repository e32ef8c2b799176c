import type {
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
} from '../../src/world/types/network-policy.ts'
import type { LabelSelectorSpec, Namespace, Pod, Protocol } from '../../src/world/types/manifest.ts'
import type { Random } from './random.ts'

// Few names, few values, few addresses, so that selectors, blocks and ports often meet something

const namespaceNames = ['web', 'db', 'ops']
const protocols: readonly Protocol[] = ['TCP', 'TCP', 'TCP', 'UDP', 'SCTP']
const portNames = ['http', 'metrics', 'dns']
const numbers = [53, 80, 8080, 8081, 9090]
const keys = ['app', 'tier', 'env']
const values = ['a', 'b', 'c']

/** A connection to be judged; an end is the index of a pod, or an address that no pod has. */
export interface RandomFlow {
  readonly from: number | string
  readonly to: number | string
  readonly port: number
  readonly protocol: Protocol
}

export interface RandomPolicyWorld {
  readonly namespaces: readonly Namespace[]
  readonly pods: readonly Pod[]
  readonly policies: readonly NetworkPolicy[]
  readonly flows: readonly RandomFlow[]
}

export interface PolicyVocabulary {
  /** NotIn may name a label that not everybody carries. */
  readonly notInOnAbsentKeys: boolean
  readonly ipBlocks: boolean
  readonly endPorts: boolean
  /** Rules of a direction that policyTypes leaves out. */
  readonly inertRules: boolean
  /** A namespaceSelector of DoesNotExist together with clients outside of the cluster. */
  readonly doesNotExist: boolean
}

export const everything: PolicyVocabulary = {
  notInOnAbsentKeys: true,
  ipBlocks: true,
  endPorts: true,
  inertRules: true,
  doesNotExist: true,
}

/** A world that the API server would accept, and connections in it. */
export function randomPolicyWorld(random: Random, vocabulary: PolicyVocabulary): RandomPolicyWorld {
  const namespaces = namespaceNames.map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: randomLabels(random) },
  }))
  const pods = Array.from({ length: 3 + random.below(4) }, (_, index) => randomPod(random, index))
  const policies = Array.from({ length: 1 + random.below(4) }, (_, index) =>
    randomPolicy(random, vocabulary, index),
  )
  return { namespaces, pods, policies, flows: Array.from({ length: 12 }, () => randomFlow(random, pods)) }
}

/** Labels of anybody, `env` among them or not. */
export function randomLabelSet(random: Random): Record<string, string> {
  return Object.fromEntries(random.some(keys, 3).map((key) => [key, random.of(values)]))
}

/** `env` is always there, so that NotIn on it means the same to everybody. */
function randomLabels(random: Random) {
  return {
    env: random.of(values),
    ...(random.chance(0.7) ? { app: random.of(values) } : {}),
    ...(random.chance(0.4) ? { tier: random.of(values) } : {}),
  }
}

function randomPod(random: Random, index: number): Pod {
  const ports = random.some(portNames, 3).filter((name, at, all) => all.indexOf(name) === at)
  const numbersLeft = [...numbers]
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `p${index}`, namespace: random.of(namespaceNames), labels: randomLabels(random) },
    spec: {
      containers: [
        {
          name: 'main',
          image: 'bed',
          ports: ports.map((name) => ({
            name,
            containerPort: numbersLeft.splice(random.below(numbersLeft.length), 1)[0] ?? 1,
            protocol: random.of(protocols),
          })),
        },
      ],
    },
    status: { phase: 'Running', podIPs: [{ ip: `10.244.${random.below(3)}.${index + 4}` }] },
  }
}

function randomPolicy(random: Random, vocabulary: PolicyVocabulary, index: number): NetworkPolicy {
  const types = random.of([undefined, undefined, ['Ingress'], ['Egress'], ['Ingress', 'Egress'], []])
  const inert = vocabulary.inertRules
  const hasIngress =
    random.chance(0.7) && (inert || types?.length === 0 || types?.includes('Ingress') !== false)
  const hasEgress =
    random.chance(0.5) && (inert || types?.length === 0 || types?.includes('Egress') !== false)
  const list = () => random.some([0, 1, 2], 2)
  const rule = (peers: 'from' | 'to') => ({
    ...(random.chance(0.8) ? { [peers]: list().map(() => randomPeer(random, vocabulary)) } : {}),
    ...(random.chance(0.7) ? { ports: list().map(() => randomPort(random, vocabulary)) } : {}),
  })
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `n${index}`, namespace: random.of(namespaceNames) },
    spec: {
      podSelector: random.chance(0.4) ? {} : randomSelector(random, vocabulary),
      ...(types === undefined ? {} : { policyTypes: types }),
      ...(hasIngress ? { ingress: list().map(() => rule('from')) } : {}),
      ...(hasEgress ? { egress: list().map(() => rule('to')) } : {}),
    },
  }
}

function randomPeer(random: Random, vocabulary: PolicyVocabulary): NetworkPolicyPeer {
  if (vocabulary.ipBlocks && random.chance(0.3)) return { ipBlock: randomBlock(random) }
  const namespaceSelector = () =>
    random.chance(0.3)
      ? { matchLabels: { 'kubernetes.io/metadata.name': random.of(namespaceNames) } }
      : randomSelector(random, vocabulary)
  const which = random.below(3)
  return {
    ...(which === 1 ? {} : { podSelector: randomSelector(random, vocabulary) }),
    ...(which === 0 ? {} : { namespaceSelector: namespaceSelector() }),
  }
}

function randomBlock(random: Random) {
  return random.of([
    { cidr: '10.244.0.0/16', except: [`10.244.${random.below(3)}.0/24`] },
    { cidr: `10.244.${random.below(3)}.0/24` },
    { cidr: `10.244.0.${4 + random.below(6)}/32` },
    { cidr: '0.0.0.0/0', except: ['203.0.113.0/25', '10.244.1.0/30'] },
    { cidr: '0.0.0.0/0' },
    { cidr: '203.0.113.0/24', except: [] },
    { cidr: '::/0' },
  ])
}

export function randomSelector(random: Random, vocabulary: PolicyVocabulary): LabelSelectorSpec {
  return {
    ...(random.chance(0.6) ? { matchLabels: { [random.of(keys)]: random.of(values) } } : {}),
    ...(random.chance(0.4)
      ? { matchExpressions: random.some([0, 1], 2).map(() => randomRequirement(random, vocabulary)) }
      : {}),
  }
}

function randomRequirement(random: Random, { notInOnAbsentKeys, doesNotExist }: PolicyVocabulary) {
  const operator = random.of(['In', 'NotIn', 'Exists', doesNotExist ? 'DoesNotExist' : 'Exists'])
  if (operator === 'Exists' || operator === 'DoesNotExist') return { key: random.of(keys), operator }
  const key = operator === 'NotIn' && !notInOnAbsentKeys ? 'env' : random.of(keys)
  return { key, operator, values: [random.of(values), ...random.some(values, 1)] }
}

function randomPort(random: Random, { endPorts }: PolicyVocabulary): NetworkPolicyPort {
  const protocol = random.chance(0.5) ? {} : { protocol: random.of(protocols) }
  if (random.chance(0.15)) return protocol
  if (random.chance(0.3)) return { ...protocol, port: random.of(portNames) }
  const port = random.of(numbers)
  return {
    ...protocol,
    port,
    ...(endPorts && random.chance(0.3) ? { endPort: port + random.of([0, 1, 1000]) } : {}),
  }
}

function randomFlow(random: Random, pods: readonly Pod[]): RandomFlow {
  const outside = () => `203.0.113.${random.of([1, 100, 127, 128, 200])}`
  const from = random.chance(0.15) ? outside() : random.below(pods.length)
  const other = pods.map((_, index) => index).filter((index) => index !== from)
  const to = typeof from === 'number' && random.chance(0.15) ? outside() : random.of(other)
  const declared = typeof to === 'number' ? (pods[to]?.spec?.containers?.[0]?.ports ?? []) : []
  const met = declared.length > 0 && random.chance(0.6) ? random.of(declared) : undefined
  return {
    from,
    to,
    port: met?.containerPort ?? random.of([...numbers, 8082, 31000]),
    protocol: random.chance(0.8) ? (met?.protocol ?? random.of(protocols)) : random.of(protocols),
  }
}
