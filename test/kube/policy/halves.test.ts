import { expect, test } from '@jest/globals'
import { policyVerdict } from '../../../src/kube/policy/verdict.ts'
import type { Coverage } from '../../../src/world/coverage.ts'
import { complete, worldOf } from '../../world-of.ts'

// a connection leaves one namespace and enters another; one half that is known to be closed decides
const pod = (namespace: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: namespace, namespace },
  spec: { nodeName: 'n', containers: [] },
  status: { phase: 'Running', podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }] },
})
const closed = (namespace: string) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'closed', namespace },
  spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
})
const unread = (namespace: string): Coverage => ({
  kind: 'NetworkPolicy',
  namespace,
  state: 'forbidden',
  because: 'listing NetworkPolicies is forbidden',
})
const namespaces = ['a', 'b'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }))

type Half = 'open' | 'closed' | 'unknown'

test.each<[Half, Half, string]>([
  ['open', 'open', 'allowed'],
  ['closed', 'open', 'denied'],
  ['open', 'closed', 'denied'],
  ['unknown', 'open', 'unknown'],
  ['open', 'unknown', 'unknown'],
  ['closed', 'unknown', 'denied'],
  ['unknown', 'closed', 'denied'],
  ['unknown', 'unknown', 'unknown'],
])('egress %s and ingress %s: %s', (egress, ingress, expected) => {
  const halves = { a: egress, b: ingress }
  const each = (wanted: Half) =>
    Object.entries(halves).flatMap(([name, half]) => (half === wanted ? name : []))
  const world = worldOf(
    [pod('a'), pod('b'), ...namespaces, ...each('closed').map(closed)],
    [complete, ...each('unknown').map(unread)],
  )
  const [from, to] = ['a', 'b'].map((name) => world.get('Pod', name, name))
  if (from === undefined || to === undefined) throw new Error('both pods are there')
  expect(policyVerdict(world, { from, to, port: 80 }).verdict).toBe(expected)
})
