import { workloadKinds } from '../../world/kinds.ts'
import type { StringMap, Workload } from '../../world/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { controllersOf, ownerOf } from './owner.ts'
import { podLikeOfPod, podTemplatesOf, type PodLike } from './pod-like.ts'

/**
 * The pods of one namespace, and the templates of workloads that have no pod in the World, with their labels inverted:
 * label key → value → who carries it. One pass over the World serves every Service.
 */
export interface Population {
  readonly members: readonly PodLike[]
  readonly templates: readonly PodLike[]
  readonly byLabel: ReadonlyMap<string, ReadonlyMap<string, readonly PodLike[]>>
}

const empty: Population = { members: [], templates: [], byLabel: new Map() }
const populations = new WeakMap<World, ReadonlyMap<string, Population>>()

/** Who lives, or will live, in a namespace. */
export function populationOf(world: World, namespace: string): Population {
  return populationsOf(world).get(namespace) ?? empty
}

/** The populations of all namespaces, by name. */
export function populationsOf(world: World): ReadonlyMap<string, Population> {
  let known = populations.get(world)
  if (known === undefined) {
    known = countAll(world)
    populations.set(world, known)
  }
  return known
}

function countAll(world: World): ReadonlyMap<string, Population> {
  const members = new Map<string, PodLike[]>()
  const represented = new Set<string>()
  for (const pod of world.all('Pod')) {
    add(members, podLikeOfPod(pod))
    for (const { kind, name } of [ownerOf(world, pod), ...controllersOf(pod)].flatMap(
      (owner) => owner ?? [],
    )) {
      represented.add(workloadKey(kind, pod.namespace, name))
    }
  }
  for (const workload of workloadsOf(world)) {
    if (represented.has(workloadKey(workload.kind, workload.namespace, workload.name))) continue
    // the Deployment's or CronJob's own template already stands for it; an old revision makes no pods
    if (ownerOf(world, workload)?.resource !== undefined || isOldRevision(workload)) continue
    for (const template of podTemplatesOf(workload)) add(members, template)
  }
  return new Map([...members].map(([namespace, list]) => [namespace, toPopulation(list.toSorted(byName))]))
}

/** So that nothing which is said of the first of several depends on the order of documents. */
function byName({ resource: a }: PodLike, { resource: b }: PodLike): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1
  return a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0
}

/** A ReplicaSet that its Deployment has scaled down; one that nobody controls is scaled down by its owner. */
function isOldRevision(workload: Resource): boolean {
  return (
    workload.kind === 'ReplicaSet' &&
    controllersOf(workload).length > 0 &&
    (workload.manifest as Workload).spec?.replicas === 0
  )
}

function workloadsOf(world: World): Resource[] {
  return [...workloadKinds.flatMap((kind) => world.all(kind) as readonly Resource[]), ...world.foreign]
}

function toPopulation(members: readonly PodLike[]): Population {
  const byLabel = new Map<string, Map<string, PodLike[]>>()
  for (const member of members) addLabels(byLabel, member.labels, member)
  return { members, templates: members.filter((member) => member.pod === undefined), byLabel }
}

function addLabels(byLabel: Map<string, Map<string, PodLike[]>>, labels: StringMap, member: PodLike): void {
  for (const [key, value] of Object.entries(labels)) {
    let values = byLabel.get(key)
    if (values === undefined) byLabel.set(key, (values = new Map()))
    const list = values.get(value)
    if (list === undefined) values.set(value, [member])
    else list.push(member)
  }
}

function add(members: Map<string, PodLike[]>, member: PodLike): void {
  const list = members.get(member.namespace)
  if (list === undefined) members.set(member.namespace, [member])
  else list.push(member)
}

function workloadKey(kind: string, namespace: string | undefined, name: string): string {
  return `${kind}/${namespace ?? ''}/${name}`
}
