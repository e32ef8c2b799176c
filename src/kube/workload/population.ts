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
  const members = new Map<string, PodLike[]>()
  const represented = new Set<string>()
  // siblings have the same owners, and stand together in a list
  let sibling: Resource | undefined
  for (const pod of world.all('Pod')) {
    add(members, podLikeOfPod(pod))
    if (areSiblings(sibling, pod)) continue
    sibling = pod
    for (const owner of [ownerOf(world, pod), ...controllersOf(pod)])
      if (owner !== undefined) represented.add(workloadKey(owner.kind, pod.namespace, owner.name))
  }
  const rollouts = rolloutsOf(world)
  for (const workload of workloadsOf(world)) {
    if (represented.has(workloadKey(workload.kind, workload.namespace, workload.name))) continue
    // the Deployment's or CronJob's own template already stands for it; an old revision makes no pods
    if (ownerOf(world, workload)?.resource !== undefined || isOldRevision(workload)) continue
    const rollout = rolloutOf(rollouts, workload)
    for (const template of podTemplatesOf(workload))
      add(members, rollout === undefined ? template : shared(template, rollout))
  }
  return new Map([...members].map(([namespace, list]) => [namespace, new Population(list.toSorted(byName))]))
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

function add(members: Map<string, PodLike[]>, member: PodLike): void {
  const list = members.get(member.namespace)
  if (list === undefined) members.set(member.namespace, [member])
  else list.push(member)
}

function workloadKey(kind: string, namespace: string | undefined, name: string): string {
  return `${kind}/${namespace ?? ''}/${name}`
}
