import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { Coverage } from '../../../src/world/coverage.ts'
import { complete, partial, worldOfYaml } from '../../world-of.ts'
import { recordedIn } from '../../recorded.ts'
import { ask, no, open, worldWith, yes, flowsInFull } from './policy-world.ts'

const expectRecorded = recordedIn(join(import.meta.dirname, 'policy.txt'))

// what the specification says (networking.k8s.io/v1 and the page on network policies), row by row; a row that a matcher
// of another project gets wrong says which

const pgOnly =
  'web: {podSelector: {matchLabels: {app: fe}}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels: {team: b}}}], ports: [{port: 5432}]}]}'

describe('one connection under NetworkPolicies', () => {
  test.each<[string, string[], Record<string, string>]>([
    ['none', [], { 'fe be:8080': yes, '203.0.113.9 be:8080': yes, 'fe 203.0.113.9:443': yes }],
    [
      'ingress isolated',
      ['web: {podSelector: {}, policyTypes: [Ingress]}'],
      { 'fe be:8080': no, 'be pg:5432': yes, 'external be:8080': no },
    ],
    [
      'no podSelector is every pod',
      ['web: {policyTypes: [Ingress]}'],
      { 'fe be:8080': no, 'be pg:5432': yes },
    ],
    ['an empty rule', ['web: {podSelector: {}, ingress: [{}]}'], { 'fe be:8080': yes, 'external be:1': yes }],
    ['an empty from', ['web: {podSelector: {}, ingress: [{from: []}]}'], { 'external be:8080': yes }],
    [
      'a podSelector means the own namespace',
      [
        'web: {podSelector: {matchLabels: {app: be}}, ingress: [{from: [{podSelector: {matchLabels: {app: fe}}}]}]}',
      ],
      { 'fe be:8080': yes, 'fe2 be:8080': no, 'pg be:8080': no },
    ],
    [
      'a namespaceSelector',
      ['web: {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: b}}}]}]}'],
      { 'pg be:8080': yes, 'fe be:8080': no, 'external be:8080': no },
    ],
    [
      'both in one peer',
      [
        'web: {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: b}}, podSelector: {matchLabels: {app: fe}}}]}]}',
      ],
      { 'fe2 be:8080': yes, 'pg be:8080': no, 'fe be:8080': no },
    ],
    [
      'two peers',
      [
        'web: {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: b}}}, {podSelector: {matchLabels: {app: fe}}}]}]}',
      ],
      { 'fe2 be:8080': yes, 'pg be:8080': yes, 'fe be:8080': yes, 'dns be:8080': no },
    ],
    [
      'the port of the pod',
      ['web: {podSelector: {}, ingress: [{ports: [{port: 80}]}]}'],
      { 'fe be:8080': no, 'fe be:80': yes },
    ],
    [
      'a named port',
      ['web: {podSelector: {}, ingress: [{ports: [{port: http}]}]}'],
      { 'fe be:8080': yes, 'fe be:9090': no, 'fe be:8080/UDP': no },
    ],
    [
      'a name that no pod has',
      ['web: {podSelector: {}, ingress: [{ports: [{port: admin}]}]}'],
      { 'fe be:8080': no },
    ],
    [
      'a name in init containers',
      ['web: {podSelector: {}, ingress: [{ports: [{port: side}, {port: init}]}]}'],
      { 'fe be:7070': open, 'fe be:6060': no },
    ],
    [
      'a name on the way out is the peer’s',
      ['web: {podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: pg}]}]}'],
      { 'fe pg:5432': yes, 'fe pg:80': no, 'fe 203.0.113.9:5432': no },
    ],
    [
      'protocol left out',
      ['web: {podSelector: {}, ingress: [{ports: [{port: 8080}]}]}'],
      { 'fe be:8080': yes, 'fe be:8080/UDP': no },
    ],
    [
      'a protocol alone',
      ['web: {podSelector: {}, ingress: [{ports: [{protocol: UDP}]}]}'],
      { 'fe be:9/UDP': yes, 'fe be:9': no },
    ],
    [
      'endPort',
      ['web: {podSelector: {}, ingress: [{ports: [{port: 8000, endPort: 8090}]}]}'],
      { 'fe be:8080': yes, 'fe be:8000': yes, 'fe be:8090': yes, 'fe be:8091': no },
    ],
    [
      'egress rules without policyTypes isolate both ways',
      [
        'web: {podSelector: {matchLabels: {app: fe}}, egress: [{to: [{podSelector: {matchLabels: {app: be}}}]}]}',
      ],
      { 'be fe:80': no, 'fe be:8080': yes, 'fe pg:5432': no },
    ],
    [
      'an empty egress without policyTypes',
      ['web: {podSelector: {matchLabels: {app: fe}}, egress: []}'],
      { 'fe pg:5432': yes, 'be fe:80': no },
    ],
    [
      'rules of a direction that policyTypes leaves out',
      [
        'web: {podSelector: {matchLabels: {app: fe}}, policyTypes: [Egress], ingress: [{from: [{podSelector: {matchLabels: {app: x}}}]}]}',
      ],
      { 'be fe:80': yes, 'fe be:8080': no },
    ],
    ['egress to the database alone', [pgOnly], { 'fe pg:5432': yes, 'fe dns:53/UDP': no }],
    [
      'an ipBlock with a hole',
      [
        'web: {podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.244.2.0/24]}}]}]}',
      ],
      { 'fe be:8080': yes, 'fe pg:5432': no, 'fe 10.1.2.3:80': yes, 'fe 203.0.113.9:80': no },
    ],
    [
      'what one policy leaves out another can allow',
      [
        'web: {podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.244.2.0/24]}}]}]}',
        'web: {podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.244.2.5/32}}]}]}',
      ],
      { 'fe pg:5432': yes, 'fe fe2:80': no },
    ],
    [
      'an ipBlock that the API server refuses',
      [
        'web: {podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0}}, {ipBlock: {cidr: 203.0.0.0/8, except: [none]}}]}]}',
      ],
      { 'fe be:8080': open, 'fe 203.0.113.9:80': open },
    ],
    [
      'two holes',
      [
        'web: {podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 203.0.0.0/8, except: [203.0.113.0/24, 203.1.0.0/16]}}]}]}',
      ],
      { 'fe 203.0.113.9:80': no, 'fe 203.1.2.3:80': no, 'fe 203.2.2.3:80': yes, 'fe 204.0.0.1:80': no },
    ],
    [
      'every namespace is not outside',
      ['web: {podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}'],
      { 'pg be:8080': yes, 'external be:8080': no, '203.0.113.9 be:8080': no },
    ],
    [
      'a client outside of which the address is not known',
      ['web: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 203.0.113.0/24}}]}]}'],
      { 'external be:8080': open, '203.0.113.9 be:8080': yes, '198.51.100.1 be:8080': no },
    ],
    [
      'nodes',
      ['web: {podSelector: {}, policyTypes: [Ingress]}'],
      // the pod's own node, and with it what runs on the host network there, is always let in
      { 'n2 be:8080': yes, 'n1 be:8080': no, 'host2 be:8080': open, 'host1 be:8080': no },
    ],
    [
      'a node by its address',
      ['web: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 192.0.2.11/32}}]}]}'],
      { 'n1 be:8080': yes, 'host1 be:8080': yes },
    ],
    [
      'host network as subject',
      ['db: {podSelector: {}, policyTypes: [Ingress, Egress]}'],
      { 'fe host1:80': open, 'host1 be:8080': open, 'n1 be:8080': yes },
    ],
    [
      'one end allows, the other does not',
      [
        'web: {podSelector: {}, policyTypes: [Egress], egress: [{}]}',
        'db: {podSelector: {}, policyTypes: [Ingress]}',
      ],
      { 'fe pg:5432': no },
    ],
    ['a pod itself', ['web: {podSelector: {}, policyTypes: [Ingress]}'], { 'be be:8080': open }],
    [
      'a policy of another namespace',
      ['db: {podSelector: {matchLabels: {app: be}}, policyTypes: [Ingress]}'],
      { 'fe be:8080': yes },
    ],
    [
      'a label that the namespace lacks',
      [
        'web: {podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels: {name: kube-system}}}]}]}',
      ],
      { 'fe dns:53/UDP': no },
    ],
    [
      'the label that the API server sets',
      [
        'web: {podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]}]}',
      ],
      { 'fe dns:53/UDP': yes },
    ],
    [
      // cyclonus: does not match
      'NotIn on a label that is not there matches',
      [
        'web: {podSelector: {matchExpressions: [{key: tier, operator: NotIn, values: [x]}]}, policyTypes: [Ingress]}',
      ],
      { 'fe be:8080': no },
    ],
    [
      // cyclonus: does not match
      'NotIn of a peer whose label is not there matches',
      [
        'web: {podSelector: {}, ingress: [{from: [{podSelector: {matchExpressions: [{key: tier, operator: NotIn, values: [x]}]}}]}]}',
      ],
      { 'fe be:8080': yes },
    ],
    [
      // Cilium: matches
      'a namespaceSelector of DoesNotExist means pods, not the world outside',
      [
        'web: {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchExpressions: [{key: tier, operator: DoesNotExist}]}}]}]}',
      ],
      { 'pg be:8080': yes, '203.0.113.9 be:8080': no },
    ],
    [
      'a pod that has no address yet',
      ['web: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.244.0.0/16}}]}]}'],
      { 'new be:8080': open, 'fe be:8080': yes },
    ],
    [
      'a pod template',
      [
        'web: {podSelector: {matchLabels: {app: new}}, ingress: [{from: [{podSelector: {}}], ports: [{port: http}]}]}',
      ],
      { 'fe new:8080': yes, 'fe new:80': no, 'pg new:8080': no },
    ],
    [
      'a label that only the running pod will show',
      ['web: {podSelector: {matchLabels: {pod-template-hash: abc}}, policyTypes: [Ingress]}'],
      { 'fe new:8080': open, 'fe be:8080': yes },
    ],
  ])('%s', (name, policies, expected) => {
    const world = worldWith(policies)
    const answers = Object.keys(expected).map((flow) => [flow, ask(world, flow).verdict])
    expect(Object.fromEntries(answers)).toEqual(expected)
    expectRecorded(name, flowsInFull(world, Object.keys(expected)))
  })
})

describe('what is not known', () => {
  const forbidden: Coverage = {
    kind: 'NetworkPolicy',
    state: 'forbidden',
    because: 'user "ada" may not list them',
  }

  test('policies that may not be listed', () => {
    const { verdict, because } = ask(worldWith([], [complete, forbidden]), 'fe be:8080')
    expect(verdict).toBe('unknown')
    expect(because).toContain('may not list')
  })

  test('of a namespace that files do not hold the name alone is known', () => {
    const text = `{apiVersion: v1, kind: Pod, metadata: {namespace: shop, name: a}}
---
{apiVersion: v1, kind: Pod, metadata: {namespace: far, name: b}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: far}, spec: {podSelector: {}, ingress: [{from: [{namespaceSelector: SELECTOR}]}]}}`
    const verdictOf = (selector: string, coverage: Coverage) =>
      ask(worldOfYaml(text.replace('SELECTOR', selector), [coverage]), 'a b:80')
    expect(verdictOf('{matchLabels: {team: a}}', partial).verdict).toBe('unknown')
    expect(verdictOf('{matchLabels: {team: a}}', partial).because).toContain('the labels of Namespace shop')
    expect(verdictOf('{matchLabels: {team: a}}', complete).verdict).toBe('denied')
    expect(verdictOf('{matchLabels: {kubernetes.io/metadata.name: shop}}', partial).verdict).toBe('allowed')
    expect(verdictOf('{matchLabels: {kubernetes.io/metadata.name: far}}', partial).verdict).toBe('denied')
    expect(verdictOf('{}', partial).verdict).toBe('allowed')
  })

  test('it says where network plugins differ', () => {
    const world = worldWith([
      'web: {podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}',
    ])
    expect(ask(world, 'fe pg:5432')).toMatchObject({
      verdict: 'allowed',
      because: expect.stringContaining('by an ipBlock: Cilium does not count those for pods'),
    })
    expect(ask(world, 'fe 10.1.2.3:80').because).not.toContain('Cilium')
  })

  test('it says which policy decided, and where', () => {
    const world = worldWith([pgOnly])
    expect(ask(world, 'fe pg:5432').policies).toEqual([
      expect.objectContaining({ effect: 'isolates', path: '.spec', direction: 'egress' }),
      expect.objectContaining({ effect: 'allows', path: '.spec.egress[0]', direction: 'egress' }),
    ])
    expect(ask(world, 'fe be:8080').because).toBe(
      'no rule of NetworkPolicy web/p0 allows 8080/TCP to Pod web/be',
    )
  })
})
