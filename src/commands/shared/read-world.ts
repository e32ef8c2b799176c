import { SvcError } from '../../errors.ts'
import type { Kind } from '../../world/kinds.ts'
import type { FileOptions, FileResult } from '../../sources/files/files.ts'
import type { LeftOutFile } from '../../sources/files/left-out.ts'
import { allWitnesses } from '../../diagnose/witnesses.ts'
import { printable } from '../../text/printable.ts'
import { defined } from '../../world/defined.ts'
import { buildWorld, type World } from '../../world/world.ts'
import { configOf, fileOptionsOf, rendererFor } from './read-config.ts'
import type { WorldQuestion as AskedOfCluster } from './read-asked.ts'
import {
  readLive,
  readLiveAround,
  readLiveAsked,
  readLiveEverywhere,
  type Around,
  type LiveResult,
} from './read-live.ts'
import { namespaceMeant } from './namespace-meant.ts'
import { Progress } from './progress.ts'
import { clusterFlagsIn, type WorldFlags } from './world-flags.ts'

/** A World with what its printing needs. */
export interface WorldRead {
  readonly world: World
  /** The namespace that a bare name means. */
  readonly namespace: string
  /** The context of a live cluster; undefined for files. */
  readonly context?: string
  readonly serverVersion?: string
  readonly textOf: (file: string) => string | undefined
  /** The files that were read; absent for a cluster. */
  readonly files?: readonly string[]
  /** What of the files is no manifest of this cluster; absent for a cluster. */
  readonly leftOut?: readonly LeftOutFile[]
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
  return files.length > 0 ? readFileWorld(files, flags) : worldOf(flags, await readLive(flags, kinds))
}

/** The same, and of a live cluster the Events about what does not answer. */
export async function readWorldExplained(
  paths: readonly string[],
  flags: WorldFlags,
  kinds: readonly Kind[],
): Promise<WorldRead> {
  const files = [...paths, ...(flags.filename ?? [])]
  return files.length > 0
    ? readFileWorld(files, flags)
    : worldOf(flags, await readLive(flags, kinds, allWitnesses))
}

/** The same for a question of packets. A live cluster is also asked who handles its Services. Files are read whole anyway. */
export async function readWorldAround(
  flags: WorldFlags,
  kinds: readonly Kind[],
  around: Around,
): Promise<WorldRead> {
  const files = flags.filename ?? []
  return files.length > 0
    ? readFileWorld(files, flags)
    : worldOf(flags, await readLiveAround(flags, kinds, around))
}

/**
 * The same, and of a live cluster only what the question looks at; all of it where all namespaces were asked for, or a World from files.
 */
export async function readWorldAsked(
  flags: WorldFlags,
  question: AskedOfCluster,
  instead: { readonly kinds: readonly Kind[]; readonly around: Around },
): Promise<WorldRead> {
  const files = flags.filename ?? []
  if (files.length > 0 || flags['all-namespaces'])
    return readWorldAround(flags, instead.kinds, instead.around)
  return worldOf(flags, await readLiveAsked(flags, question))
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
  return worldOf(flags, await readLiveEverywhere(flags, kinds, home))
}

/** Reads files alone. Throws SvcError: `usage` where the flags speak of a cluster as well. */
export async function readFileWorld(files: readonly string[], flags: WorldFlags): Promise<WorldRead> {
  const forCluster = clusterFlagsIn(flags).map((name) => `--${name}`)
  if (forCluster.length > 0)
    throw new SvcError('usage', 'files and a cluster cannot be read in one run', {
      hint: `leave out the files, or ${forCluster.join(', ')}`,
    })
  const { readPaths } = await import('../../sources/files/files.ts')
  return fileWorldOf(flags, async (options) => readPaths(files, options))
}

/** The World of what is read of files as the flags say. Throws what reading throws. */
export async function fileWorldOf(
  flags: WorldFlags,
  read: (options: FileOptions) => Promise<FileResult>,
): Promise<WorldRead> {
  const config = await configOf(flags)
  const kubernetesVersion = flags['kubernetes-version'] ?? config?.kubernetesVersion
  const given = flags.namespace ?? config?.namespace
  const progress = new Progress(flags.io)
  const { textOf, files, ...result } = await read({
    onFile: (done, of) => progress.at(() => `reading files: ${done} of ${of}`),
    onDocument: (done, of) => progress.at(() => `reading documents: ${done} of ${of}`),
    onLarge: (file, length) => progress.long(`reading ${printable(file)}: ${mebibytes(length)} MiB`),
    namespace: given ?? 'default',
    complete: flags.complete || config?.complete === true,
    stdin: () => flags.io.stdin,
    ...defined({ texts: flags.texts }),
    ...defined({ render: 'render' in flags ? flags.render : await rendererFor(flags, config) }),
    ...(await fileOptionsOf(config)),
  }).finally(() => progress.end())
  const { clusterDomain } = config ?? {}
  const world = buildWorld({ ...result, ...defined({ kubernetesVersion, clusterDomain }) })
  return {
    world,
    namespace: given ?? namespaceMeant(world),
    textOf,
    files,
    ...defined({ leftOut: result.leftOut }),
  }
}

function worldOf(flags: WorldFlags, { result, serverVersion, ...rest }: LiveResult): WorldRead {
  const kubernetesVersion = flags['kubernetes-version'] ?? serverVersion
  const world = buildWorld({ ...result, ...defined({ kubernetesVersion }) })
  return { world, ...rest, ...defined({ serverVersion }), textOf: () => undefined }
}

function mebibytes(length: number): number {
  return Math.round(length / 1024 / 1024)
}
