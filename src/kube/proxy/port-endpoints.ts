import { groupsBy } from '../../world/groups-by.ts'
import type { World } from '../../world/world.ts'
import { backendsOf, distinct, type Backend, type Writable } from './backends.ts'
import type { ProxyGates } from './gates.ts'
import type { ReachedEndpoint } from './model.ts'
import type { ProxiedPort } from './proxied-port.ts'
import type { ServiceView } from './view.ts'

/** The endpoints of one port, by what tells them apart at a node: gathered once, asked for every node. */
export interface PortEndpoints {
  /** As the slices give them: one address may be there twice. */
  readonly backends: readonly Backend[]
  /** Pods that a template will make have no address yet. */
  readonly toCome: readonly Backend[]
  /** What the kube-proxy of a node of this name keeps. */
  readonly at: (node: string) => KeptEndpoints
  /** These of them as an answer has them, of which any may be chosen. */
  readonly reachedOf: (chosen: readonly Backend[]) => readonly ReachedEndpoint[]
  /** Some node may choose other endpoints than another. */
  readonly differByNode: boolean
  /** Every ready one is meant for a zone. */
  readonly isForZones: boolean
  /** By name: the nodes of the World, and those that only endpoints name. */
  readonly nodes: readonly string[]
}

/** The endpoints that one kube-proxy keeps of a port, one for each address. */
export interface KeptEndpoints {
  readonly all: readonly Backend[]
  readonly ready: readonly Backend[]
  /** They end and still serve. */
  readonly fading: readonly Backend[]
  readonly onNode: Groups
  /** The ready ones by their hints; undefined unless each of them has one. */
  readonly readyForZone: Groups | undefined
  readonly readyForNode: Groups | undefined
}

type Groups = ReadonlyMap<string, readonly Backend[]>

/** In: a view of the Service, and one of its ports. Out: what `backendsOf` finds, indexed; computed once a view. */
export function portEndpoints(view: ServiceView, port: ProxiedPort): PortEndpoints {
  const known = view.world.derived(byPort, view)
  const key = `${port.name} ${port.protocol} ${port.family}`
  const found = known.get(key) ?? indexed(view, port)
  known.set(key, found)
  return found
}

/** Filled by those who ask. */
function byPort(): Map<string, PortEndpoints> {
  return new Map()
}

function indexed({ world, slices, gates }: ServiceView, port: ProxiedPort): PortEndpoints {
  const backends = backendsOf(slices, port, gates)
  const at = keptAt(backends, gates)
  const isShared = at('').all.length < backends.length
  const isHinted = backends.some(({ zoneHints, nodeHints }) => zoneHints.length > 0 || nodeHints.length > 0)
  return {
    backends,
    toCome: backends.filter(({ address }) => address === undefined),
    at,
    reachedOf: remembered((chosen: readonly Backend[]) =>
      chosen.map((backend) => reached(backend, chosen.length)),
    ),
    nodes: nodesWith(world, backends),
    isForZones: isEachHinted(
      backends.filter(({ ready }) => ready),
      zoneHintsOf,
    ),
    differByNode: isShared || isHinted,
  }
}

function nodesWith(world: World, backends: readonly Backend[]): readonly string[] {
  const known = world.derived(nodeNames)
  const others = backends.flatMap(({ node }) => (node === undefined || known.has(node) ? [] : [node]))
  return others.length === 0 ? [...known] : [...new Set([...known, ...others])].toSorted()
}

/** Sorted; of thousands, which each port of each Service asks for. */
function nodeNames(world: World): ReadonlySet<string> {
  return new Set(
    world
      .all('Node')
      .map(({ name }) => name)
      .toSorted(),
  )
}

/** What the kube-proxy of each node keeps of these. */
export function keptAt(backends: readonly Backend[], gates: ProxyGates): PortEndpoints['at'] {
  const all = distinct(backends, undefined, gates)
  const anywhere = kept(all)
  // which of two with one address is kept depended on the node before 1.36
  const isByNode = all.length < backends.length && !gates.preferLiving
  return (node) => (isByNode ? kept(distinct(backends, node, gates)) : anywhere)
}

/** Most nodes choose from the same list. */
function remembered<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>()
  return (key) => {
    const found = known.get(key) ?? compute(key)
    known.set(key, found)
    return found
  }
}

/** A backend as an answer has it, of so many that may be chosen. */
export function reached({ address, port, node, target }: Backend, of: number): ReachedEndpoint {
  // written field by field, here and for backends: there are as many as pods, and a spread for each field takes most of the time
  const endpoint: Writable<ReachedEndpoint> = { port, share: 1 / of }
  if (address !== undefined) endpoint.address = address
  if (node !== undefined) endpoint.node = node
  if (target !== undefined) endpoint.target = target
  return endpoint
}

function kept(all: readonly Backend[]): KeptEndpoints {
  const ready = all.filter((backend) => backend.ready)
  let onNode: Groups | undefined
  return {
    all,
    ready,
    fading: all.filter((backend) => !backend.ready && isFading(backend)),
    // few policies ask for them
    get onNode() {
      return (onNode ??= groupsBy(all, ({ node }) => (node === undefined ? [] : [node])))
    },
    readyForZone: hintedBy(ready, zoneHintsOf),
    readyForNode: hintedBy(ready, ({ nodeHints }) => nodeHints),
  }
}

export function isFading({ serving, terminating }: Backend): boolean {
  return serving && terminating
}

type HintsOf = (backend: Backend) => readonly string[]

const zoneHintsOf: HintsOf = ({ zoneHints }) => zoneHints

function hintedBy(ready: readonly Backend[], hintsOf: HintsOf): Groups | undefined {
  return isEachHinted(ready, hintsOf) ? groupsBy(ready, hintsOf) : undefined
}

function isEachHinted(ready: readonly Backend[], hintsOf: HintsOf): boolean {
  return ready.length > 0 && ready.every((backend) => hintsOf(backend).length > 0)
}
