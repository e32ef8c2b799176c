import { selectionOf } from '../kube/endpointslice/selection.ts'
import { ownerOf } from '../kube/workload/owner.ts'
import { hasEnded, type PodSource } from '../kube/workload/pod-source.ts'
import { podIndexOf } from '../kube/workload/pod-index.ts'
import { labelOf } from '../world/labels.ts'
import type { Resource } from '../world/resource.ts'
import type { Service, StringMap } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'

/** The pods of one workload, and by what it belongs to a Service. */
export interface WorkloadMeant {
  readonly by: 'labels' | 'name'
  readonly podSources: readonly PodSource[]
}

/**
 * The one workload that a Service is made for, by the labels that the two objects themselves carry, or by their names;
 * undefined where there is none or more than one. Pods that another Service selects are not meant by this one.
 */
export function workloadMeantBy(world: World, service: Resource<Service>): WorkloadMeant | undefined {
  const workloads = unselectedWorkloads(world, service.namespace ?? '')
  const labels = service.manifest.metadata?.labels ?? {}
  const alike = workloads.filter(({ own }) => isLabelledAs(labels, own))
  const called = workloads.filter(({ name }) => stem(name) === stem(service.name))
  const both = alike.filter((workload) => called.includes(workload))
  for (const [by, found] of [
    ['labels', both],
    ['labels', alike],
    ['name', called],
  ] as const) {
    const [only, another] = found
    if (only !== undefined && another === undefined) return { by, podSources: only.podSources }
  }
  return undefined
}

/** The workloads of a namespace, and the pods that nothing owns, of which no Service selects a pod. */
export function unselectedWorkloads(world: World, namespace: string): readonly Group[] {
  return world.derived(withoutService, namespace)
}

interface Group {
  readonly name: string
  /** The labels of the workload, or of a pod that nothing owns. */
  readonly own: StringMap
  readonly podSources: PodSource[]
}

// of many Services that select nothing each asks for the same
function withoutService(world: World, namespace: string): readonly Group[] {
  const taken = new Set(
    world.all('Service', namespace).flatMap((other) => selectionOf(world, other).selected),
  )
  return groupsIn(world, namespace).filter(({ podSources }) => !podSources.some((item) => taken.has(item)))
}

function groupsIn(world: World, namespace: string): Group[] {
  const groups = new Map<unknown, Group>()
  for (const podSource of podIndexOf(world, namespace).members) {
    if (hasEnded(podSource) || podSource.replicas === 0) continue
    const owner = ownerOf(world, podSource.resource)
    const { kind, name } = owner ?? podSource.resource
    if (kind === 'Job' || kind === 'CronJob') continue
    const own = (owner?.resource ?? podSource.resource).manifest.metadata?.labels ?? {}
    // of files two workloads may have one name: neither is the one that is meant
    const key = podSource.pod === undefined ? podSource.resource : `${kind}/${name}`
    const group = groups.get(key) ?? { name, own, podSources: [] }
    groups.set(key, group)
    group.podSources.push(podSource)
  }
  return [...groups.values()]
}

function isLabelledAs(labels: StringMap, own: StringMap): boolean {
  const entries = Object.entries(labels)
  return entries.length > 0 && entries.every(([key, value]) => labelOf(own, key) === value)
}

/** `chat` of `chat-svc` and of `chat-deployment`. */
function stem(name: string): string {
  return name.replace(/-(?:svc|service|deployment|deploy|statefulset|headless)$/, '')
}
