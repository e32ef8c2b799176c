import { protocolOf } from '../../kube/core/defaults.ts'
import { declaredPorts } from '../../kube/core/target-port.ts'
import { podsConcerned } from '../../kube/policy/concerned-pods.ts'
import { directionsOf, rulesOf, type Direction, type PolicyRule } from '../../kube/policy/network-policies.ts'
import { nearest } from '../../text/nearest.ts'
import type { NetworkPolicy } from '../../world/types/network-policy.ts'
import type { FieldPath } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'
import { quote, quoteList } from '../../text/wording.ts'
import type { World } from '../../world/world.ts'
import { defineRule, type Violation } from '../rule.ts'

interface Data {
  readonly name: string
  readonly protocol: string
  readonly declared: readonly string[]
}

export const policyPortNameUnknown = defineRule<'NetworkPolicy', Data>({
  id: 'policy-port-name-unknown',
  title: 'a NetworkPolicy names a port that none of its pods declare',
  severity: 'error',
  subject: ['NetworkPolicy'],
  evidence: ['Pod'],
  why:
    'A named port in a NetworkPolicy stands for the number that the container port of that name and protocol has in each destination pod. In a ' +
    'pod that declares no such port the entry allows nothing, and what it was to let through is dropped. Names of Service ports ' +
    'mean nothing here.',
  source: 'https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/',
  bad: example('web'),
  good: example('http'),

  *check(policy, world) {
    for (const direction of directionsOf(policy.manifest))
      for (const rule of rulesOf(policy.manifest, direction))
        yield* namesOf(world, policy, { direction, rule })
  },

  message: ({ name, protocol, declared }) => ({
    text: `no pod that this rule applies to declares a ${protocol} port named ${quote(name)}: the rule allows nothing`,
    hint:
      declared.length === 0
        ? 'name the port in the pods, or write its number'
        : `declared there: ${quoteList(declared)}`,
  }),
})

function* namesOf(
  world: World,
  policy: Resource<NetworkPolicy>,
  where: { direction: Direction; rule: PolicyRule },
): Iterable<Violation<Data>> {
  const { ports = [], at } = where.rule
  const names = ports.flatMap(({ port, protocol }, index) =>
    typeof port === 'string' ? [{ name: port, protocol: protocolOf({ protocol }), index }] : [],
  )
  const pods = names.length === 0 ? [] : podsConcerned(world, policy, where)
  if (pods.length === 0) return
  const all = pods.flatMap(({ spec }) => declaredPorts(spec))
  for (const { name, protocol, index } of names) {
    const declared = all.flatMap((port) =>
      port.protocol === protocol && port.name !== '' ? [port.name] : [],
    )
    if (declared.includes(name)) continue
    const [meant] = nearest(name, new Set(declared))
    yield violation(policy, {
      at: [...at, 'ports', index, 'port'],
      data: { name, protocol, declared },
      meant,
    })
  }
}

function violation(
  resource: Resource<NetworkPolicy>,
  { at, data, meant }: { at: FieldPath; data: Data; meant: string | undefined },
): Violation<Data> {
  if (meant === undefined) return { at, data, absence: 'bare' }
  const fix = { title: `set the port to ${quote(meant)}`, edits: [{ resource, at, set: meant }] }
  return { at, data, absence: 'near-miss', fix }
}

function example(port: string): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat, ports: [{name: http, containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: chat-api}
spec:
  podSelector: {matchLabels: {app: chat-api}}
  ingress:
    - from: [{podSelector: {}}]
      ports: [{port: ${port}}]
`
}
