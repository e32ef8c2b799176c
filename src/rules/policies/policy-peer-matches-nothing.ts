import { meansAnyPod } from '../../kube/policy/concerned-pods.ts'
import { usualDnsPod } from '../../kube/policy/dns-egress.ts'
import { labelsOfNamespace, namespaceNameLabel } from '../../kube/policy/ends.ts'
import { setting } from '../../diagnose/fix.ts'
import { formatSelector, labelSlip } from '../../diagnose/label-slip.ts'
import { directionsOf, rulesOf, type PolicyRule } from '../../kube/policy/network-policies.ts'
import { peersMatch } from '../../kube/policy/rule-match.ts'
import { podIndexOf, podsEverywhere } from '../../kube/workload/pod-index.ts'
import type { NetworkPolicy, NetworkPolicyPeer } from '../../world/types/network-policy.ts'
import type { FieldPath } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'
import { quote } from '../../text/wording.ts'
import { holdsNamespace } from '../../world/holds-namespace.ts'
import type { World } from '../../world/world.ts'
import { defineRule, type Violation } from '../rule.ts'

interface Data {
  readonly peer: string
  readonly hint?: string
}

export const policyPeerMatchesNothing = defineRule<'NetworkPolicy', Data>({
  id: 'policy-peer-matches-nothing',
  title: 'a NetworkPolicy allows peers that do not exist',
  severity: 'warning',
  subject: ['NetworkPolicy'],
  evidence: ['Pod', 'Namespace'],
  why:
    'A peer with selectors means the pods that match, and a podSelector alone means pods of the policy’s own namespace. When there are none, ' +
    'the rule allows no client, and those for whom it was written are dropped. The name of a namespace is a label only as ' +
    'kubernetes.io/metadata.name; `name` is there only if it was set by hand.',
  source:
    'https://kubernetes.io/docs/concepts/services-networking/network-policies/#targeting-a-namespace-by-its-name',
  bad: example('name'),
  good: example('kubernetes.io/metadata.name'),

  *check(policy, world) {
    for (const direction of directionsOf(policy.manifest)) {
      const field = direction === 'ingress' ? 'from' : 'to'
      for (const rule of rulesOf(policy.manifest, direction)) yield* peersOf(world, policy, { rule, field })
    }
  },

  message: ({ peer, hint }) => ({
    text: `no pod matches ${peer}: this peer allows no client`,
    ...(hint === undefined ? {} : { hint }),
  }),
})

function* peersOf(
  world: World,
  policy: Resource<NetworkPolicy>,
  { rule, field }: { rule: PolicyRule; field: 'from' | 'to' },
): Iterable<Violation<Data>> {
  for (const [index, peer] of (rule.peers ?? []).entries()) {
    if (peer.ipBlock !== undefined || meansAnyPod(world, policy, { peers: [peer], as: ['yes'] })) continue
    const at = [...rule.at, field, index]
    const named = namespaceMeant(world, policy, { peer, at })
    if (named !== undefined) yield named
    else if (!mayBeElsewhere(world, policy, peer))
      yield slipIn(world, policy, { peer, at }) ?? noPeer(peer, at)
  }
}

/** In another namespace, of which too little is known, or as the DNS pods, which manifests of an application never hold. */
function mayBeElsewhere(world: World, policy: Resource<NetworkPolicy>, peer: NetworkPolicyPeer): boolean {
  if (meansAnyPod(world, policy, { peers: [peer], as: ['maybe'] })) return true
  if (peer.namespaceSelector === undefined) return false
  const usual = peersMatch([peer], usualDnsPod(world), policy.namespace ?? '')
  return usual.is === 'yes' || world.doubt(['Pod', 'Namespace'], '') !== undefined
}

function noPeer(peer: NetworkPolicyPeer, at: FieldPath): Violation<Data> {
  // a namespaceSelector may mean namespaces that were not listed
  const absentFrom = peer.namespaceSelector === undefined ? {} : { absentFrom: '' }
  return { at, side: 'key', data: { peer: describe(peer) }, absence: 'bare', ...absentFrom }
}

/** `name: kube-system`, where the namespace of that name has no such label. */
function namespaceMeant(
  world: World,
  resource: Resource<NetworkPolicy>,
  { peer, at }: { peer: NetworkPolicyPeer; at: FieldPath },
): Violation<Data> | undefined {
  for (const [key, value] of Object.entries(peer.namespaceSelector?.matchLabels ?? {})) {
    const isThere = holdsNamespace(world, value) || world.get('Namespace', undefined, value) !== undefined
    if (!isThere || labelsOfNamespace(world, value).has(key) !== 'no') continue
    const labels = [...at, 'namespaceSelector', 'matchLabels']
    return {
      at: [...labels, key],
      side: 'key',
      data: { peer: describe(peer), hint: `write ${namespaceNameLabel}: ${value}` },
      fix: {
        title: `rename ${key} to ${namespaceNameLabel}`,
        edits: [
          { resource, at: [...labels, key], remove: true },
          { resource, at: [...labels, namespaceNameLabel], set: value },
        ],
      },
    }
  }
  return undefined
}

function slipIn(
  world: World,
  policy: Resource<NetworkPolicy>,
  { peer, at }: { peer: NetworkPolicyPeer; at: FieldPath },
): Violation<Data> | undefined {
  const { podSelector = {}, namespaceSelector } = peer
  const slip = labelSlip(podSelector, [
    namespaceSelector === undefined ? podIndexOf(world, policy.namespace ?? '') : podsEverywhere(world),
  ])
  if (slip === undefined) return undefined
  const { key, meant, resource, path } = slip
  const place = [...at, 'podSelector', 'matchLabels', key]
  return {
    at: place,
    data: { peer: describe(peer), hint: `there are pods with ${quote(`${key}=${meant}`)}` },
    related: [{ resource, at: [...path, 'metadata', 'labels', key], note: 'the label that the pods carry' }],
    absence: 'near-miss',
    fix: setting(policy, place, meant),
  }
}

function describe({ podSelector, namespaceSelector }: NetworkPolicyPeer): string {
  const pods = podSelector === undefined ? '' : formatSelector(podSelector)
  const namespaces = namespaceSelector === undefined ? '' : formatSelector(namespaceSelector)
  const who = pods === '' ? 'a podSelector for all' : `podSelector ${quote(pods)}`
  if (namespaceSelector === undefined) return `${who} in this namespace`
  const where = namespaces === '' ? 'any namespace' : `namespaces with ${quote(namespaces)}`
  return podSelector === undefined ? `namespaceSelector ${quote(namespaces)}` : `${who} in ${where}`
}

function example(key: string): string {
  return `apiVersion: v1
kind: Namespace
metadata: {name: monitoring}
---
apiVersion: v1
kind: Pod
metadata: {name: prometheus, namespace: monitoring, labels: {app: prometheus}}
spec: {containers: [{name: prometheus, image: prometheus}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat, ports: [{containerPort: 9090}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: chat-api}
spec:
  podSelector: {matchLabels: {app: chat-api}}
  ingress:
    - from:
        - namespaceSelector: {matchLabels: {${key}: monitoring}}
          podSelector: {matchLabels: {app: prometheus}}
      ports: [{port: 9090}]
`
}
