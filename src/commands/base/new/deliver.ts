import { manifestJson, manifestYaml } from '../../../author/print.ts'
import { lessonsFor } from '../../../author/teach.ts'
import { exitCodes } from '../../../errors.ts'
import { printable } from '../../../report/printable.ts'
import type { Manifest, ObjectMeta } from '../../../world/manifest.ts'
import { connectionOf } from '../read-world.ts'
import type { NewFlags } from './flags.ts'
import type { FileChange } from './into-file.ts'

/** Where words go. */
export interface Mouth {
  print(text: string): void
  say(text: string): void
}

/**
 * Brings a manifest to where the flags want it: a file, the cluster, or stdout. Out: the exit code.
 * Throws SvcError; then nothing was written.
 */
export async function deliver(manifest: Manifest, flags: NewFlags, mouth: Mouth): Promise<number> {
  if (flags.into !== undefined) {
    const { intoFile } = await import('./into-file.ts')
    return deliverFile(await intoFile(flags.into, [manifest], flags.comments), flags, mouth)
  }
  const asksServer = flags.apply || flags.diff || flags['dry-run'] === 'server'
  if (asksServer && flags['dry-run'] !== 'client') return deliverToCluster(manifest, flags, mouth)
  mouth.print(inFormat(manifest, flags))
  return exitCodes.fine
}

/** Writes a file that changes, or shows what would change. */
export async function deliverFile(change: FileChange, flags: NewFlags, mouth: Mouth): Promise<number> {
  const { file, before, after } = change
  if (flags.diff) return showDiff({ name: file, before, after }, mouth)
  if (before === after) mouth.say(`${file} says it already\n`)
  else {
    const { writeFileAtomically } = await import('../../../sources/write-file.ts')
    writeFileAtomically(file, after)
    mouth.say(`${file} ${before === '' ? 'written' : 'changed'}\n`)
  }
  return exitCodes.fine
}

async function deliverToCluster(manifest: Manifest, flags: NewFlags, mouth: Mouth): Promise<number> {
  const { applyObject } = await import('../../../sources/cluster-apply.ts')
  const dryRun = !flags.apply || flags.diff || flags['dry-run'] === 'server'
  const options = { ...connectionOf(flags), dryRun, force: flags['force-conflicts'] }
  const { object, before, warnings, context } = await applyObject(options, manifest)
  for (const warning of warnings) mouth.say(`warning: ${printable(warning)}\n`)
  const { name = '', namespace = 'default' } = object.metadata ?? {}
  if (flags.diff) {
    const live = before === undefined ? '' : manifestYaml(written(before))
    return showDiff(
      { name: `${context}/${namespace}/${name}`, before: live, after: manifestYaml(written(object)) },
      mouth,
    )
  }
  if (flags.output !== undefined) mouth.print(inFormat(object, flags))
  else {
    const done = before === undefined ? 'created' : isSameVersion(before, object) ? 'unchanged' : 'configured'
    mouth.print(
      `service/${name} ${done} in ${namespace} of ${printable(context)}${dryRun ? ' (server dry run: nothing was changed)' : ''}\n`,
    )
  }
  return exitCodes.fine
}

async function showDiff(
  change: { name: string; before: string; after: string },
  mouth: Mouth,
): Promise<number> {
  const { unifiedDiff } = await import('../../../report/unified-diff.ts')
  const { name, before, after } = change
  mouth.print(unifiedDiff({ before: name, after: name }, before, after))
  return before === after ? exitCodes.fine : exitCodes.broken
}

function inFormat(manifest: Manifest, { output, comments }: NewFlags): string {
  if (output === 'name') return `service/${manifest.metadata?.name ?? ''}\n`
  return output === 'json' ? manifestJson(manifest) : manifestYaml(manifest, lessonsFor(manifest, comments))
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
