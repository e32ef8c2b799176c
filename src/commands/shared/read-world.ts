import { SvcError } from '../../errors.ts'
import { mergeResults, type SourceResult } from '../../sources/source.ts'
import { decidingCoverage } from '../../world/coverage.ts'
import { kinds as kindFacts, type Kind } from '../../world/kinds.ts'
import { defined } from '../../world/defined.ts'
import { buildWorld, type World } from '../../world/world.ts'
import { proxierKinds, proxierNamespace } from './kinds.ts'
import type { ConnectionFlags, WorldFlags } from './world-flags.ts'

/** A World with what its printing needs. */
export interface WorldRead {
  readonly world: World
  /** The namespace that a bare name means. */
  readonly namespace: string
  /** The context of a live cluster; undefined for files. */
  readonly context?: string
  readonly serverVersion?: string
  readonly textOf: (file: string) => string | undefined
}

/**
 * Reads the World that the flags and paths name: files when there are any, else the live cluster.
 * `kinds`: what a live cluster is asked for. Throws SvcError.
 */
export async function readWorld(
  paths: readonly string[],
  flags: WorldFlags,
  kinds: readonly Kind[],
): Promise<WorldRead> {
  const files = [...paths, ...(flags.filename ?? [])]
  return files.length > 0 ? readFileWorld(files, flags) : readLiveWorld(flags, kinds)
}

/** What a question of packets leads through beside the namespace that bare names mean. */
export interface Around {
  /** Namespaces that are known before anything is read. */
  readonly others: (namespace: string) => readonly string[]
  /** Namespaces that what was read refers to, each with the kinds that matter there. */
  readonly behind?: (world: World) => readonly Behind[]
}

export interface Behind {
  readonly namespace: string
  readonly kinds: readonly Kind[]
}

/** The same for a question of packets. A live cluster is also asked who handles its Services. Files are read whole anyway. */
export async function readWorldAround(
  flags: WorldFlags,
  kinds: readonly Kind[],
  around: Around,
): Promise<WorldRead> {
  const files = flags.filename ?? []
  return files.length > 0 ? readFileWorld(files, flags) : readLiveWorld(flags, kinds, around)
}

/**
 * The same for a question that all namespaces may answer. Where a kind may not be listed everywhere, it is listed in the
 * one that `home` names; the refusal stays in the coverage.
 */
export async function readWorldEverywhere(
  flags: WorldFlags,
  kinds: readonly Kind[],
  home: (namespace: string) => string,
): Promise<WorldRead> {
  const files = flags.filename ?? []
  if (files.length > 0) return readFileWorld(files, flags)
  const { result, ...rest } = await readLive({ ...flags, 'all-namespaces': true }, kinds)
  const refused = result.coverage.flatMap(({ kind, state }) =>
    state === 'forbidden' && kind !== undefined && kindFacts[kind].namespaced ? kind : [],
  )
  const own =
    refused.length === 0
      ? []
      : [(await readLive({ ...flags, namespace: home(rest.namespace) }, refused)).result]
  const world = buildWorld(mergeResults([result, ...own]))
  return { world, ...rest, textOf: () => undefined }
}

/** Reads files alone. Throws SvcError: `usage` where the flags speak of a cluster as well. */
export async function readFileWorld(files: readonly string[], flags: WorldFlags): Promise<WorldRead> {
  if (flags.context !== undefined || flags.kubeconfig !== undefined || flags.as !== undefined) {
    throw new SvcError('usage', 'files and a cluster cannot be read in one run', {
      hint: 'leave out the files, or --context, --kubeconfig and --as',
    })
  }
  const kubernetesVersion = flags['kubernetes-version']
  const { readPaths } = await import('../../sources/files/files.ts')
  const namespace = flags.namespace ?? 'default'
  const { textOf, ...result } = await readPaths(files, {
    namespace,
    complete: flags.complete,
    stdin: flags.io.stdin,
  })
  return { world: buildWorld({ ...result, ...defined({ kubernetesVersion }) }), namespace, textOf }
}

async function readLiveWorld(flags: WorldFlags, kinds: readonly Kind[], around?: Around): Promise<WorldRead> {
  const { result, ...rest } = await readLive(flags, kinds)
  const results: SourceResult[] = [result]
  const wanted = flags['all-namespaces'] || around === undefined ? [] : around.others(rest.namespace)
  const more = new Set(wanted.filter((other) => other !== rest.namespace))
  for (const namespace of more) {
    const namespaced = kinds.filter((kind) => kindFacts[kind].namespaced)
    results.push((await readLive({ ...flags, namespace }, namespaced)).result)
  }
  if (around !== undefined) {
    if (!flags['all-namespaces']) results.push(...(await readBehind(flags, results, around)))
    const isRead =
      flags['all-namespaces'] || more.has(proxierNamespace) || rest.namespace === proxierNamespace
    const lacking = isRead ? proxierKinds.filter((kind) => !kinds.includes(kind)) : proxierKinds
    const place = { ...flags, namespace: proxierNamespace, 'all-namespaces': false }
    if (lacking.length > 0) results.push((await readLive(place, lacking)).result)
  }
  const kubernetesVersion = flags['kubernetes-version'] ?? rest.serverVersion
  const world = buildWorld({ ...mergeResults(results), ...defined({ kubernetesVersion }) })
  return { world, ...rest, textOf: () => undefined }
}

/** What the objects that were read refer to, in namespaces that were not read. */
async function readBehind(
  flags: WorldFlags,
  before: readonly SourceResult[],
  { behind }: Around,
): Promise<SourceResult[]> {
  if (behind === undefined) return []
  const world = buildWorld(mergeResults(before))
  const results: SourceResult[] = []
  for (const { namespace, kinds } of behind(world)) {
    const lacking = kinds.filter((kind) => decidingCoverage(world.coverage, kind, namespace) === undefined)
    if (lacking.length > 0) results.push((await readLive({ ...flags, namespace }, lacking)).result)
  }
  return results
}

/** Lists a live cluster, for commands that want the plain resources. */
export async function readLive(flags: WorldFlags, kinds: readonly Kind[]) {
  const options = connectionOf(flags)
  const { readCluster } = await import('../../sources/cluster/cluster.ts')
  const read = await readCluster({ ...options, allNamespaces: flags['all-namespaces'], kinds })
  const { serverVersion } = read
  return {
    result: read satisfies SourceResult,
    context: read.context,
    namespace: read.namespace,
    ...defined({ serverVersion }),
  }
}

/** Which cluster the flags mean, and as whom. Throws SvcError `usage` for a timeout that is none. */
export function connectionOf(flags: ConnectionFlags) {
  const { kubeconfig, context, namespace, as, 'as-group': asGroups } = flags
  const requestTimeoutMs = parseDuration(flags['request-timeout'])
  const { env } = flags.io
  return { ...defined({ kubeconfig, context, namespace, as, asGroups }), requestTimeoutMs, env }
}

const units: Readonly<Record<string, number>> = { '': 1000, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** `5s`, `1m`, `1500ms`; a bare number is seconds, as with kubectl. In milliseconds. */
export function parseDuration(text: string): number {
  const match = /^(\d{1,9})(ms|s|m|h)?$/.exec(text)
  if (match === null)
    throw new SvcError('usage', `"${text}" is no duration`, {
      hint: 'write a number and a unit: 500ms, 5s, 1m',
    })
  return Number(match[1]) * (units[match[2] ?? ''] ?? 1000)
}
