import { labelOf } from '../../world/labels.ts'
import type { Service, StringMap } from '../../world/manifest.ts'
import { nearest } from '../../world/nearest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import type { PodLike } from '../workload/pod-like.ts'
import { populationOf, type Population } from '../workload/population.ts'
import { carries, namespacesMatching, selectorOf } from './selection.ts'

/** What an author most likely meant by a selector that matches nothing, best guess first. */
export type NearestMiss =
  /** Everything matches but one pair: a slip in the value, or in the key. */
  | {
      readonly kind: 'slip'
      readonly key: string
      readonly wanted: string
      readonly foundKey: string
      readonly found: string
      readonly podLikes: readonly PodLike[]
    }
  /** One label differs, but not by a slip. */
  | {
      readonly kind: 'one-label'
      readonly key: string
      readonly wanted: string
      readonly found: string | undefined
      readonly podLikes: readonly PodLike[]
    }
  /** The workload itself carries the labels; its pod template does not. */
  | { readonly kind: 'workload-labels'; readonly podLikes: readonly PodLike[] }
  /** Another namespace holds what it looks for; a selector never reaches there. */
  | { readonly kind: 'other-namespace'; readonly namespaces: readonly string[] }

// several rules ask about the same Service, and to look among all labels of a namespace takes long
const known = new WeakMap<World, Map<Resource<Service>, NearestMiss | undefined>>()

/**
 * Explains a selector that matches nothing in its namespace: the closest thing that it does not match.
 * Undefined when nothing in the World comes close.
 */
export function nearestMiss(world: World, service: Resource<Service>): NearestMiss | undefined {
  let misses = known.get(world)
  if (misses === undefined) known.set(world, (misses = new Map()))
  if (!misses.has(service)) misses.set(service, findMiss(world, service))
  return misses.get(service)
}

function findMiss(world: World, service: Resource<Service>): NearestMiss | undefined {
  const selector = selectorOf(service.manifest)
  if (selector === undefined) return undefined
  const namespace = service.namespace ?? ''
  const population = populationOf(world, namespace)
  return (
    slip(world, service, population) ??
    workloadLabels(population, selector) ??
    otherNamespace(world, selector, namespace) ??
    oneLabel(population, selector)
  )
}

function slip(world: World, service: Resource<Service>, population: Population): NearestMiss | undefined {
  const selector = selectorOf(service.manifest) ?? {}
  for (const [key, wanted] of Object.entries(selector)) {
    const rest = Object.entries(selector).filter(([other]) => other !== key)
    const values = population.carriersOf(key)
    // a Service that is called as what it selects means it: its pods are elsewhere, not misspelt
    for (const found of wanted === service.name ? [] : nearest(wanted, [...values.keys()])) {
      if (hasItsOwn(world, service, { key, found })) continue
      const podLikes = (values.get(found) ?? []).filter((member) => carriesAll(member, rest))
      if (podLikes.length > 0) return { kind: 'slip', key, wanted, foundKey: key, found, podLikes }
    }
    for (const foundKey of nearest(key, population.labelKeys)) {
      const podLikes = (population.carriersOf(foundKey).get(wanted) ?? []).filter((member) =>
        carriesAll(member, rest),
      )
      if (podLikes.length > 0) return { kind: 'slip', key, wanted, foundKey, found: wanted, podLikes }
    }
  }
  return undefined
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

function workloadLabels(population: Population, selector: StringMap): NearestMiss | undefined {
  const podLikes = population.templates.filter(({ resource }) =>
    Object.entries(selector).every(
      ([key, value]) => labelOf(resource.manifest.metadata?.labels, key) === value,
    ),
  )
  return podLikes.length === 0 ? undefined : { kind: 'workload-labels', podLikes }
}

function otherNamespace(world: World, selector: StringMap, namespace: string): NearestMiss | undefined {
  const namespaces = namespacesMatching(world, selector).filter((other) => other !== namespace)
  return namespaces.length === 0 ? undefined : { kind: 'other-namespace', namespaces }
}

function oneLabel(population: Population, selector: StringMap): NearestMiss | undefined {
  const pairs = Object.entries(selector)
  if (pairs.length < 2) return undefined
  for (const [key, wanted] of pairs) {
    const rest = pairs.filter(([other]) => other !== key)
    const [first] = rest
    const carriers = first === undefined ? [] : (population.carriersOf(first[0]).get(first[1]) ?? [])
    const podLikes = carriers.filter((member) => carriesAll(member, rest))
    const [sample] = podLikes
    if (sample !== undefined)
      return { kind: 'one-label', key, wanted, found: labelOf(sample.labels, key), podLikes }
  }
  return undefined
}

function carriesAll(podLike: PodLike, pairs: readonly (readonly [string, string])[]): boolean {
  return pairs.every(([key, value]) => carries(podLike, key, value) === 'yes')
}
