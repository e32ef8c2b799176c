import { existsSync } from 'node:fs'
import { SvcError } from '../../errors.ts'
import { lostBy } from '../../diagnose/lost-selection.ts'
import type { SourceResult } from '../../sources/source.ts'
import { workloadKinds, type Kind } from '../../world/kinds.ts'
import { buildWorld, type UpdateBy, type World } from '../../world/world.ts'
import { readLive, readLiveIn, readLiveMore } from './read-live.ts'
import { fileWorldOf, readFileWorld, readWorldExplained, type WorldRead } from './read-world.ts'
import type { Revision } from '../../sources/git/revision.ts'
import { liveCluster } from './live-cluster.ts'
import { withoutCluster, type WorldFlags } from './world-flags.ts'

interface BeforeFlags extends WorldFlags {
  readonly before?: readonly string[] | undefined
  readonly 'update-by': UpdateBy
}

// what the API server allows to be changed, and what Services share, hangs on no other kind
const replaceable: readonly Kind[] = ['Service', 'EndpointSlice']

/**
 * Reads the World that the paths name and, where `--before` says so, what it is to change: other files, or the live
 * cluster, whose version and namespace then count for the files too. Throws SvcError.
 */
export async function readWorldWithBefore(
  paths: readonly string[],
  flags: BeforeFlags,
  kinds: readonly Kind[],
): Promise<WorldRead> {
  const { before: old, 'update-by': updateBy, ...rest } = flags
  if (old === undefined) return readWorldExplained(paths, rest, kinds)
  const files = [...paths, ...(flags.filename ?? [])]
  if (files.length === 0)
    throw new SvcError('usage', '--before needs the new files too', {
      hint: 'svc lint --before old/ new/, or svc lint --before live new/ to hold files against the cluster',
    })
  if (!old.includes(liveCluster)) {
    const before = await readOld(old, files, rest)
    const after = await readFileWorld(files, rest)
    const textOf = (file: string) => after.textOf(file) ?? before.textOf(file)
    return { ...after, world: buildWorld({ ...after.world, before: before.world, updateBy }), textOf }
  }
  if (old.length > 1)
    throw new SvcError('usage', '--before takes either files or the live cluster', {
      hint: `write ./${liveCluster} for a file of that name`,
    })
  const { result, namespace, serverVersion } = await readLive(
    { ...rest, 'all-namespaces': true },
    replaceable,
  )
  const after = await readFileWorld(files, {
    ...withoutCluster(rest),
    namespace: rest.namespace ?? namespace,
    'kubernetes-version': rest['kubernetes-version'] ?? serverVersion,
  })
  const isRefused = result.coverage.some(({ state }) => state === 'forbidden')
  const replaced = isRefused ? await readLiveIn(after.world.namespaces, rest, replaceable) : result
  const before = buildWorld(await withPodsLost(rest, replaced, after.world))
  return { ...after, world: buildWorld({ ...after.world, before, updateBy }) }
}

/** And the pods that the change may take from its Services, with what owns them: by labels and names, whatever else runs there. */
async function withPodsLost(flags: WorldFlags, live: SourceResult, after: World): Promise<SourceResult> {
  const question = {
    kinds: ['Pod', ...workloadKinds],
    ask: (before: World) => {
      const world = buildWorld({ ...after, before })
      for (const service of world.all('Service')) lostBy(world, service)
    },
  } as const
  return readLiveMore(flags, live, question)
}

/** Older files by their paths, or the same files as a revision has them. */
async function readOld(
  old: readonly string[],
  files: readonly string[],
  flags: WorldFlags,
): Promise<WorldRead> {
  const [name = ''] = old
  if (old.some((path) => existsSync(path)) || old.length > 1) return readFileWorld(old, flags)
  const { commitOf } = await import('../../sources/git/git.ts')
  const commit = commitOf(name)
  if (commit === undefined && !/[*?[{]/.test(name) && name !== '-')
    throw new SvcError('usage', `--before ${name}: there is no such path, and no such git revision`, {
      hint: `give older files or folders, a snapshot, a revision such as main or HEAD~1, or ${liveCluster}`,
    })
  if (commit === undefined) return readFileWorld(old, flags)
  return readRevisionWorld({ name, commit }, files, flags)
}

/** The World of files as a revision has them. Throws SvcError `usage`, `input-unreadable`. */
export async function readRevisionWorld(
  revision: Revision,
  files: readonly string[],
  flags: WorldFlags,
): Promise<WorldRead> {
  const { readRevision } = await import('../../sources/git/read-revision.ts')
  return fileWorldOf(flags, (options) => readRevision(revision, files, options))
}
