import { companionsOf } from '../../author/companions/index.ts'
import { describeLost, lostFields } from '../../author/edit/lost-fields.ts'
import { newService } from '../../author/new-service.ts'
import { manifestsYaml } from '../../author/print.ts'
import { adviceLine } from '../../author/type-advice.ts'
import type { Manifest, Service } from '../../world/types/manifest.ts'
import type { Output } from '../shared/command.ts'
import { lintManifests } from '../shared/lint-manifest.ts'
import { deliver, deliverFile } from './deliver.ts'
import type { NewFlags } from './flags.ts'
import { companionNotes, readCompanions } from './read-companions.ts'
import { readIntent, type NewArgs } from './read-intent.ts'
import { readPresets, withPresets } from './read-presets.ts'

/**
 * Writes what a command line asks for to where it asks for it. `shows`: the manifest is to be seen even where it goes into a file.
 * Out: the exit code. Throws SvcError, and then nothing was written.
 */
export async function writeService(
  { args, flags }: { readonly args: NewArgs; readonly flags: NewFlags },
  output: Output,
  shows = false,
): Promise<number> {
  if (flags.edit !== undefined) return writeEdited(flags.edit, { args, flags }, output)
  const choices = await readPresets(flags.preset)
  const read = await readIntent(args, flags)
  const isFromWorkload = read.surroundings !== undefined
  const selectorSaid = flags.selector !== undefined || flags['no-selector'] || isFromWorkload
  const { intent, said, surroundings } = withPresets(read, choices, selectorSaid)
  const { existingService, ontoExisting } = await import('./onto-existing.ts')
  const old = flags.into === undefined ? undefined : await existingService(intent, flags.into)
  const service =
    old === undefined
      ? newService(intent, flags['kubernetes-version'])
      : ontoExisting(old, intent, {
          args,
          flags,
          isFromWorkload,
          selectorSaid: selectorSaid || intent.selector !== read.intent.selector,
        })
  const wishes = readCompanions(flags, choices)
  const manifests: [Service, ...Manifest[]] = [service, ...companionsOf(service, wishes)]
  const notes = [
    ...(old === undefined ? said : said.filter((text) => !text.startsWith('selects pods with '))),
    ...companionNotes(service, wishes),
    ...lintManifests(manifests, surroundings, flags['kubernetes-version']),
  ]
  if (shows && flags.into !== undefined) output.say(`${manifestsYaml(manifests)}\n`)
  if (old !== undefined) sayLost(old, service, output)
  // a failure is told alone
  const code = await deliver(manifests, flags, output)
  for (const text of [adviceLine(intent.type), ...notes]) output.remark(text)
  return code
}

async function writeEdited(
  file: string,
  { args, flags }: { readonly args: NewArgs; readonly flags: NewFlags },
  output: Output,
): Promise<number> {
  const { editFile } = await import('./edit-file.ts')
  const { manifests, old, said, ...change } = await editFile(file, args, flags)
  const notes = [...said, ...lintManifests(manifests, undefined, flags['kubernetes-version'])]
  sayLost(old, manifests[0], output)
  const code = await deliverFile(change, flags, output)
  for (const text of notes) output.remark(text)
  return code
}

/** What goes is said before it goes. */
function sayLost(old: Service, service: Manifest | undefined, output: Output): void {
  for (const lost of lostFields(old, service)) output.remark(describeLost(lost))
}
