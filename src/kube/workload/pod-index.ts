import { workloadKinds } from '../../world/kinds.ts'
import { labelOf } from '../../world/labels.ts'
import type { Workload } from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { LabelIndex } from './label-index.ts'
import { controllersOf, ownerOf } from './owner.ts'
import { rolloutOf, shared } from './rollouts.ts'
import { isRuntimeLabel } from './runtime-labels.ts'
import { podSourceOfPod, podTemplatesOf, type PodSource } from './pod-source.ts'

/** The pods of one namespace, or of all, and the templates of workloads that have no pod in the World. */
export class PodIndex extends LabelIndex<PodSource> {
  readonly templates: readonly PodSource[]

  constructor(members: readonly PodSource[]) {
    const templates = members.filter(({ pod }) => pod === undefined)
    super(members, {
      labelsOf: ({ labels }) => labels,
      // of custom resources, whose operator may add labels
      late: templates.filter(({ workload }) => workload === undefined),
      // what a controller writes no template shows
      isHidden: isRuntimeLabel,
    })
    this.templates = templates
  }
}

/** The index of one namespace, made when it is first asked for: what was just read is asked about next. */
export function podIndexOf(world: World, namespace: string): PodIndex {
  return world.derived(indexOf, namespace)
}

function indexOf(world: World, namespace: string): PodIndex {
  return new PodIndex(membersOf(world, namespace))
}

/** The indexes of all namespaces that have pods or templates, by name. */
export function podIndexesOf(world: World): ReadonlyMap<string, PodIndex> {
  return world.derived(allIndexes)
}

function allIndexes(world: World): ReadonlyMap<string, PodIndex> {
  return new Map(
    // what has no namespace counts as one
    ['', ...world.namespaces]
      .map((namespace) => [namespace, podIndexOf(world, namespace)] as const)
      .filter(([, { members }]) => members.length > 0),
  )
}

/** The pods and templates of all namespaces, namespace by namespace. */
export function podsEverywhere(world: World): PodIndex {
  return world.derived(oneForAll)
}

function oneForAll(world: World): PodIndex {
  return new PodIndex([...podIndexesOf(world).values()].flatMap(({ members }) => members))
}

function foreignByNamespace(world: World): ReadonlyMap<string, readonly Resource[]> {
  const foreign = new Map<string, Resource[]>()
  for (const resource of world.foreign) {
    const { namespace = '' } = resource
    const others = foreign.get(namespace)
    if (others === undefined) foreign.set(namespace, [resource])
    else others.push(resource)
  }
  return foreign
}

function membersOf(world: World, namespace: string): readonly PodSource[] {
  const members = world.all('Pod', namespace).map(podSourceOfPod)
  members.push(...templatesToCome(world, namespace))
  return members.sort(byName)
}

/** The templates of workloads that have no pod yet. */
function templatesToCome(world: World, namespace: string): PodSource[] {
  const workloads = [
    ...workloadKinds.flatMap((kind) => world.all(kind, namespace) as readonly Resource[]),
    ...(world.derived(foreignByNamespace).get(namespace) ?? []),
  ]
  // to look at the owner of every pod takes longer than all the rest
  if (workloads.length === 0) return []
  const represented = representedIn(world, namespace)
  return workloads.flatMap((workload) => {
    if (represented.has(workloadKey(workload))) return []
    // the Deployment's or CronJob's own template already stands for it; an old revision makes no pods
    if (ownerOf(world, workload)?.resource !== undefined || isOldRevision(workload)) return []
    const rollout = rolloutOf(world, workload)
    const templates = podTemplatesOf(workload)
    return rollout === undefined ? templates : templates.map((template) => shared(template, rollout))
  })
}

/** The workloads that a pod stands for: its owner, and what is above that. */
function representedIn(world: World, namespace: string): ReadonlySet<string> {
  const represented = new Set<string>()
  // siblings have the same owners, and are together in a list
  let sibling: Resource | undefined
  for (const pod of world.all('Pod', namespace)) {
    if (areSiblings(sibling, pod)) continue
    sibling = pod
    for (const owner of [ownerOf(world, pod), ...controllersOf(pod)])
      if (owner !== undefined) represented.add(workloadKey(owner))
  }
  return represented
}

/** So that nothing which is said of the first of several depends on the order of documents. */
export function byName({ resource: a }: PodSource, { resource: b }: PodSource): number {
  if (a.name < b.name) return -1
  if (a.name > b.name) return 1
  return a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0
}

/** A ReplicaSet that its Deployment has scaled down; one without a controller is scaled down by its owner. */
function isOldRevision(workload: Resource): boolean {
  return (
    workload.kind === 'ReplicaSet' &&
    controllersOf(workload).length > 0 &&
    (workload.manifest as Workload).spec?.replicas === 0
  )
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

function workloadKey({ kind, name }: Pick<Resource, 'kind' | 'name'>): string {
  return `${kind}/${name}`
}
