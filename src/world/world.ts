import {
  decidingCoverage,
  isNotRead,
  notReadOf,
  withRight,
  type Coverage,
  type Doubt,
  type NotRead,
  type Unread,
} from './coverage.ts'
import { kinds, workloadKinds, type Kind, type Kinds } from './kinds.ts'
import { defined } from './defined.ts'
import type { ObservedPort } from './observed-port.ts'
import type { Part, Wanted } from './part.ts'
import { PartsRead } from './parts-read.ts'
import type { InvalidlyTyped } from './invalid-type.ts'
import { Recent } from './recent.ts'
import type { Resource } from './resource.ts'
import { storeOf } from './store.ts'

/** How an object is put in the place of another: a patch against what was applied last, or as a whole. */
export type UpdateBy = 'apply' | 'replace'

/**
 * All that `svc` knows of a cluster or of a set of files: read-only, with what it does *not* know next to it.
 * Rules and hops ask it; nothing ever changes it.
 */
export interface World {
  /** Every resource that could be read, known kinds and foreign ones, in the order of the sources. */
  readonly resources: readonly Resource[]
  readonly unread: readonly Unread[]
  /** What the API server refuses for a wrong type, and `resources` therefore lack. */
  readonly invalidTypes: readonly InvalidlyTyped[]
  readonly coverage: readonly Coverage[]
  /** The lists that were asked for and are not whole: refused, not served, failed or cut off. */
  readonly notRead: readonly NotRead[]
  /** The version of the cluster that all this is for, such as `1.34` or `v1.34.1`; the newest one when undefined. */
  readonly kubernetesVersion?: string
  /** The domain of the cluster's names, where somebody said it; else what the resources tell of it counts. */
  readonly clusterDomain?: string
  /** What the resources are to replace, where given: older files, or a cluster. */
  readonly before?: World
  /** How they get there; by `kubectl apply` when undefined. */
  readonly updateBy?: UpdateBy
  /** What a probe has seen of ports; absent where none has looked. */
  readonly observedPorts?: readonly ObservedPort[]
  /** Resources of a known kind, of all namespaces or of one. */
  all<K extends Kind>(kind: K, namespace?: string): readonly Resource<Kinds[K]>[]
  /** The resource of that name; the first one where several sources hold it. */
  get<K extends Kind>(kind: K, namespace: string | undefined, name: string): Resource<Kinds[K]> | undefined
  /** Resources of a known kind that are in a part of it, of those of one namespace. */
  matching<K extends Kind>(kind: K, namespace: string | undefined, part: Part): readonly Resource<Kinds[K]>[]
  /** Those that happen to be here, where nothing hangs on whether there are more; else ask `all`. */
  inSight<K extends Kind>(kind: K): readonly Resource<Kinds[K]>[]
  /** Whether all of a kind, or all of a part of it, were asked for, in one namespace or wherever the World reaches. */
  holds(kind: Kind, namespace?: string, part?: Part): boolean
  /** Where questions say what they need beyond the parts that were read. */
  readonly want?: (wanted: Wanted) => void
  /** Resources of kinds that `svc` does not know: custom resources. */
  readonly foreign: readonly Resource[]
  /** The namespaces that resources are in, sorted. */
  readonly namespaces: readonly string[]
  /**
   * Why it proves nothing that something of these kinds is missing in that namespace; undefined when it does prove it.
   * The one question "may something unseen be there?"; without a namespace it is asked of all of them.
   */
  doubt(evidence: readonly Kind[], namespace: string | undefined): Doubt | undefined
  /**
   * What a function makes of this World, or of this World and one thing, computed once: the one memo. The function itself
   * is the key, so it is declared at the top of a module. Of objects, of which there are many, it is forgotten after a while.
   */
  derived<T>(compute: (world: World) => T): T
  derived<K, T>(compute: (world: World, of: K) => T, of: K): T
}

export interface WorldInput {
  readonly resources: readonly Resource[]
  readonly coverage: readonly Coverage[]
  readonly unread?: readonly Unread[]
  readonly invalidTypes?: readonly InvalidlyTyped[]
  readonly kubernetesVersion?: string
  readonly clusterDomain?: string
  readonly before?: World
  readonly updateBy?: UpdateBy
  readonly observedPorts?: readonly ObservedPort[]
  readonly want?: (wanted: Wanted) => void
}

/**
 * Builds the World from what the sources read.
 * Input: resources that passed `invalidTypeOf`, statements of coverage, and what could not be read. Never throws.
 */
export function buildWorld(input: WorldInput): World {
  const { resources, coverage, unread = [], invalidTypes = [] } = input
  const { kubernetesVersion, clusterDomain, before, updateBy, observedPorts, want } = input
  const parts = new PartsRead(coverage, want ?? (() => undefined))
  const lost = [...unread, ...invalidTypes.map(lostBecauseOf)]
  const { foreign, namespaces, ...access } = storeOf(resources, parts)
  const sorted = [...namespaces].toSorted()
  const doubt = remembered((evidence, namespace) =>
    doubtAbout({ evidence, namespace, coverage, unread: lost }),
  )
  const memo = new Map<unknown, Map<unknown, unknown>>()
  const recent = new Map<unknown, Recent<unknown, unknown>>()
  const world: World = {
    resources,
    unread,
    invalidTypes,
    coverage,
    notRead: notReadOf(coverage),
    ...defined({ kubernetesVersion, clusterDomain, before, updateBy, observedPorts, want }),
    foreign,
    get namespaces() {
      for (const namespace of parts.namespaces)
        if (!namespaces.has(namespace)) parts.needEverything(namespace)
      return sorted
    },
    ...access,
    holds: (kind, namespace, part) => parts.holds(kind, namespace, part),
    doubt: (evidence, namespace) => {
      for (const kind of evidence) parts.needAnswer(kind, namespace)
      return doubt(evidence, namespace)
    },
    derived: <K, T>(compute: (world: World, of: K) => T, of?: K) => {
      if (typeof of === 'object') {
        const answers = recent.get(compute) ?? new Recent()
        recent.set(compute, answers)
        return answers.of(of, () => compute(world, of)) as T
      }
      const known = memo.get(compute) ?? new Map<unknown, unknown>()
      memo.set(compute, known)
      if (!known.has(of)) known.set(of, compute(world, of as K))
      return known.get(of) as T
    },
  }
  return world
}

/** Every Service asks the same questions of its namespace, and each answer looks at all that is known to be missing. */
function remembered(ask: World['doubt']): World['doubt'] {
  const known = new Map<string, Doubt | undefined>()
  return (evidence, namespace) => {
    const key = `${namespace === undefined ? '' : `${namespace}/`}${evidence.join()}`
    if (!known.has(key)) known.set(key, ask(evidence, namespace))
    return known.get(key)
  }
}

function doubtAbout(question: {
  evidence: readonly Kind[]
  namespace: string | undefined
  coverage: readonly Coverage[]
  unread: readonly Unread[]
}): Doubt | undefined {
  const { evidence, namespace, coverage, unread } = question
  const lost = unread.find(
    ({ kind }) => kind === undefined || evidence.some((wanted) => mayHold(kind, wanted)),
  )
  if (lost !== undefined) return { state: 'unread', because: `${placeOf(lost)} ${lost.because}` }
  let partial: Doubt | undefined
  for (const kind of evidence) {
    const statement = decidingCoverage(coverage, kind, namespace)
    // a question about all namespaces is open as soon as one of them could not be read
    const gap =
      namespace === undefined
        ? coverage.find((item): item is NotRead => item.kind === kind && isNotRead(item))
        : undefined
    if (gap !== undefined) return doubtFrom(kind, gap)
    if (statement?.state === 'complete') continue
    if (statement !== undefined && isNotRead(statement)) return doubtFrom(kind, statement)
    partial ??= {
      state: 'partial',
      because: statement?.because ?? 'nothing says that all of them were read',
      kind,
    }
  }
  return partial
}

function doubtFrom(kind: Kind, statement: NotRead): Doubt {
  const { state, because, right } = withRight({ ...statement, kind })
  return { state, because, kind, ...defined({ right }) }
}

function lostBecauseOf({ kind, origin, invalidType }: InvalidlyTyped): Unread {
  const location = origin.locate(invalidType.path, 'value') ?? origin.locate([], 'key')
  const because = `${invalidType.path.map(String).join('.')} ${invalidType.because}; the API server refuses it`
  return { because, kind, label: origin.label, ...defined({ location }) }
}

/** A workload that cannot be read may be the one whose pods are looked for; so may an unknown kind. */
function mayHold(kind: string, wanted: Kind): boolean {
  if (kind === wanted) return true
  return (
    wanted === 'Pod' && (!Object.hasOwn(kinds, kind) || (workloadKinds as readonly string[]).includes(kind))
  )
}

function placeOf({ location, file, label }: Unread): string {
  if (location !== undefined) return `${location.file}:${location.line}`
  return file ?? label ?? 'an input'
}
