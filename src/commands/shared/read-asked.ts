import type { ClusterReader } from '../../sources/cluster/cluster.ts'
import { mergeResults, type SourceResult } from '../../sources/source.ts'
import type { Coverage } from '../../world/coverage.ts'
import { kinds as kindFacts, type Kind } from '../../world/kinds.ts'
import { noObject, nothingYet, type Wanted } from '../../world/part.ts'
import type { Resource } from '../../world/resource.ts'
import { buildWorld, type World } from '../../world/world.ts'

const listed = 'what was asked for was listed'

/** A question that is put to a World again and again until the World holds all that it looks at. */
export interface WorldQuestion {
  /** All that it may look at, with what it looks at in any case. */
  readonly reach: (namespace: string) => ReadScope
  /** Namespaces that what was read leads to, each with the kinds that matter there. */
  readonly behind?: (world: World, namespace: string) => readonly NamespaceKinds[]
  readonly ask: (world: World, namespace: string) => unknown
}

export interface ReadScope {
  readonly places: readonly NamespaceKinds[]
  /** Read at once, since the question always comes to it. */
  readonly first: readonly Wanted[]
}

/** A namespace, and the kinds that matter in it. */
export interface NamespaceKinds {
  readonly namespace: string
  readonly kinds: readonly Kind[]
}

// each round is one step of a request's way; the longest leads through aliases and routes
const mostRounds = 16

/**
 * Reads of a cluster what a question needs, and no more: the World is asked, says what it was asked for and does not hold, and that is
 * read. What the question gets in the end is what it would get if everything in reach had been read, since it looked at nothing else.
 * Throws SvcError.
 */
export async function readAsked(reader: ClusterReader, question: WorldQuestion): Promise<SourceResult> {
  const { namespace } = reader
  const { places, first } = question.reach(namespace)
  let planned = planOf(places)
  const results = [await reader.readWanted(first)]
  const version = await reader.serverVersion()
  for (let round = 0; round < mostRounds; round++) {
    const wanted: Wanted[] = []
    const world = buildWorld({
      ...together(planned, results),
      ...(version === undefined ? {} : { kubernetesVersion: version }),
      want: (each) => wanted.push(each),
    })
    question.ask(world, namespace)
    const more = planOf(question.behind?.(world, namespace) ?? []).filter(
      (each) => !planned.some((known) => isSamePlace(known, each)),
    )
    planned = [...planned, ...more]
    const left = worthReading(eachOnce(wanted), results)
    if (left.length === 0 && more.length === 0) return together(planned, results)
    if (left.length > 0) results.push(await reader.readWanted(left))
  }
  // never met: then everything in reach is read
  results.push(await reader.readWanted(planned.flatMap(({ kind, namespace: where }) => wholeOf(kind, where))))
  return together(planned, results)
}

/** A question about kinds of which nothing was read yet. */
export interface More {
  readonly kinds: readonly Kind[]
  readonly ask: (world: World) => unknown
}

/** Adds what a question looks at of more kinds, wherever it does. Throws SvcError. */
export async function withMore(
  reader: ClusterReader,
  result: SourceResult,
  { kinds, ask }: More,
): Promise<SourceResult> {
  const planned = kinds.map((kind): Coverage => ({
    kind,
    state: 'complete',
    because: listed,
    part: nothingYet,
  }))
  const results = [result]
  for (let round = 0; round < mostRounds; round++) {
    const wanted: Wanted[] = []
    ask(buildWorld({ ...together(planned, results), want: (each) => wanted.push(each) }))
    if (wanted.length === 0) break
    results.push(await reader.readWanted(eachOnce(wanted)))
  }
  return together(planned, results)
}

// of a namespace, or of a cluster, with many Services in trouble the first ones are explained
const mostExplainedOfAll = 12

/** Adds the Events of the objects about which a question wants to know more. Throws SvcError. */
export async function withEvents(
  reader: ClusterReader,
  result: SourceResult,
  ask: (world: World) => unknown,
): Promise<SourceResult> {
  const wanted: Wanted[] = []
  const planned: Coverage = { kind: 'Event', state: 'complete', because: listed, part: nothingYet }
  const coverage = [...result.coverage, planned]
  ask(buildWorld({ ...result, coverage, want: (each) => wanted.push(each) }))
  const about = eachOnce(wanted.filter(({ kind }) => kind === 'Event')).slice(0, mostExplainedOfAll)
  return about.length === 0 ? result : mergeResults([result, await reader.readWanted(about)])
}

/** Of each kind in reach it is known that it was not asked for yet. */
function planOf(places: readonly NamespaceKinds[]): Coverage[] {
  const planned = new Map<string, Coverage>()
  for (const { namespace, kinds } of places)
    for (const kind of kinds) {
      const where = kindFacts[kind].namespaced ? { namespace } : {}
      planned.set(`${kind}/${where.namespace ?? ''}`, {
        kind,
        ...where,
        state: 'complete',
        because: listed,
        part: nothingYet,
      })
    }
  return [...planned.values()]
}

function isSamePlace(one: Coverage, other: Coverage): boolean {
  return one.kind === other.kind && one.namespace === other.namespace
}

function wholeOf(kind: Kind | undefined, namespace: string | undefined): Wanted[] {
  if (kind === undefined || kind === 'Event') return []
  return [namespace === undefined ? { kind } : { kind, namespace }]
}

/** An object that was listed twice, by its name and by its labels, is one. */
function together(planned: readonly Coverage[], results: readonly SourceResult[]): SourceResult {
  const merged = mergeResults(results)
  const byName = new Map<string, Resource>()
  for (const resource of merged.resources) {
    const { apiVersion, kind, namespace = '', name } = resource
    const key = `${apiVersion.split('/')[0]}/${kind}/${namespace}/${name}`
    if (!byName.has(key)) byName.set(key, resource)
  }
  return { ...merged, resources: [...byName.values()], coverage: [...planned, ...merged.coverage] }
}

// a name more than this, and one list of all of them is less
const mostNames = 5

/** Everything that is wanted, in as few lists as will do. */
function eachOnce(wanted: readonly Wanted[]): Wanted[] {
  const byPlace = new Map<string, Wanted[]>()
  for (const each of wanted) {
    const key = `${each.kind}/${each.namespace ?? ''}`
    byPlace.set(key, [...(byPlace.get(key) ?? []), each])
  }
  return [...byPlace.values()].flatMap((all) => {
    const whole = all.find(({ part }) => part === undefined)
    if (whole !== undefined) return [whole]
    const parts = [...new Map(all.map((each) => [JSON.stringify(each.part), each])).values()]
    // any other list says as well whether the kind may be read
    const telling = parts.filter(({ part }) => part !== noObject)
    const names = telling.filter(({ part }) => part !== undefined && 'names' in part)
    const [one] = names
    if (one === undefined || names.length <= mostNames) return telling.length > 0 ? telling : parts
    return [{ kind: one.kind, ...(one.namespace === undefined ? {} : { namespace: one.namespace }) }]
  })
}

// what happened to a few objects tells why; each is a request
const mostExplained = 4

/** Events are asked for a few objects only, and for no more where they may not be read. */
function worthReading(wanted: readonly Wanted[], results: readonly SourceResult[]): Wanted[] {
  const asked = results.flatMap(({ coverage }) => coverage.filter(({ kind }) => kind === 'Event'))
  const left = asked.some(({ state }) => state !== 'complete') ? 0 : mostExplained - asked.length
  const events = wanted.filter(({ kind }) => kind === 'Event').slice(0, Math.max(0, left))
  return [...wanted.filter(({ kind }) => kind !== 'Event'), ...events]
}
