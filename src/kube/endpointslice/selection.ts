import type { Service, StringMap } from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import { appliedApart, isOtherVariant } from '../../world/applied-together.ts'
import type { World } from '../../world/world.ts'
import { podSourceOfPod, type PodSource } from '../workload/pod-source.ts'
import { byName, podIndexOf, podIndexesOf, type PodIndex } from '../workload/pod-index.ts'
import { carries, isRuntimeLabel, podsWith, type Ternary } from '../workload/runtime-labels.ts'

/**
 * The selector that the EndpointSlice controller works with; undefined when it leaves the Service alone.
 * An empty selector is the same as none (storage drops empty maps), and ExternalName is skipped.
 * Follows syncService in kubernetes/kubernetes pkg/controller/endpointslice/endpointslice_controller.go.
 */
export function selectorOf(service: Service): StringMap | undefined {
  const { type, selector } = service.spec ?? {}
  if (type === 'ExternalName' || !selector || Object.keys(selector).length === 0) return undefined
  return selector
}

type Pairs = readonly (readonly [key: string, value: string])[]

/** Are all pairs of the selector among the labels? For a template, also labels that exist only at run time. */
function selects(pairs: Pairs, podSource: PodSource): Ternary {
  let verdict: Ternary = 'yes'
  let shown = false
  for (const [key, value] of pairs) {
    const carried = carries(podSource, key, value)
    if (carried === 'no') return 'no'
    if (carried === 'maybe') verdict = 'maybe'
    else shown = true
  }
  // an operator may add any label, but a template that shows none of the selector is no sign of it
  return podSource.pod === undefined && podSource.workload === undefined && !shown ? 'no' : verdict
}

/** What is behind a selector. */
export interface Selection {
  /** Pods, and templates whose pods are to come or cannot be seen. */
  readonly selected: readonly PodSource[]
  /** Of these, the templates of workloads that were read from a cluster whose pods were not: they are there, unseen. */
  readonly unseen: ReadonlySet<PodSource>
  /** Templates that match but for labels which only the running pod will show. */
  readonly maybe: readonly PodSource[]
  /** Templates that match, of workloads in a cluster whose pods were all listed: they have none yet. */
  readonly withoutPods: readonly PodSource[]
}

const none: Selection = { selected: [], unseen: new Set(), maybe: [], withoutPods: [] }

/** The pods that the EndpointSlice controller chooses for a Service; nothing for a Service without a selector. */
export function selectionOf(world: World, service: Resource<Service>): Selection {
  return world.derived(selectionIn, service)
}

/** All that a Service selects: its pods, and the templates that match of workloads without pods, such as one scaled to 0. */
export function membersOfService(world: World, service: Resource<Service>): readonly PodSource[] {
  const { selected, withoutPods } = selectionOf(world, service)
  return [...selected, ...withoutPods]
}

function selectionIn(world: World, service: Resource<Service>): Selection {
  const selector = selectorOf(service.manifest)
  if (selector === undefined) return none
  if (!world.holds('Pod', service.namespace)) return podsFirst(world, service.namespace ?? '', selector)
  const { selected, unseen, maybe, withoutPods } = selectionBy(world, service.namespace ?? '', selector)
  // a repository holds a workload once for each of its variants
  const own = (sources: readonly PodSource[]) =>
    sources.filter(
      ({ resource }) => !isOtherVariant(world, resource, service) && !appliedApart(resource, service),
    )
  return { selected: own(selected), unseen, maybe: own(maybe), withoutPods: own(withoutPods) }
}

/**
 * The selection in a cluster whose pods were not all asked for: those with the labels of the selector. Templates cannot be selected
 * there, since each workload of a cluster has its pods or is without them; what they say is looked at only by whoever asks.
 */
function podsFirst(world: World, namespace: string, selector: StringMap): Selection {
  const selected = world.matching('Pod', namespace, { labels: selector }).map(podSourceOfPod).sort(byName)
  if (world.doubt(['Pod'], namespace) !== undefined) return selectionBy(world, namespace, selector)
  return {
    selected,
    unseen: new Set(),
    get maybe() {
      return selectionBy(world, namespace, selector).maybe
    },
    get withoutPods() {
      return selectionBy(world, namespace, selector).withoutPods
    },
  }
}

/** The same for any selector. */
function selectionBy(world: World, namespace: string, selector: StringMap): Selection {
  const podIndex = podIndexOf(world, namespace)
  const allPodsKnown = world.doubt(['Pod'], namespace) === undefined
  const selected: PodSource[] = []
  const unseen = new Set<PodSource>()
  const maybe: PodSource[] = []
  const withoutPods: PodSource[] = []
  const pairs = pairsOf(selector)
  for (const member of candidatesFor(podIndex, pairs)) {
    const verdict = selects(pairs, member)
    if (verdict === 'no') continue
    if (allPodsKnown && isUnborn(member)) withoutPods.push(member)
    else if (verdict === 'maybe') maybe.push(member)
    else {
      const source = member.pod === undefined ? ofThese(member, pairs) : member
      selected.push(source)
      if (isUnborn(member)) unseen.add(source)
    }
  }
  return { selected, unseen, maybe, withoutPods }
}

/** No API server has seen a manifest without a uid: its pods are to come, whatever is listed. */
function isUnborn({ pod, resource }: PodSource): boolean {
  return pod === undefined && resource.manifest.metadata?.uid !== undefined
}

/** The namespaces whose pods or templates a selector would match, sorted. */
export function namespacesMatching(world: World, selector: StringMap): string[] {
  const pairs = pairsOf(selector)
  return [...podIndexesWith(world, pairs)]
    .filter(([, podIndex]) =>
      candidatesFor(podIndex, pairs).some((member) => selects(pairs, member) === 'yes'),
    )
    .map(([namespace]) => namespace)
    .toSorted()
}

type PodIndexes = ReadonlyMap<string, PodIndex>

/** By the value of a label: the namespaces whose pods or templates show it. */
function namespacesByValue(world: World, key: string): ReadonlyMap<string, PodIndexes> {
  const byValue = new Map<string, Map<string, PodIndex>>()
  for (const [namespace, podIndex] of podIndexesOf(world)) {
    for (const value of podIndex.carriersOf(key).keys()) {
      const indexes = byValue.get(value)
      if (indexes === undefined) byValue.set(value, new Map([[namespace, podIndex]]))
      else indexes.set(namespace, podIndex)
    }
  }
  return byValue
}

/** Where operators may add a label of that key to their pods. */
function lateIndexes(world: World, key: string): PodIndexes {
  return new Map([...podIndexesOf(world)].filter(([, podIndex]) => podIndex.lateWithout(key).length > 0))
}

const noIndexes: PodIndexes = new Map()

/** The namespaces where a selector may match: few, when one of its labels is rare. */
function podIndexesWith(world: World, pairs: Pairs): PodIndexes {
  let fewest: { key: string; indexes: PodIndexes } | undefined
  for (const [key, value] of pairs) {
    // of running pods alone, so of no template
    if (isRuntimeLabel(key)) continue
    const indexes = world.derived(namespacesByValue, key).get(value) ?? noIndexes
    if (fewest === undefined || indexes.size < fewest.indexes.size) fewest = { key, indexes }
  }
  if (fewest === undefined) return podIndexesOf(world)
  const late = world.derived(lateIndexes, fewest.key)
  return late.size === 0 ? fewest.indexes : new Map([...fewest.indexes, ...late])
}

/** The template with as many pods as the selector leaves of it. */
function ofThese(template: PodSource, pairs: Pairs): PodSource {
  const replicas = podsWith(
    template,
    pairs.map(([key]) => key),
  )
  return replicas === template.replicas ? template : { ...template, replicas }
}

function pairsOf(selector: StringMap): Pairs {
  return Object.entries(selector).map(([key, value]) => [key, value ?? ''])
}

const fewEnough = 64

/** A small group that must hold every match: those with the rarest label, and templates that may gain labels. */
function candidatesFor(podIndex: PodIndex, pairs: Pairs): readonly PodSource[] {
  let rarest: { key: string; carriers: readonly PodSource[] } | undefined
  for (const [key, value] of pairs) {
    if (isRuntimeLabel(key)) continue
    const carriers = podIndex.carriersOf(key).get(value) ?? []
    if (rarest === undefined || carriers.length < rarest.carriers.length) rarest = { key, carriers }
    // to invert one more key costs more than to look at so few
    if (rarest.carriers.length < fewEnough) break
  }
  if (rarest === undefined) return podIndex.members
  const late = podIndex.lateWithout(rarest.key)
  return late.length === 0 ? rarest.carriers : [...rarest.carriers, ...late]
}
