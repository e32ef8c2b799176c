import { resolve } from 'node:path'
import { SvcError } from '../../errors.ts'
import { baselineOf, withoutBaseline } from '../../lint/baseline.ts'
import { ofChange } from '../../lint/changed.ts'
import type { LintResult } from '../../lint/finding.ts'
import { readRevisionWorld } from '../shared/read-before.ts'
import { liveCluster } from '../shared/live-cluster.ts'
import type { WorldFlags } from '../shared/world-flags.ts'
import type { LintedWorld } from './look.ts'

export interface NarrowFlags extends WorldFlags {
  readonly baseline?: string | undefined
  readonly 'only-new': boolean
  readonly changed: boolean
  readonly before?: readonly string[] | undefined
}

/**
 * The findings that the flags ask for: without those of a baseline, without those that the files had before, of a change alone.
 * `paths`: the files and folders that were read. Throws SvcError `usage`, `input-unreadable`, `config`.
 */
export async function narrow(
  looked: LintedWorld,
  flags: NarrowFlags,
  paths: readonly string[],
): Promise<LintResult> {
  let { result } = looked
  if (flags.baseline !== undefined) {
    const { readBaseline } = await import('../../sources/files/baseline-file.ts')
    result = withoutBaseline(result, readBaseline(flags.baseline), 'the baseline')
  }
  if (flags['only-new']) result = onlyNew(result, looked, flags.before ?? [])
  return flags.changed ? ofChangedFiles(result, looked, { flags, paths }) : result
}

function onlyNew(result: LintResult, { read, lintAlso }: LintedWorld, names: readonly string[]): LintResult {
  const { before } = read.world
  if (before === undefined || names.includes(liveCluster))
    throw new SvcError('usage', '--only-new compares with older files', {
      hint: `svc lint deploy/ --before main --only-new; of the ${liveCluster} cluster no files are known`,
    })
  return withoutBaseline(result, baselineOf(lintAlso(before)), names.join(', '))
}

async function ofChangedFiles(
  result: LintResult,
  looked: LintedWorld,
  { flags, paths }: { readonly flags: NarrowFlags; readonly paths: readonly string[] },
): Promise<LintResult> {
  if (looked.read.files === undefined)
    throw new SvcError('usage', '--changed asks git about files; there are none here', {
      hint: 'svc lint --changed deploy/',
    })
  const { commitOf } = await import('../../sources/git/git.ts')
  const { changedFiles, forkPoint } = await import('../../sources/git/changed-files.ts')
  const since = flags.before?.find((name) => commitOf(name) !== undefined) ?? 'HEAD'
  const commit = forkPoint(since)
  const files = changedFiles(commit)
  const { world } = await readRevisionWorld({ name: since, commit }, paths, flags)
  return ofChange(result, looked.lintAlso(world), (file) => files.has(resolve(file)))
}
