import { SvcError } from '../../errors.ts'
import { mergeResults, type SourceResult } from '../../sources/source.ts'
import type { ClusterReader } from '../../sources/cluster/cluster.ts'
import { trimOf } from '../../kube/references/redact/pod-pages.ts'
import { decidingCoverage } from '../../world/coverage.ts'
import { defined } from '../../world/defined.ts'
import { kinds as kindFacts, type Kind } from '../../world/kinds.ts'
import { buildWorld, type World } from '../../world/world.ts'
import {
  readAsked,
  withEvents,
  withMore,
  type More,
  type NamespaceKinds,
  type WorldQuestion,
} from './read-asked.ts'
import { Progress } from './progress.ts'
import { Stats } from './stats.ts'
import type { HttpExchange } from '../../sources/cluster/watch.ts'
import { count } from '../../text/wording.ts'
import { proxierKinds, proxierNamespace } from './kinds.ts'
import type { ConnectionFlags, WorldFlags } from './world-flags.ts'

/** What a question of packets leads through besides the namespace that bare names mean. */
export interface Around {
  /** Namespaces that are known before anything is read. */
  readonly others: (namespace: string) => readonly string[]
  /** Namespaces that what was read refers to, each with the kinds that matter there. */
  readonly behind?: (world: World, namespace: string) => readonly NamespaceKinds[]
}

/** What was listed of a live cluster. */
export interface LiveResult {
  readonly result: SourceResult
  readonly context: string
  readonly namespace: string
  readonly serverVersion?: string
}

/** Lists kinds in the namespace of the flags, or in all; then the Events that `ask` wants. Throws SvcError. */
export function readLive(
  flags: WorldFlags,
  kinds: readonly Kind[],
  ask?: (world: World) => unknown,
): Promise<LiveResult> {
  return readWith(flags, async (reader) => {
    const result = await reader.read(kinds, scopeOf(flags, reader))
    return ask === undefined ? result : withEvents(reader, result, ask)
  })
}

/**
 * The same, and what lies around: the namespaces that a question leads through, those that the objects there refer to,
 * and who handles Services. All of it with one log-in. Throws SvcError.
 */
export function readLiveAround(
  flags: WorldFlags,
  kinds: readonly Kind[],
  around: Around,
): Promise<LiveResult> {
  return readWith(flags, async (reader) => {
    const results = [await reader.read(kinds, scopeOf(flags, reader))]
    if (!flags['all-namespaces']) {
      const namespaced = kinds.filter((kind) => kindFacts[kind].namespaced)
      for (const other of new Set(around.others(reader.namespace)))
        if (other !== reader.namespace) results.push(await reader.read(namespaced, other))
      await readBehind(reader, results, around)
    }
    const lacking = lackingIn(results, { namespace: proxierNamespace, kinds: proxierKinds })
    if (lacking.length > 0) results.push(await reader.read(lacking, proxierNamespace))
    return mergeResults(results)
  })
}

/** What a question needs of more kinds than were read, part by part, in whichever namespaces it looks. Throws SvcError. */
export async function readLiveMore(
  flags: WorldFlags,
  live: SourceResult,
  question: More,
): Promise<SourceResult> {
  const { result } = await readWith(flags, (reader) => withMore(reader, live, question))
  return result
}

/** What a question needs of the namespaces that it leads through. Throws SvcError. */
export function readLiveAsked(flags: WorldFlags, question: WorldQuestion): Promise<LiveResult> {
  return readWith(flags, (reader) => readAsked(reader, question))
}

/** All namespaces; of a kind that may not be listed everywhere, the one that `home` names. Throws SvcError. */
export function readLiveEverywhere(
  flags: WorldFlags,
  kinds: readonly Kind[],
  home: (namespace: string) => string,
): Promise<LiveResult> {
  return readWith(flags, async (reader) => {
    const everywhere = await reader.read(kinds, undefined)
    const refused = everywhere.coverage.flatMap(({ kind, state }) =>
      state === 'forbidden' && kind !== undefined && kindFacts[kind].namespaced ? kind : [],
    )
    if (refused.length === 0) return everywhere
    return mergeResults([everywhere, await reader.read(refused, home(reader.namespace))])
  })
}

/** These namespaces alone: who may not list a kind everywhere may do so where it matters. Throws SvcError. */
export async function readLiveIn(
  namespaces: readonly string[],
  flags: WorldFlags,
  kinds: readonly Kind[],
): Promise<SourceResult> {
  const { result } = await readWith(flags, async (reader) => {
    const results: SourceResult[] = []
    for (const namespace of namespaces) results.push(await reader.read(kinds, namespace))
    return mergeResults(results)
  })
  return result
}

async function readWith(
  flags: WorldFlags,
  work: (reader: ClusterReader) => Promise<SourceResult>,
): Promise<LiveResult> {
  const { withReader } = await import('../../sources/cluster/cluster.ts')
  const stats = new Stats()
  const progress = new Progress(flags.io)
  let requests = 0
  const watch = (exchange: HttpExchange) => {
    stats.add(exchange)
    requests += 1
    progress.at(() => `reading the cluster: ${count(requests, 'page')}`)
  }
  try {
    return await withReader({ ...connectionOf(flags), watch, trim: trimOf }, async (reader) => {
      const result = await work(reader)
      const { context, namespace } = reader
      return { result, context, namespace, ...defined({ serverVersion: await reader.serverVersion() }) }
    })
  } finally {
    progress.end()
    if (flags.stats === true) flags.io.stderr.write(stats.text())
  }
}

function scopeOf(flags: WorldFlags, { namespace }: ClusterReader): string | undefined {
  return flags['all-namespaces'] ? undefined : namespace
}

// an alias of an alias of an alias is the longest way that resolvers go
const mostSteps = 4

/** What the objects that were read refer to, in namespaces that were not read; what is found there may refer on. */
async function readBehind(reader: ClusterReader, results: SourceResult[], { behind }: Around): Promise<void> {
  if (behind === undefined) return
  for (let step = 0; step < mostSteps; step++) {
    const wanted = behind(buildWorld(mergeResults(results)), reader.namespace)
    let isNew = false
    for (const place of wanted) {
      const lacking = lackingIn(results, place)
      if (lacking.length === 0) continue
      results.push(await reader.read(lacking, place.namespace))
      isNew = true
    }
    if (!isNew) return
  }
}

function lackingIn(results: readonly SourceResult[], { namespace, kinds }: NamespaceKinds): Kind[] {
  const coverage = results.flatMap((result) => result.coverage)
  return kinds.filter((kind) => decidingCoverage(coverage, kind, namespace) === undefined)
}

/** Which cluster the flags mean, as whom, and for how long. Throws SvcError `usage` for a timeout that is none. */
export function connectionOf(flags: ConnectionFlags) {
  const { kubeconfig, context, namespace, as, 'as-group': asGroups, 'as-uid': asUid } = flags
  const requestTimeoutMs = parseDuration(flags['request-timeout'])
  const timeoutMs = parseDuration(flags.timeout ?? '0')
  const { env } = flags.io
  const overrides = defined({
    cluster: flags.cluster,
    user: flags.user,
    server: flags.server,
    token: flags.token,
    certificateAuthority: flags['certificate-authority'],
    insecureSkipTlsVerify: flags['insecure-skip-tls-verify'],
    tlsServerName: flags['tls-server-name'],
  })
  const given = defined({ kubeconfig, context, namespace, as, asGroups, asUid, login: flags.login })
  return { ...given, overrides, requestTimeoutMs, timeoutMs, env }
}

const units: Readonly<Record<string, number>> = { '': 1000, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** `5s`, `1m`, `1500ms`; a bare number is seconds, as with kubectl. In milliseconds. */
export function parseDuration(text: string): number {
  const match = /^(\d{1,9})(ms|s|m|h)?$/.exec(text)
  if (match === null)
    throw new SvcError('usage', `"${text}" is not a duration`, {
      hint: 'write a number and a unit: 500ms, 5s, 1m',
    })
  return Number(match[1]) * (units[match[2] ?? ''] ?? 1000)
}
