import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { describeChange } from '../../../src/diagnose/describe-policy-fix.ts'
import { dnsVerdict } from '../../../src/kube/policy/dns-egress.ts'
import { endOf, type ConnectionEnd } from '../../../src/kube/policy/ends.ts'
import { smallestChange } from '../../../src/diagnose/policy-fix.ts'
import type { World } from '../../../src/world/world.ts'
import { worldWith } from './policy-world.ts'
import { recordedIn } from '../../recorded.ts'
import { partial } from '../../world-of.ts'

const expectRecorded = recordedIn(join(import.meta.dirname, 'dns-egress.txt'))

// may a client ask the cluster's DNS for names: the cases of the DNS mistake, each with the change that fixes it

const kubeDns = (port: number) =>
  `{apiVersion: v1, kind: Service, metadata: {name: kube-dns, namespace: kube-system}, spec: {clusterIP: 10.96.0.10, clusterIPs: [10.96.0.10], selector: {k8s-app: kube-dns}, ports: [{name: dns, port: 53, targetPort: ${port}, protocol: UDP}, {name: tcp, port: 53, targetPort: ${port}}]}}`
const ready =
  '{apiVersion: v1, kind: Pod, metadata: {namespace: kube-system, name: coredns, labels: {k8s-app: kube-dns}}, spec: {nodeName: n2, containers: [{name: c}]}, status: {phase: Running, podIPs: [{ip: 10.244.3.6}], conditions: [{type: Ready, status: "True"}]}}'
const pod = (name: string, spec: string) =>
  `{apiVersion: v1, kind: Pod, metadata: {namespace: web, name: ${name}, labels: {app: fe}}, spec: {nodeName: n1, containers: [{name: c}], ${spec}}, status: {podIPs: [{ip: 10.244.1.9}]}}`
const nodeLocal =
  '{apiVersion: apps/v1, kind: DaemonSet, metadata: {namespace: kube-system, name: node-local-dns}, spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {hostNetwork: true, containers: [{name: c}]}}}}'

const closed =
  '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: closed, namespace: kube-system}, spec: {podSelector: {}, policyTypes: [Ingress]}}'

const fe = (rules: string) =>
  `web: {podSelector: {matchLabels: {app: fe}}, policyTypes: [Egress], egress: [${rules}]}`
const system = 'namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}'
const dnsPods = 'podSelector: {matchLabels: {k8s-app: kube-dns}}'
const udp = 'ports: [{port: 53, protocol: UDP}]'
const database = '{to: [{podSelector: {matchLabels: {app: pg}}}]}'

function clientNamed(world: World, name: string): ConnectionEnd {
  const found = world.get('Pod', 'web', name)
  const end = found && endOf(world, found)
  if (end === undefined) throw new Error(`no Pod ${name}`)
  return end
}

interface Expected {
  readonly verdict: string | undefined
  readonly change?: string
  readonly withoutTcp?: boolean
}

describe('queries of a pod to the DNS pods', () => {
  test.each<[string, string[], Expected, string?]>([
    ['nothing isolates', [], { verdict: 'allowed' }],
    [
      'isolated for ingress alone',
      ['web: {podSelector: {}, policyTypes: [Ingress]}'],
      { verdict: 'allowed' },
    ],
    ['a rule for the database alone', [fe(database)], { verdict: 'denied', change: 'kube-dns' }],
    ['to the DNS pods over both', [fe(`{to: [{${system}, ${dnsPods}}]}`)], { verdict: 'allowed' }],
    [
      'to the DNS pods over UDP alone',
      [fe(`{to: [{${system}, ${dnsPods}}], ${udp}}`)],
      { verdict: 'allowed', withoutTcp: true },
    ],
    [
      'podSelector without a namespace means the own one',
      [fe(`{to: [{${dnsPods}}], ${udp}}`)],
      { verdict: 'denied', change: 'namespaceSelector' },
    ],
    [
      'a port without a protocol is one of TCP',
      [fe(`{to: [{${system}, ${dnsPods}}], ports: [{port: 53}]}`)],
      { verdict: 'denied', change: 'UDP' },
    ],
    [
      'a label that the namespace lacks',
      [fe(`{to: [{namespaceSelector: {matchLabels: {name: kube-system}}}], ${udp}}`)],
      { verdict: 'denied', change: 'kubernetes.io/metadata.name' },
    ],
    [
      'the address of the Service is not what a policy sees',
      [kubeDns(53), ready, fe(`{to: [{ipBlock: {cidr: 10.96.0.10/32}}], ${udp}}`)],
      { verdict: 'denied', change: 'kube-dns' },
    ],
    [
      'port 53 where the pods listen on another',
      [kubeDns(5353), ready, fe(`{to: [{${system}}], ports: [{port: 53, protocol: UDP}]}`)],
      { verdict: 'denied', change: '5353' },
    ],
    [
      'the DNS pods let no client in',
      [kubeDns(53), ready, closed],
      { verdict: 'denied', change: 'kube-dns' },
    ],
    [
      'a cache on the node: plugins differ',
      [nodeLocal, fe(`{to: [{${dnsPods}}], ${udp}}`)],
      { verdict: 'unknown' },
    ],
    [
      'a cache on the node, by its address',
      [nodeLocal, fe(`{to: [{ipBlock: {cidr: 169.254.20.10/32}}], ${udp}}`)],
      { verdict: 'allowed' },
    ],
    [
      'dnsPolicy Default asks others',
      [pod('other', 'dnsPolicy: Default'), fe(database)],
      { verdict: undefined },
      'other',
    ],
    [
      'so does the host network',
      [pod('other', 'hostNetwork: true'), fe(database)],
      { verdict: undefined },
      'other',
    ],
  ])('%s', (name, policies, { verdict, change, withoutTcp = false }, client = 'fe') => {
    const world = worldWith(policies)
    const dns = dnsVerdict(world, clientNamed(world, client))
    expect(dns?.verdict).toBe(verdict)
    const open = worldWith(policies, [partial])
    const both = [dns, dnsVerdict(open, clientNamed(open, client))]
    expectRecorded(
      name,
      both.map(
        (each) =>
          `${each?.verdict}: ${each?.because} ${each?.half?.direction ?? ''} ${each?.withoutTcp?.because ?? ''}`,
      ),
    )
    expect(dns?.withoutTcp !== undefined).toBe(withoutTcp)
    const found = change === undefined || dns?.half === undefined ? undefined : smallestChange(dns.half)
    if (change !== undefined)
      expect(found === undefined ? 'no change' : describeChange(found)).toContain(change)
  })
})
