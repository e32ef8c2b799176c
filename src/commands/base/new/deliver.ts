import { manifestYaml, resourceName } from '../../../author/print.ts'
import { exitCodes } from '../../../errors.ts'
import { printable } from '../../../report/printable.ts'
import type { Manifest, ObjectMeta, Service } from '../../../world/manifest.ts'
import { connectionOf } from '../read-world.ts'
import type { NewFlags } from './flags.ts'
import type { FileChange } from './into-file.ts'
import { writeFolder, writeOut } from './output.ts'

/** Where words go. */
export interface Mouth {
  print(text: string): void
  say(text: string): void
}

export type Delivered = readonly [Service, ...Manifest[]]

/**
 * Brings a Service and its companions to where the flags want them: a file, a folder, the cluster, or stdout. Out: the
 * exit code. Throws SvcError; then nothing was written, or in a cluster nothing more.
 */
export async function deliver(manifests: Delivered, flags: NewFlags, mouth: Mouth): Promise<number> {
  if (flags.into !== undefined) {
    const { intoFile } = await import('./into-file.ts')
    return deliverFile(await intoFile(flags.into, manifests), flags, mouth)
  }
  if (flags.folder !== undefined) {
    for (const file of writeFolder(flags.folder, manifests, flags.output)) mouth.say(`${file} written\n`)
    return exitCodes.fine
  }
  const asksServer = flags.apply || flags.diff || flags['dry-run'] === 'server'
  if (asksServer && flags['dry-run'] !== 'client') {
    const codes: number[] = []
    for (const manifest of manifests) codes.push(await deliverToCluster(manifest, flags, mouth))
    return Math.max(...codes)
  }
  mouth.print(writeOut(manifests, flags.output))
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
  if (flags.output !== undefined) mouth.print(writeOut([object], flags.output))
  else {
    const done = before === undefined ? 'created' : isSameVersion(before, object) ? 'unchanged' : 'configured'
    mouth.print(
      `${resourceName(object)} ${done} in ${namespace} of ${printable(context)}${dryRun ? ' (server dry run: nothing was changed)' : ''}\n`,
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
