import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { recordedIn } from '../../recorded.ts'
import { ask, no, open, worldWith, yes, flowsInFull } from './policy-world.ts'

const expectRecorded = recordedIn(join(import.meta.dirname, 'policy-tiers.txt'))

function clusterPolicy(tier: string, priority: number, spec: string): string {
  return `{apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: {name: c-${tier.toLowerCase()}-${priority}}, spec: {tier: ${tier}, priority: ${priority}, ${spec}}}`
}
const teamA = 'subject: {namespaces: {matchLabels: {team: a}}}'
const teamB = 'subject: {namespaces: {matchLabels: {team: b}}}'
const fromA = (action: string) => `{action: ${action}, from: [{namespaces: {matchLabels: {team: a}}}]}`
const toB = (action: string) => `{action: ${action}, to: [{namespaces: {matchLabels: {team: b}}}]}`
const dbDenied = 'db: {podSelector: {}, policyTypes: [Ingress]}'
const dbAllowed = 'db: {podSelector: {}, ingress: [{}]}'

describe('one connection under the tiers of ClusterNetworkPolicy', () => {
  test.each<[string, string[], Record<string, string>]>([
    [
      'Deny before the NetworkPolicies',
      [clusterPolicy('Admin', 1, `${teamA}, egress: [${toB('Deny')}]`), dbAllowed],
      { 'fe pg:5432': no, 'fe be:8080': yes },
    ],
    [
      'Accept before the NetworkPolicies',
      [clusterPolicy('Admin', 1, `${teamB}, ingress: [${fromA('Accept')}]`), dbDenied],
      { 'fe pg:5432': yes, 'dns pg:5432': no, '203.0.113.9 pg:5432': no },
    ],
    [
      'Accept of one direction leaves the other to the rest',
      [
        clusterPolicy('Admin', 1, `${teamA}, egress: [${toB('Accept')}]`),
        dbDenied,
        'web: {podSelector: {}, policyTypes: [Egress]}',
      ],
      { 'fe pg:5432': no },
    ],
    [
      'Pass leaves it to the NetworkPolicies',
      [
        clusterPolicy('Admin', 1, `${teamB}, ingress: [${fromA('Pass')}, ${fromA('Deny')}]`),
        clusterPolicy('Admin', 2, `${teamB}, ingress: [${fromA('Deny')}]`),
        dbAllowed,
      ],
      { 'fe pg:5432': yes },
    ],
    [
      'Pass, and no NetworkPolicy: the Baseline tier',
      [
        clusterPolicy('Admin', 1, `${teamB}, ingress: [${fromA('Pass')}]`),
        clusterPolicy('Baseline', 1, `${teamB}, ingress: [${fromA('Deny')}]`),
      ],
      { 'fe pg:5432': no, 'dns pg:5432': yes },
    ],
    [
      'NetworkPolicies before the Baseline tier',
      [clusterPolicy('Baseline', 1, `${teamB}, ingress: [${fromA('Deny')}]`), dbAllowed],
      { 'fe pg:5432': yes },
    ],
    [
      'selected by a NetworkPolicy for the other direction',
      [
        clusterPolicy('Baseline', 1, `${teamB}, ingress: [${fromA('Deny')}]`),
        'db: {podSelector: {}, policyTypes: [Egress], egress: [{}]}',
      ],
      { 'fe pg:5432': open },
    ],
    [
      'the lower priority number first',
      [
        clusterPolicy('Admin', 9, `${teamB}, ingress: [${fromA('Deny')}]`),
        clusterPolicy('Admin', 2, `${teamB}, ingress: [${fromA('Accept')}]`),
      ],
      { 'fe pg:5432': yes },
    ],
    [
      'one priority, two actions',
      [
        clusterPolicy('Admin', 5, `${teamB}, ingress: [${fromA('Deny')}]`),
        clusterPolicy('Admin', 5, `${teamB}, ingress: [${fromA('Accept')}]`).replace('c-admin-5', 'other'),
      ],
      { 'fe pg:5432': open, 'dns pg:5432': yes },
    ],
    [
      'networks are pods too',
      [clusterPolicy('Admin', 1, `${teamA}, egress: [{action: Deny, to: [{networks: [0.0.0.0/0]}]}]`)],
      { 'fe pg:5432': no, 'fe 203.0.113.9:443': no, 'pg fe:80': yes },
    ],
    [
      'nodes by their addresses, and so the host network',
      [clusterPolicy('Admin', 1, `${teamA}, egress: [{action: Deny, to: [{nodes: {}}]}]`)],
      { 'fe n1:10250': no, 'fe host2:80': no, 'fe pg:5432': yes, 'fe 203.0.113.9:443': yes },
    ],
    [
      'nodes by their labels',
      [
        clusterPolicy(
          'Admin',
          1,
          `${teamA}, egress: [{action: Deny, to: [{nodes: {matchLabels: {role: x}}}]}]`,
        ),
      ],
      { 'fe n1:10250': yes, 'fe host2:80': yes },
    ],
    [
      'protocols, ranges and names',
      [
        clusterPolicy(
          'Admin',
          1,
          `${teamB}, ingress: [{action: Deny, from: [{namespaces: {}}], protocols: [{tcp: {destinationPort: {range: {start: 80, end: 90}}}}, {udp: {}}, {destinationNamedPort: pg}]}]`,
        ),
      ],
      { 'fe pg:85': no, 'fe pg:91': yes, 'fe pg:5/UDP': no, 'fe pg:5432': no, '203.0.113.9 pg:85': yes },
    ],
    [
      'pods in namespaces',
      [
        clusterPolicy(
          'Admin',
          1,
          'subject: {pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: pg}}}}, ingress: [{action: Deny, from: [{pods: {namespaceSelector: {matchLabels: {team: a}}, podSelector: {matchLabels: {app: fe}}}}]}]',
        ),
      ],
      { 'fe pg:5432': no, 'be pg:5432': yes, 'fe2 pg:5432': yes },
    ],
    [
      'a peer of an unknown kind: Accept matches nothing, Deny everything',
      [
        clusterPolicy('Admin', 1, `${teamB}, ingress: [{action: Accept, from: [{moons: {}}]}]`),
        clusterPolicy('Admin', 2, `${teamA}, ingress: [{action: Pass, from: [{moons: {}}]}]`),
        dbDenied,
      ],
      { 'fe pg:5432': no, 'pg fe:80': no },
    ],
    [
      'the host network is neither subject nor peer',
      [
        clusterPolicy(
          'Admin',
          1,
          'subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]',
        ),
      ],
      { 'host1 pg:5432': yes, 'fe host2:80': yes, 'fe pg:5432': no },
    ],
    [
      'one protocol, with one port',
      [
        clusterPolicy(
          'Admin',
          1,
          `${teamB}, ingress: [{action: Deny, from: [{namespaces: {}}], protocols: [{tcp: {destinationPort: {number: 80}}}]}]`,
        ),
      ],
      { 'fe pg:80': no, 'fe pg:81': yes, 'fe pg:80/UDP': yes },
    ],
    [
      'no protocol in the list: each of them',
      [
        clusterPolicy(
          'Admin',
          1,
          `${teamB}, ingress: [{action: Deny, from: [{namespaces: {}}], protocols: []}]`,
        ),
      ],
      { 'fe pg:80': no, 'fe pg:5/UDP': no },
    ],
    [
      'the kinds before it, with a named port alone',
      [
        `{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: a}, spec: {priority: 5, ${teamB}, ingress: [{action: Allow, from: [{namespaces: {}}], ports: [{namedPort: pg}]}]}}`,
        dbDenied,
      ],
      { 'fe pg:5432': yes, 'fe pg:81': no },
    ],
    [
      'the kinds before it',
      [
        `{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: a}, spec: {priority: 5, ${teamB}, ingress: [{action: Allow, from: [{namespaces: {matchLabels: {team: a}}}], ports: [{portNumber: {protocol: TCP, port: 5432}}, {portRange: {start: 80, end: 81}}, {namedPort: pg}]}]}}`,
        `{apiVersion: policy.networking.k8s.io/v1alpha1, kind: BaselineAdminNetworkPolicy, metadata: {name: default}, spec: {${teamA}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}}`,
        dbDenied,
      ],
      { 'fe pg:5432': yes, 'fe pg:81': yes, 'fe pg:82': no, 'pg fe:80': no },
    ],
  ])('%s', (name, policies, expected) => {
    const world = worldWith(policies)
    const answers = Object.keys(expected).map((flow) => [flow, ask(world, flow).verdict])
    expect(Object.fromEntries(answers)).toEqual(expected)
    expectRecorded(name, flowsInFull(world, Object.keys(expected)))
  })
})

test.each([
  ['Deny', [], 'ClusterNetworkPolicy c-admin-5 denies it at .spec.ingress[0]'],
  ['Accept', [], 'ClusterNetworkPolicy c-admin-5 accepts it at .spec.ingress[0]'],
  ['Accept', ['Deny'], 'leave it open'],
])('%s: the rule that decides is named', (action, others, expected) => {
  const policies = [action, ...others].map((each, index) =>
    clusterPolicy('Admin', 5, `${teamB}, ingress: [${fromA(each)}]`).replace(
      'c-admin-5',
      index === 0 ? 'c-admin-5' : 'other',
    ),
  )
  expect(ask(worldWith(policies), 'fe pg:5432').because).toContain(expected)
})

describe('the policies of network plugins', () => {
  const about = (group: string, kind: string, spec: string) =>
    `{apiVersion: ${group}, kind: ${kind}, metadata: {name: x, namespace: web}, spec: ${spec}}`
  test.each<[string, string, Record<string, string>]>([
    [
      'Cilium',
      about(
        'cilium.io/v2',
        'CiliumNetworkPolicy',
        '{endpointSelector: {matchLabels: {"k8s:app": be}}, ingress: []}',
      ),
      { 'fe be:8080': open, 'be fe:80': yes, 'pg fe:80': yes },
    ],
    [
      'Cilium, of the whole cluster',
      about('cilium.io/v2', 'CiliumClusterwideNetworkPolicy', '{endpointSelector: {}, egressDeny: [{}]}'),
      { 'pg be:8080': open, '203.0.113.9 be:8080': yes },
    ],
    [
      'Calico',
      about(
        'projectcalico.org/v3',
        'NetworkPolicy',
        `{selector: "app == 'be' && !has(x)", types: [Ingress]}`,
      ),
      { 'fe be:8080': open, 'be fe:80': yes },
    ],
    [
      'Calico, in double quotes',
      about('projectcalico.org/v3', 'NetworkPolicy', `{selector: 'app == "be"', types: [Ingress]}`),
      { 'fe be:8080': open, 'be fe:80': yes },
    ],
    [
      'Calico, without types: the directions that it has rules for',
      about('projectcalico.org/v3', 'NetworkPolicy', `{selector: "app == 'be'", egress: [{action: Allow}]}`),
      { 'be pg:5432': open, 'fe be:8080': yes },
    ],
    [
      'Calico, without types and rules: what comes in',
      about('projectcalico.org/v3', 'NetworkPolicy', `{selector: "app == 'be'"}`),
      { 'be pg:5432': yes, 'fe be:8080': open },
    ],
    [
      'Calico, a selector that is no text',
      about('projectcalico.org/v3', 'NetworkPolicy', '{selector: 5, types: [Ingress]}'),
      { 'fe be:8080': open, 'be fe:80': open, 'fe pg:5432': yes },
    ],
    [
      'Calico, comparisons of every kind',
      about(
        'projectcalico.org/v3',
        'NetworkPolicy',
        `{selector: "all() && app != 'fe' && has(app)", types: [Ingress, Egress]}`,
      ),
      { 'fe be:8080': open, 'be fe:80': open, 'pg fe:80': yes },
    ],
    [
      'Calico, nothing to compare with',
      about('projectcalico.org/v3', 'NetworkPolicy', `{selector: "app == 'be' &&", types: [Ingress]}`),
      { 'fe be:8080': yes },
    ],
    [
      'Calico, a selector in more words',
      about(
        'crd.projectcalico.org/v1',
        'GlobalNetworkPolicy',
        `{selector: "app in {'x'}", namespaceSelector: "team == 'b'"}`,
      ),
      { 'fe pg:5432': open, 'pg be:8080': yes },
    ],
    [
      'Antrea',
      about(
        'crd.antrea.io/v1beta1',
        'ClusterNetworkPolicy',
        '{appliedTo: [{podSelector: {matchLabels: {app: be}}}], egress: [{action: Drop}]}',
      ),
      { 'be pg:5432': open, 'fe be:8080': yes },
    ],
  ])('%s', (name, policy, expected) => {
    const world = worldWith([policy])
    const answers = Object.keys(expected).map((flow) => [flow, ask(world, flow).verdict])
    expect(Object.fromEntries(answers)).toEqual(expected)
    expectRecorded(name, flowsInFull(world, Object.keys(expected)))
  })

  test('it says so', () => {
    const policy = about('cilium.io/v2', 'CiliumNetworkPolicy', '{endpointSelector: {}, ingress: []}')
    expect(ask(worldWith([policy]), 'fe be:8080').because).toBe(
      'CiliumNetworkPolicy web/x is about Pod web/be, and svc does not evaluate policies of cilium.io/v2',
    )
  })
})
