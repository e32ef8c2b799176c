import type { Random } from '../../real/random.ts'
import type { Manifest } from './random-world.ts'

const namespaceLabel = 'kubernetes.io/metadata.name'

/** A policy of any kind and shape: of one namespace, or of an administrator for the whole cluster. */
export function policyOf(random: Random, index: number): Manifest {
  return random.below(6) === 0 ? clusterPolicyOf(random, index) : namespacedPolicyOf(random, index)
}

function namespacedPolicyOf(random: Random, index: number): Manifest {
  const direction = random.of(['Ingress', 'Egress'])
  const rules = Array.from({ length: random.below(3) }, () => ruleOf(random, direction))
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `policy${index}`, namespace: random.of(['shop', 'data']) },
    spec: {
      podSelector: random.of([{}, { matchLabels: { app: 'web' } }, { matchLabels: { role: 'client' } }]),
      policyTypes: random.below(6) === 0 ? ['Ingress', 'Egress'] : [direction],
      ...(random.below(4) === 0 ? {} : { [direction.toLowerCase()]: rules }),
    },
  }
}

function ruleOf(random: Random, direction: string): object {
  const peers = random.of([
    [],
    [{ podSelector: {} }],
    [{ podSelector: { matchLabels: { role: 'client' } } }],
    [{ ipBlock: { cidr: '10.0.0.0/8' } }],
    [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.244.0.0/24'] } }],
    [{ namespaceSelector: { matchLabels: { team: 'shop' } } }],
    [{ namespaceSelector: { matchLabels: { [namespaceLabel]: 'data' } }, podSelector: {} }],
    [{ namespaceSelector: {} }],
  ])
  const ports = random.of([
    undefined,
    [{ port: 8080 }],
    [{ port: 80 }],
    [{ port: 'http' }],
    [{ port: 8000, endPort: 8100 }],
    [
      { port: 53, protocol: 'UDP' },
      { port: 53, protocol: 'TCP' },
    ],
  ])
  return {
    ...(peers.length === 0 ? {} : { [direction === 'Ingress' ? 'from' : 'to']: peers }),
    ...(ports === undefined ? {} : { ports }),
  }
}

function clusterPolicyOf(random: Random, index: number): Manifest {
  const isBaseline = random.below(2) === 0
  const peers = [{ namespaces: random.of([{}, { matchLabels: { [namespaceLabel]: 'shop' } }]) }]
  const action = isBaseline ? random.of(['Allow', 'Deny']) : random.of(['Allow', 'Deny', 'Pass'])
  const direction = random.of(['ingress', 'egress'])
  const rule = { action, [direction === 'ingress' ? 'from' : 'to']: peers }
  return {
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: isBaseline ? 'BaselineAdminNetworkPolicy' : 'AdminNetworkPolicy',
    metadata: { name: isBaseline ? 'default' : `admin${index}` },
    spec: {
      ...(isBaseline ? {} : { priority: 10 + index }),
      subject: { namespaces: random.of([{}, { matchLabels: { [namespaceLabel]: 'shop' } }]) },
      [direction]: [rule],
    },
  }
}
