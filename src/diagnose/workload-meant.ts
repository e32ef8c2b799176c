import { selectionOf } from '../kube/endpointslice/selection.ts'
import { ownerOf } from '../kube/workload/owner.ts'
import { hasEnded, type PodSource } from '../kube/workload/pod-source.ts'
import { podIndexOf } from '../kube/workload/pod-index.ts'
import { carries, isRuntimeLabel } from '../kube/workload/runtime-labels.ts'
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
  const labels = Object.entries(service.manifest.metadata?.labels ?? {})
  const called = workloads.byStem.get(stem(service.name)) ?? []
  const alike = firstTwo(workloads.ownLabels.rarest(labels), ({ own }) => isLabelledAs(labels, own))
  const both = called.filter(({ own }) => isLabelledAs(labels, own))
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

/** Whether it is the only one: more than two need not be looked for. */
function firstTwo(
  workloads: readonly OwningWorkload[],
  fits: (workload: OwningWorkload) => boolean,
): OwningWorkload[] {
  const found: OwningWorkload[] = []
  for (const workload of workloads) {
    if (fits(workload)) found.push(workload)
    if (found.length === 2) break
  }
  return found
}

/**
 * The workload, among those of a namespace of which no Service selects a pod, whose pods carry a value under another key than this
 * one, which they have not, and all the other pairs. Undefined where there is none or more than one.
 */
export function workloadWithOtherKey(
  world: World,
  namespace: string,
  { key, wanted, rest }: { readonly key: string; readonly wanted: string; readonly rest: readonly Pair[] },
): { readonly foundKey: string; readonly podSources: readonly PodSource[] } | undefined {
  const { podLabels, custom } = unselectedWorkloads(world, namespace)
  const carriers = podLabels.carriersOfValue(wanted)
  // what a controller writes no template shows
  const fixed = rest.filter(([other]) => !isRuntimeLabel(other))
  const others = fixed.length === 0 ? carriers : [...new Set([...podLabels.rarest(fixed), ...custom])]
  const [only, another] = firstTwo(others.length < carriers.length ? others : carriers, ({ sample }) => {
    const { labels } = sample
    const isOther = labelOf(labels, key) === undefined && Object.values(labels).includes(wanted)
    return isOther && rest.every(([other, value]) => carries(sample, other, value) === 'yes')
  })
  if (only === undefined || another !== undefined) return undefined
  const [foundKey = ''] = Object.entries(only.sample.labels).find(([, value]) => value === wanted) ?? []
  return { foundKey, podSources: only.podSources }
}

/** The workloads of a namespace, and the pods that nothing owns, of which no Service selects a pod. */
function unselectedWorkloads(world: World, namespace: string): Unselected {
  return world.derived(withoutService, namespace)
}

interface OwningWorkload {
  readonly name: string
  /** The labels of the workload, or of a pod that nothing owns. */
  readonly own: StringMap
  /** The first of its pods. */
  readonly sample: PodSource
  readonly podSources: PodSource[]
}

type Pair = readonly [key: string, value: string]

interface Unselected {
  readonly byStem: ReadonlyMap<string, readonly OwningWorkload[]>
  readonly ownLabels: LabelCarriers
  readonly podLabels: LabelCarriers
  /** Those whose operators may add labels. */
  readonly custom: readonly OwningWorkload[]
}

/** Who carries a label, or a value under any key, in the order of the namespace. */
class LabelCarriers {
  readonly #byPair = new Map<string, OwningWorkload[]>()
  readonly #byValue = new Map<string, OwningWorkload[]>()

  constructor(workloads: readonly OwningWorkload[], labelsOf: (workload: OwningWorkload) => StringMap) {
    for (const workload of workloads) {
      const entries = Object.entries(labelsOf(workload))
      for (const [key, value] of entries) add(this.#byPair, `${key}=${value}`, workload)
      for (const value of new Set(entries.map(([, each]) => each))) add(this.#byValue, value, workload)
    }
  }

  /** The fewest among which all carriers of these labels are. */
  rarest(pairs: readonly Pair[]): readonly OwningWorkload[] {
    let fewest: readonly OwningWorkload[] | undefined
    for (const [key, value] of pairs) {
      const carriers = this.#byPair.get(`${key}=${value}`) ?? []
      if (fewest === undefined || carriers.length < fewest.length) fewest = carriers
    }
    return fewest ?? []
  }

  carriersOfValue(value: string): readonly OwningWorkload[] {
    return this.#byValue.get(value) ?? []
  }
}

function add<V>(map: Map<string, V[]>, key: string, value: V): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [value])
  else known.push(value)
}

// of many Services that select nothing each asks for the same
function withoutService(world: World, namespace: string): Unselected {
  const taken = new Set(
    world.all('Service', namespace).flatMap((other) => selectionOf(world, other).selected),
  )
  const workloads = workloadsIn(world, namespace).filter(
    ({ podSources }) => !podSources.some((item) => taken.has(item)),
  )
  const byStem = new Map<string, OwningWorkload[]>()
  for (const workload of workloads) add(byStem, stem(workload.name), workload)
  return {
    byStem,
    ownLabels: new LabelCarriers(workloads, ({ own }) => own),
    podLabels: new LabelCarriers(workloads, ({ sample }) => sample.labels),
    custom: workloads.filter(({ sample }) => sample.pod === undefined && sample.workload === undefined),
  }
}

function workloadsIn(world: World, namespace: string): OwningWorkload[] {
  const groups = new Map<unknown, OwningWorkload>()
  for (const podSource of podIndexOf(world, namespace).members) {
    if (hasEnded(podSource) || podSource.replicas === 0) continue
    const owner = ownerOf(world, podSource.resource)
    const { kind, name } = owner ?? podSource.resource
    if (kind === 'Job' || kind === 'CronJob') continue
    const own = (owner?.resource ?? podSource.resource).manifest.metadata?.labels ?? {}
    // of files two workloads may have one name: neither is the one that is meant
    const key = podSource.pod === undefined ? podSource.resource : `${kind}/${name}`
    const group = groups.get(key) ?? { name, own, sample: podSource, podSources: [] }
    groups.set(key, group)
    group.podSources.push(podSource)
  }
  return [...groups.values()]
}

function isLabelledAs(labels: readonly Pair[], own: StringMap): boolean {
  return labels.length > 0 && labels.every(([key, value]) => labelOf(own, key) === value)
}

/** `chat` of `chat-svc` and of `chat-deployment`. */
function stem(name: string): string {
  return name.replace(/-(?:svc|service|deployment|deploy|statefulset|headless)$/, '')
}
