import { groupsBy } from '../../world/groups-by.ts'
import { pluginPolicyKinds } from '../../world/kinds.ts'
import type { LabelSelectorSpec, Manifest } from '../../world/types/manifest.ts'
import { valueAt } from '../../world/place.ts'
import { sortedByName, type Resource } from '../../world/resource.ts'
import { labelSelectorIn } from '../../world/shapes/shape.ts'
import type { World } from '../../world/world.ts'
import { calicoSelectorMatches } from './calico-selector.ts'
import type { PodEnd } from './ends.ts'
import { selectorMatches, type KnownLabels } from '../workload/label-selector.ts'
import { allOf, anyOf, matchOf, maybe, no, yes, type Match } from '../workload/match.ts'
import type { Direction } from './network-policies.ts'

/** Whether a network plugin's own policy is about a pod in a direction; what it says of packets is not evaluated. */
type PluginReader = (policy: Resource, subject: PodEnd, direction: Direction) => Match

const readers: Readonly<Record<string, PluginReader>> = {
  'cilium.io/CiliumNetworkPolicy': cilium,
  'cilium.io/CiliumClusterwideNetworkPolicy': cilium,
  'projectcalico.org/NetworkPolicy': calico,
  'projectcalico.org/GlobalNetworkPolicy': calico,
  'crd.projectcalico.org/NetworkPolicy': calico,
  'crd.projectcalico.org/GlobalNetworkPolicy': calico,
  'crd.antrea.io/NetworkPolicy': antrea,
  'crd.antrea.io/ClusterNetworkPolicy': antrea,
}

/** The policies of Calico, Cilium and Antrea that are, or may be, about a pod in a direction. */
export function pluginPolicies(world: World, subject: PodEnd, direction: Direction): Resource[] {
  const byNamespace = world.derived(policiesByNamespace)
  const ofCluster = byNamespace.get(undefined) ?? []
  const own = byNamespace.get(subject.namespace) ?? []
  return sortedByName(
    [...ofCluster, ...own]
      .filter(({ read, policy }) => read(policy, subject, direction).is !== 'no')
      .map(({ policy }) => policy),
  )
}

interface Readable {
  readonly policy: Resource
  readonly read: PluginReader
}

function policiesByNamespace(world: World): ReadonlyMap<string | undefined, readonly Readable[]> {
  return groupsBy(readablePolicies(world), ({ policy }) => [policy.namespace])
}

function readablePolicies(world: World): readonly Readable[] {
  const known = pluginPolicyKinds.flatMap((kind) => world.all(kind) as readonly Resource[])
  return sortedByName([...known, ...world.foreign]).flatMap((policy) => {
    const key = `${policy.apiVersion.split('/')[0]}/${policy.kind}`
    const read = Object.hasOwn(readers, key) ? readers[key] : undefined
    return read === undefined ? [] : [{ policy, read }]
  })
}

/** One spec or several; a rule list that is there, even empty, isolates its direction. */
function cilium({ manifest }: Resource, subject: PodEnd, direction: Direction): Match {
  const specs = [field(manifest, 'spec'), ...listAt(manifest, 'specs')]
  return anyOf(
    specs.map((spec) => {
      const concerned = field(spec, direction) !== undefined || field(spec, `${direction}Deny`) !== undefined
      const selector = field(spec, 'endpointSelector')
      return !concerned || selector === undefined ? no : ciliumSelects(selector, subject)
    }),
  )
}

/** Keys may say where a label comes from (`k8s:app`); Cilium's own labels begin with `io.`. */
function ciliumSelects(value: unknown, subject: PodEnd): Match {
  const selector = labelSelectorIn(value)
  if (selector === undefined) return maybe('a selector that cannot be read')
  const plain = (key: string) => key.replace(/^(k8s|any)[:.]/, '')
  const { matchLabels = {}, matchExpressions = [] } = selector
  const spec: LabelSelectorSpec = {
    matchLabels: Object.fromEntries(Object.entries(matchLabels).map(([key, value]) => [plain(key), value])),
    matchExpressions: matchExpressions.map(({ key = '', ...each }) => ({ ...each, key: plain(key) })),
  }
  const keys = [
    ...Object.keys(spec.matchLabels ?? {}),
    ...(spec.matchExpressions ?? []).map(({ key = '' }) => key),
  ]
  return keys.some((key) => /^(io\.|reserved)/.test(key))
    ? maybe('a label of Cilium’s own')
    : selectorMatches(spec, subject.labels)
}

/** Without `types` a policy is about the directions that it has rules for, or else about ingress. */
function calico({ manifest, namespace }: Resource, subject: PodEnd, direction: Direction): Match {
  const spec = field(manifest, 'spec')
  const types = listAt(spec, 'types').map((type) => String(type).toLowerCase())
  const written = (['ingress', 'egress'] as const).filter((each) => listAt(spec, each).length > 0)
  const concerned = types.length > 0 ? types : written.length > 0 ? written : ['ingress']
  if (!concerned.includes(direction)) return no
  const namespaceSelector = namespace === undefined ? field(spec, 'namespaceSelector') : undefined
  return allOf([
    calicoSelectorMatches(field(spec, 'selector'), subject.labels),
    calicoSelectorMatches(namespaceSelector, subject.namespaceLabels),
  ])
}

/** `appliedTo` of the policy, or of each rule. */
function antrea({ manifest, namespace }: Resource, subject: PodEnd, direction: Direction): Match {
  const spec = field(manifest, 'spec')
  const rules = listAt(spec, direction)
  if (rules.length === 0) return no
  const applied = [...listAt(spec, 'appliedTo'), ...rules.flatMap((rule) => listAt(rule, 'appliedTo'))]
  return anyOf(
    applied.map((each) => {
      const [pods, namespaces] = [field(each, 'podSelector'), field(each, 'namespaceSelector')]
      if (pods === undefined && namespaces === undefined) return maybe('a group of Antrea')
      const matches = (value: unknown, labels: KnownLabels) => {
        const selector = labelSelectorIn(value)
        return selector === undefined
          ? maybe('a selector that cannot be read')
          : selectorMatches(selector, labels)
      }
      return allOf([
        pods === undefined ? yes : matches(pods, subject.labels),
        namespaces === undefined
          ? matchOf(namespace === undefined || namespace === subject.namespace ? 'yes' : 'no', '')
          : matches(namespaces, subject.namespaceLabels),
      ])
    }),
  )
}

function field(value: unknown, name: string): unknown {
  return valueAt(value, [name]) ?? undefined
}

function listAt(value: unknown, name: string): readonly unknown[] {
  const list = field(value as Manifest, name)
  return Array.isArray(list) ? list : []
}
