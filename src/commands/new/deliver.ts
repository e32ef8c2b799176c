import { manifestsJson, manifestsYaml, resourceName } from '../../author/print.ts'
import { exitCodes, SvcError } from '../../errors.ts'
import { printable } from '../../text/printable.ts'
import type { ApplyResult } from '../../sources/cluster/apply.ts'
import type { Manifest, ObjectMeta, Service } from '../../world/types/manifest.ts'
import type { Output } from '../shared/command.ts'
import { connectionOf } from '../shared/read-live.ts'
import type { NewFlags } from './flags.ts'
import type { FileChange } from './into-file.ts'
import { writeFolder, writeOut } from './output.ts'

/**
 * Brings a Service and its companions to where the flags want them: a file, a folder, the cluster, or stdout.
 * Out: the exit code. Throws SvcError; then nothing was written.
 */
export async function deliver(
  manifests: readonly [Service, ...Manifest[]],
  flags: NewFlags,
  output: Output,
): Promise<number> {
  const { output: format = 'yaml', comments } = flags
  if (flags.into !== undefined) {
    const { intoFile } = await import('./into-file.ts')
    return deliverFile(await intoFile(flags.into, manifests, comments), flags, output)
  }
  const asksServer = flags.apply || flags.diff || flags['dry-run'] === 'server'
  if (asksServer && flags['dry-run'] !== 'client') return deliverToCluster(manifests, flags, output)
  if (flags.folder === undefined) output.print(writeOut(manifests, format, comments))
  else for (const file of writeFolder(flags.folder, manifests, format)) output.say(`${file} written\n`)
  return exitCodes.fine
}

/** Writes a file that changes, or shows what would change. */
export async function deliverFile(change: FileChange, flags: NewFlags, output: Output): Promise<number> {
  const { file, before, after } = change
  if (flags.diff) return showDiff({ name: file, before, after }, output)
  if (before === after) output.say(`${file} says it already\n`)
  else {
    const { writeFileAtomically } = await import('../../sources/files/write-file.ts')
    writeFileAtomically(file, after, { before })
    output.say(`${file} ${before === '' ? 'written' : 'changed'}\n`)
  }
  return exitCodes.fine
}

async function deliverToCluster(
  manifests: readonly Manifest[],
  flags: NewFlags,
  output: Output,
): Promise<number> {
  const { applyObject } = await import('../../sources/cluster/apply.ts')
  const dryRun = !flags.apply || flags.diff || flags['dry-run'] === 'server'
  const options = { ...connectionOf(flags), dryRun, force: flags['force-conflicts'] }
  let code: number = exitCodes.fine
  for (const manifest of manifests) {
    const applied = await applyObject(options, manifest)
    for (const warning of applied.warnings) output.say(`warning: ${printable(warning)}\n`)
    if (flags.diff) code = Math.max(code, await diffLive(applied, output))
    else if (flags.output === 'yaml' || flags.output === 'json')
      output.print((flags.output === 'json' ? manifestsJson : manifestsYaml)([applied.object]))
    else
      output.print(
        `${resourceName(applied.object)}${flags.output === 'name' ? '' : becauseOf(applied, dryRun)}\n`,
      )
  }
  return code
}

/** ` created in shop of prod`. */
function becauseOf({ object, before, isNew, context }: ApplyResult, dryRun: boolean): string {
  const isSame = before !== undefined && isSameVersion(before, object)
  const done = isNew ? 'created' : isSame ? 'unchanged' : 'configured'
  const where = `${printable(object.metadata?.namespace ?? 'default')} of ${printable(context)}`
  return ` ${done} in ${where}${dryRun ? ' (server dry run: nothing was changed)' : ''}`
}

/** Throws SvcError `undecided` where it is not known what is there. */
async function diffLive({ object, before, unread, context }: ApplyResult, output: Output): Promise<number> {
  if (unread !== undefined)
    throw new SvcError('undecided', `cannot know what would change: ${unread}`, {
      hint: 'ask for the right to get what is compared, or leave out --diff',
    })
  const { name = '', namespace = 'default' } = object.metadata ?? {}
  const live = before === undefined ? '' : manifestsYaml([written(before)])
  const wanted = manifestsYaml([written(object)])
  return showDiff({ name: `${context}/${namespace}/${name}`, before: live, after: wanted }, output)
}

async function showDiff(
  change: { name: string; before: string; after: string },
  output: Output,
): Promise<number> {
  const { unifiedDiff } = await import('../../report/unified-diff.ts')
  const { name, before, after } = change
  output.print(unifiedDiff({ before: name, after: name }, before, after))
  return before === after ? exitCodes.fine : exitCodes.broken
}

function isSameVersion(before: Manifest, after: Manifest): boolean {
  return before.metadata?.resourceVersion === after.metadata?.resourceVersion
}

/** Without what the server keeps for itself. */
function written(object: Manifest): Manifest {
  const { status: _status, ...rest } = object as Manifest & { status?: unknown }
  const metadata: Record<string, unknown> = { ...rest.metadata }
  for (const key of ['managedFields', 'resourceVersion', 'uid', 'generation', 'creationTimestamp'])
    delete metadata[key]
  return { ...rest, metadata: metadata as ObjectMeta }
}
