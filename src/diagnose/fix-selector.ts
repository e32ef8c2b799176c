import { selectorOf } from '../kube/endpointslice/selection.ts'
import type { PodSource } from '../kube/workload/pod-source.ts'
import { labelOf } from '../world/labels.ts'
import type { FieldPath } from '../world/place.ts'
import type { Resource } from '../world/resource.ts'
import type { Service, StringMap } from '../world/types/manifest.ts'
import { proposed, removing, setting, together, type Fix } from './fix.ts'
import type { NearestMiss } from './nearest-miss.ts'

const selectorPath = ['spec', 'selector']

/** The field of a Service that a miss is about. */
export function placeOfMiss(miss: NearestMiss): FieldPath {
  if (miss.kind === 'slip' || miss.kind === 'one-label') return [...selectorPath, miss.key]
  const [first, another] =
    miss.kind === 'rollout-hash'
      ? miss.keys
      : miss.kind === 'same-application'
        ? miss.differing.map(({ key }) => key)
        : []
  return first === undefined || another !== undefined ? selectorPath : [...selectorPath, first]
}

/** The edits of the selector, or of the pod template, after which it chooses what was meant; undefined where more than one thing may be meant. */
export function fixOfMiss(service: Resource<Service>, miss: NearestMiss): Fix | undefined {
  if (miss.kind === 'slip') {
    const { key, foundKey, found, underOtherKey } = miss
    const fix = changing(
      service,
      foundKey === key ? { [key]: found } : { [key]: undefined, [foundKey]: found },
    )
    return underOtherKey === true ? proposed(fix) : fix
  }
  if (miss.kind === 'rollout-hash')
    return changing(service, Object.fromEntries(miss.keys.map((key) => [key, undefined])))
  if (miss.kind === 'same-application')
    return proposed(
      changing(service, Object.fromEntries(miss.differing.map(({ key, found }) => [key, found]))),
    )
  if (miss.kind === 'other-namespace') {
    const [only, another] = miss.namespaces
    return only === undefined || another !== undefined
      ? undefined
      : proposed(setting(service, ['metadata', 'namespace'], only))
  }
  return miss.kind === 'workload-labels' ? labelling(service, miss.podSources) : undefined
}

/** A fix that gives keys of a selector other values, or takes them out. */
export function changing(service: Resource, changes: Readonly<Record<string, string | undefined>>): Fix {
  const fixes = Object.entries(changes).map(([key, value]) => {
    const at = [...selectorPath, key]
    return value === undefined ? removing(service, at) : setting(service, at, value)
  })
  return together(fixes)
}

/** The labels that the workload has, given to its pods as well. */
function labelling(service: Resource<Service>, podSources: readonly PodSource[]): Fix {
  const pairs = Object.entries(selectorOf(service.manifest) ?? {})
  const fixes = podSources.flatMap(({ resource, path, labels }) =>
    pairs.flatMap(([key, value]) =>
      labelOf(labels, key) === value ? [] : setting(resource, [...path, 'metadata', 'labels', key], value),
    ),
  )
  return together(fixes)
}

/** What has to change in one set of labels to become another. */
export function changesBetween(from: StringMap, to: StringMap): Record<string, string | undefined> {
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].toSorted()
  return Object.fromEntries(keys.filter((key) => from[key] !== to[key]).map((key) => [key, to[key]]))
}
