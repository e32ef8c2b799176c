import { groupsBy } from '../../world/groups-by.ts'
import { sortedByName, type Resource } from '../../world/resource.ts'
import type { NetworkPolicy } from '../../world/types/network-policy.ts'
import type { World } from '../../world/world.ts'
import type { PodEnd } from './ends.ts'

type Policy = Resource<NetworkPolicy>

/** The NetworkPolicies of a namespace by one label that each asks for. */
interface ByLabel {
  readonly placeOf: ReadonlyMap<Policy, number>
  readonly withoutLabels: readonly Policy[]
  readonly byKey: ReadonlyMap<string, { readonly all: readonly Policy[]; readonly byValue: Policies }>
}

type Policies = ReadonlyMap<string, readonly Policy[]>

/**
 * The NetworkPolicies that may select a pod, sorted: among them are all of its namespace but those that ask for a label which it does
 * not have.
 */
export function policiesAbout(world: World, { namespace, labels }: PodEnd): readonly Policy[] {
  const { placeOf, withoutLabels, byKey } = world.derived(policiesByLabel, namespace)
  const found = [...withoutLabels]
  for (const [key, { all, byValue }] of byKey) {
    const value = labels.valueOf(key)
    if (value !== undefined) found.push(...(byValue.get(value) ?? []))
    else if (labels.has(key) !== 'no') found.push(...all)
  }
  return found.sort((a, b) => (placeOf.get(a) ?? 0) - (placeOf.get(b) ?? 0))
}

function policiesByLabel(world: World, namespace: string): ByLabel {
  const policies = sortedByName(world.all('NetworkPolicy', namespace))
  const carriers = groupsBy(policies, pairsOf)
  // the label that the fewest others ask for
  const rarest = (policy: Policy): readonly [key: string, value: string] | undefined => {
    const [pair] = pairsOf(policy).toSorted(
      (a, b) => (carriers.get(a)?.length ?? 0) - (carriers.get(b)?.length ?? 0),
    )
    return pair === undefined ? undefined : (JSON.parse(pair) as [string, string])
  }
  const byPolicy = new Map(policies.map((policy) => [policy, rarest(policy)]))
  const byKey = groupsBy(policies, (policy) => byPolicy.get(policy)?.slice(0, 1) ?? [])
  return {
    placeOf: new Map(policies.map((policy, place) => [policy, place])),
    withoutLabels: policies.filter((policy) => byPolicy.get(policy) === undefined),
    byKey: new Map(
      [...byKey].map(([key, all]) => [
        key,
        { all, byValue: groupsBy(all, (policy) => byPolicy.get(policy)?.slice(1) ?? []) },
      ]),
    ),
  }
}

function pairsOf({ manifest }: Policy): readonly string[] {
  return Object.entries(manifest.spec?.podSelector?.matchLabels ?? {}).map((pair) => JSON.stringify(pair))
}
