import { workloadKinds } from '../../world/kinds.ts'
import { labelOf } from '../../world/labels.ts'
import type { Workload } from '../../world/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { controllersOf, ownerOf } from './owner.ts'
import { rolloutOf, rolloutsOf, shared } from './rollouts.ts'
import { podLikeOfPod, podTemplatesOf, type PodLike } from './pod-like.ts'

/**
 * The pods of one namespace, and the templates of workloads that have no pod in the World. One pass over the World serves
 * every Service, and one over the namespace every selector that names the same key.
 */
export class Population {
  readonly members: readonly PodLike[]
  readonly templates: readonly PodLike[]
  /** Templates of custom resources, whose operator may add labels. */
  readonly late: readonly PodLike[]
  readonly #byKey = new Map<string, ReadonlyMap<string, readonly PodLike[]>>()
  #keys: readonly string[] | undefined

  constructor(members: readonly PodLike[]) {
    this.members = members
    this.templates = members.filter(({ pod }) => pod === undefined)
    this.late = this.templates.filter(({ workload }) => workload === undefined)
  }

  /** Who carries a label of this key: its value → who. Inverted when it is first asked for: few keys ever are. */
  carriersOf(key: string): ReadonlyMap<string, readonly PodLike[]> {
    const known = this.#byKey.get(key)
    if (known !== undefined) return known
    const byValue = new Map<string, PodLike[]>()
    for (const member of this.members) {
      const value = labelOf(member.labels, key)
      if (value === undefined) continue
      const carriers = byValue.get(value)
      if (carriers === undefined) byValue.set(value, [member])
      else carriers.push(member)
    }
    this.#byKey.set(key, byValue)
    return byValue
  }

  /** All label keys that somebody here carries. */
  get labelKeys(): readonly string[] {
    this.#keys ??= [...new Set(this.members.flatMap(({ labels }) => Object.keys(labels)))]
    return this.#keys
  }
}

const empty = new Population([])
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
  const members = new Map<string, Members>()
  for (const pod of world.all('Pod')) add(members, podLikeOfPod(pod))
  for (const template of templatesToCome(world)) add(members, template)
  return new Map(
    [...members].map(([namespace, { list, isSorted }]) => [
      namespace,
      new Population(isSorted ? list : list.toSorted(byName)),
    ]),
  )
}

/** The templates of workloads that have no pod yet. */
function templatesToCome(world: World): PodLike[] {
  const workloads = workloadsOf(world)
  // to look at the owner of every pod takes longer than all the rest
  if (workloads.length === 0) return []
  const represented = representedIn(world)
  const rollouts = rolloutsOf(world)
  return workloads.flatMap((workload) => {
    if (represented.has(workloadKey(workload.kind, workload.namespace, workload.name))) return []
    // the Deployment's or CronJob's own template already stands for it; an old revision makes no pods
    if (ownerOf(world, workload)?.resource !== undefined || isOldRevision(workload)) return []
    const rollout = rolloutOf(rollouts, workload)
    const templates = podTemplatesOf(workload)
    return rollout === undefined ? templates : templates.map((template) => shared(template, rollout))
  })
}

/** The workloads that a pod stands for: its owner, and what is above that. */
function representedIn(world: World): ReadonlySet<string> {
  const represented = new Set<string>()
  // siblings have the same owners, and stand together in a list
  let sibling: Resource | undefined
  for (const pod of world.all('Pod')) {
    if (areSiblings(sibling, pod)) continue
    sibling = pod
    for (const owner of [ownerOf(world, pod), ...controllersOf(pod)])
      if (owner !== undefined) represented.add(workloadKey(owner.kind, pod.namespace, owner.name))
  }
  return represented
}

/** So that nothing which is said of the first of several depends on the order of documents. */
function byName({ resource: a }: PodLike, { resource: b }: PodLike): number {
  if (a.name < b.name) return -1
  if (a.name > b.name) return 1
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

/** Have both one and the same owner, so that what is above it is the same too? */
function areSiblings(a: Resource | undefined, b: Resource): boolean {
  if (a === undefined || a.namespace !== b.namespace) return false
  const first = onlyOwner(a)
  const second = onlyOwner(b)
  if (first === undefined || second === undefined) return false
  const sameOwner = first.name === second.name && first.kind === second.kind
  return sameOwner && first.controller === second.controller && templateHash(a) === templateHash(b)
}

function onlyOwner({ manifest }: Resource) {
  const owners = manifest.metadata?.ownerReferences
  return owners?.length === 1 ? owners[0] : undefined
}

/** An owner that was not read is known by it. */
function templateHash({ manifest }: Resource): string | undefined {
  return labelOf(manifest.metadata?.labels, 'pod-template-hash')
}

/** What stands in a namespace; lists of an API server are in order, and need no sorting. */
interface Members {
  readonly list: PodLike[]
  isSorted: boolean
}

function add(members: Map<string, Members>, member: PodLike): void {
  const known = members.get(member.namespace)
  if (known === undefined) {
    members.set(member.namespace, { list: [member], isSorted: true })
    return
  }
  const last = known.list.at(-1)
  if (known.isSorted && last !== undefined && byName(last, member) > 0) known.isSorted = false
  known.list.push(member)
}

function workloadKey(kind: string, namespace: string | undefined, name: string): string {
  return `${kind}/${namespace ?? ''}/${name}`
}
