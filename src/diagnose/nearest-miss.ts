import { labelOf } from '../world/labels.ts'
import type { Service, StringMap } from '../world/types/manifest.ts'
import { WordIndex } from '../text/word-index.ts'
import type { Resource } from '../world/resource.ts'
import type { World } from '../world/world.ts'
import type { PodSource } from '../kube/workload/pod-source.ts'
import { podIndexOf, type PodIndex } from '../kube/workload/pod-index.ts'
import { namespacesMatching, selectorOf } from '../kube/endpointslice/selection.ts'
import { carries, isRuntimeLabel, rolloutLabels } from '../kube/workload/runtime-labels.ts'
import { workloadMeantBy, workloadWithOtherKey } from './workload-meant.ts'

/** One pair of a selector, and what the pods have instead: another value, or nothing. */
interface Differing {
  readonly key: string
  readonly wanted: string
  readonly found: string | undefined
}

/** What an author most likely meant by a selector that matches nothing, best guess first. */
export type NearestMiss =
  /** Everything matches but one pair: a slip in the value, or in the key. */
  | {
      readonly kind: 'slip'
      readonly key: string
      readonly wanted: string
      readonly foundKey: string
      readonly found: string
      readonly podSources: readonly PodSource[]
      /** The value is there under another key, in the pods of the workload that the Service is made for. */
      readonly underOtherKey?: true
    }
  /** All that is wrong are labels of one rollout, which a controller wrote and which is over. */
  | {
      readonly kind: 'rollout-hash'
      readonly keys: readonly string[]
      readonly podSources: readonly PodSource[]
    }
  /** The workload itself carries the labels; its pod template does not. */
  | { readonly kind: 'workload-labels'; readonly podSources: readonly PodSource[] }
  /** The Service is labelled or named as one workload is, and selects other labels. */
  | {
      readonly kind: 'same-application'
      readonly differing: readonly Differing[]
      readonly by: 'labels' | 'name'
      readonly podSources: readonly PodSource[]
    }
  /** Another namespace holds what it looks for; a selector never reaches there. */
  | {
      readonly kind: 'other-namespace'
      readonly namespaces: readonly string[]
      readonly podSources: readonly PodSource[]
    }
  /** One label differs, but not by a slip. */
  | ({ readonly kind: 'one-label'; readonly podSources: readonly PodSource[] } & Differing)

/** The labels of one namespace, to find a slip or the labels of a workload without looking at all of them. */
interface LabelsOfNamespace {
  readonly keys: WordIndex
  /** The templates of workloads that carry a label themselves, by `key=value`. */
  readonly workloads: ReadonlyMap<string, readonly PodSource[]>
}

function labelIndexOf(world: World, podIndex: PodIndex): LabelsOfNamespace {
  return world.derived(labelIndex, podIndex)
}

function labelIndex(_world: World, podIndex: PodIndex): LabelsOfNamespace {
  return { keys: new WordIndex(podIndex.labelKeys), workloads: byOwnLabel(podIndex) }
}

function byOwnLabel({ templates }: PodIndex): ReadonlyMap<string, readonly PodSource[]> {
  const byLabel = new Map<string, PodSource[]>()
  for (const template of templates) {
    for (const [key, value] of Object.entries(template.resource.manifest.metadata?.labels ?? {})) {
      const carriers = byLabel.get(`${key}=${value}`)
      if (carriers === undefined) byLabel.set(`${key}=${value}`, [template])
      else carriers.push(template)
    }
  }
  return byLabel
}

/**
 * Explains a selector that matches nothing in its namespace: the closest thing that it does not match.
 * Undefined when nothing in the World comes close.
 */
export function nearestMiss(world: World, service: Resource<Service>): NearestMiss | undefined {
  // several rules ask about the same Service, and to look among all labels of a namespace takes long
  return world.derived(findMiss, service)
}

function findMiss(world: World, service: Resource<Service>): NearestMiss | undefined {
  const selector = selectorOf(service.manifest)
  if (selector === undefined) return undefined
  const namespace = service.namespace ?? ''
  const podIndex = podIndexOf(world, namespace)
  return (
    rolloutHash(podIndex, selector) ??
    slip(world, service, podIndex) ??
    workloadLabels(labelIndexOf(world, podIndex), selector) ??
    sameApplication(world, service) ??
    otherKey(world, service) ??
    otherNamespace(world, selector, namespace) ??
    oneLabel(podIndex, selector)
  )
}

/** Without the labels that change with each rollout it selects pods. */
function rolloutHash(podIndex: PodIndex, selector: StringMap): NearestMiss | undefined {
  const keys = Object.keys(selector).filter((key) => rolloutLabels.has(key))
  const [first, ...others] = Object.entries(selector).filter(([key]) => !rolloutLabels.has(key))
  if (keys.length === 0 || first === undefined) return undefined
  const carriers = podIndex.carriersOf(first[0]).get(first[1]) ?? []
  const podSources = carriers.filter((member) => member.replicas > 0 && carriesAll(member, others))
  return podSources.length === 0 ? undefined : { kind: 'rollout-hash', keys, podSources }
}

function slip(world: World, service: Resource<Service>, podIndex: PodIndex): NearestMiss | undefined {
  const selector = selectorOf(service.manifest) ?? {}
  const index = labelIndexOf(world, podIndex)
  const lacksNothingBut = lackingIn(selector)
  for (const [key, wanted] of Object.entries(selector)) {
    const values = podIndex.carriersOf(key)
    // a Service that is called as what it selects means it: its pods are elsewhere, not misspelt
    for (const found of wanted === service.name ? [] : podIndex.valuesNear(key, wanted)) {
      if (hasItsOwn(world, service, { key, found })) continue
      const podSources = (values.get(found) ?? []).filter((member) => lacksNothingBut(key, member))
      if (podSources.length > 0) return { kind: 'slip', key, wanted, foundKey: key, found, podSources }
    }
    for (const foundKey of index.keys.nearest(key)) {
      const podSources = (podIndex.carriersOf(foundKey).get(wanted) ?? []).filter((member) =>
        lacksNothingBut(key, member),
      )
      if (podSources.length > 0) return { kind: 'slip', key, wanted, foundKey, found: wanted, podSources }
    }
  }
  return undefined
}

/** Whether a pod carries all of a selector but one label: what a pod lacks is found once, however many labels there are. */
function lackingIn(selector: StringMap): (key: string, member: PodSource) => boolean {
  const known = new Map<PodSource, readonly string[]>()
  return (key, member) => {
    let lacked = known.get(member)
    if (lacked === undefined) {
      lacked = firstLacked(Object.entries(selector), member)
      known.set(member, lacked)
    }
    return lacked.every((each) => each === key)
  }
}

/** Two of them are enough to know that a pod is not meant. */
function firstLacked(entries: readonly [string, string][], member: PodSource): string[] {
  const lacked: string[] = []
  for (const entry of entries) {
    if (!carriesAll(member, [entry])) lacked.push(entry[0])
    if (lacked.length > 1) break
  }
  return lacked
}

/** Pods that have a Service of that very name, or one with that very label, are not what this one misses. */
function hasItsOwn(
  world: World,
  service: Resource<Service>,
  { key, found }: { key: string; found: string },
): boolean {
  const other = world.get('Service', service.namespace, found)
  return other !== undefined && other !== service && labelOf(selectorOf(other.manifest), key) === found
}

function workloadLabels({ workloads }: LabelsOfNamespace, selector: StringMap): NearestMiss | undefined {
  const pairs = Object.entries(selector)
  const [carriers = []] = pairs
    .map(([key, value]) => workloads.get(`${key}=${value}`) ?? [])
    .toSorted((a, b) => a.length - b.length)
  const podSources = carriers.filter(({ resource }) =>
    pairs.every(([key, value]) => labelOf(resource.manifest.metadata?.labels, key) === value),
  )
  return podSources.length === 0 ? undefined : { kind: 'workload-labels', podSources }
}

function sameApplication(world: World, service: Resource<Service>): NearestMiss | undefined {
  const meant = workloadMeantBy(world, service)
  const [sample] = meant?.podSources ?? []
  if (meant === undefined || sample === undefined) return undefined
  const differing = Object.entries(selectorOf(service.manifest) ?? {}).flatMap(([key, wanted]) =>
    carries(sample, key, wanted) === 'no' ? [{ key, wanted, found: labelOf(sample.labels, key) }] : [],
  )
  const [only, another] = differing
  if (only !== undefined && another === undefined && only.found === undefined) {
    const { key, wanted } = only
    const [foundKey] = Object.entries(sample.labels).find(([, value]) => value === wanted) ?? []
    const { podSources } = meant
    if (foundKey !== undefined)
      return { kind: 'slip', key, wanted, foundKey, found: wanted, podSources, underOtherKey: true }
  }
  // labels of other keys altogether belong to something else
  return differing.some(({ found }) => found !== undefined)
    ? { kind: 'same-application', differing, ...meant }
    : undefined
}

/** The value is that of another key in one workload that no Service selects: `name: web` for `app: web`. */
function otherKey(world: World, service: Resource<Service>): NearestMiss | undefined {
  const pairs = Object.entries(selectorOf(service.manifest) ?? {})
  for (const [key, wanted] of pairs) {
    if (isRuntimeLabel(key) || /^(?:true|false|v?\d+)$/.test(wanted)) continue
    const rest = pairs.filter(([other]) => other !== key)
    const found = workloadWithOtherKey(world, service.namespace ?? '', { key, wanted, rest })
    if (found !== undefined)
      return { kind: 'slip', key, wanted, found: wanted, ...found, underOtherKey: true }
  }
  return undefined
}

function otherNamespace(world: World, selector: StringMap, namespace: string): NearestMiss | undefined {
  const namespaces = namespacesMatching(world, selector).filter((other) => other !== namespace)
  if (namespaces.length === 0) return undefined
  const pairs = Object.entries(selector)
  const podSources = namespaces.flatMap((other) =>
    podIndexOf(world, other).members.filter((member) => carriesAll(member, pairs)),
  )
  return { kind: 'other-namespace', namespaces, podSources }
}

function oneLabel(podIndex: PodIndex, selector: StringMap): NearestMiss | undefined {
  const pairs = Object.entries(selector)
  if (pairs.length < 2) return undefined
  for (const [key, wanted] of pairs) {
    const rest = pairs.filter(([other]) => other !== key)
    const [first] = rest
    const carriers = first === undefined ? [] : (podIndex.carriersOf(first[0]).get(first[1]) ?? [])
    const podSources = carriers.filter((member) => carriesAll(member, rest))
    const [sample] = podSources
    if (sample !== undefined)
      return { kind: 'one-label', key, wanted, found: labelOf(sample.labels, key), podSources }
  }
  return undefined
}

function carriesAll(podSource: PodSource, pairs: readonly (readonly [string, string])[]): boolean {
  return pairs.every(([key, value]) => carries(podSource, key, value) === 'yes')
}
