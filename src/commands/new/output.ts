import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { helmTemplate } from '../../author/helm.ts'
import { kustomizationFile, kustomizeFiles, kustomizeStream } from '../../author/kustomize.ts'
import { manifestsJson, manifestsYaml, resourceName } from '../../author/print.ts'
import type { CommentLevel } from '../../author/teach.ts'
import type { formatsOf } from '../../report/formats.ts'
import { SvcError } from '../../errors.ts'
import { writeFileAtomically } from '../../sources/files/write-file.ts'
import type { Manifest, Service } from '../../world/types/manifest.ts'

type OutputFormat = (typeof formatsOf.new)[number]

/** What goes to stdout, the Service first. Throws SvcError `usage` for companions in a Helm template. */
export function writeOut(
  manifests: readonly [Service, ...Manifest[]],
  format: OutputFormat,
  comments: CommentLevel = 'none',
): string {
  if (format === 'json') return manifestsJson(manifests)
  if (format === 'name') return manifests.map((manifest) => `${resourceName(manifest)}\n`).join('')
  if (format === 'kustomize') return kustomizeStream(kustomizeFiles(manifests))
  if (format === 'yaml') return manifestsYaml(manifests, comments)
  if (manifests.length > 1)
    throw new SvcError('usage', '-o helm writes the Service alone', {
      hint: 'leave out its companions: a chart renames the Service, and they would not follow',
    })
  return helmTemplate(manifests[0])
}

/**
 * Writes a kustomize folder; a kustomization that is there keeps its other lines. Out: the files that changed.
 * Throws SvcError: `usage` for another format, and for a file that says something else; `input-unreadable` where nothing
 * can be read or written.
 */
export function writeFolder(
  folder: string,
  manifests: readonly Manifest[],
  format: OutputFormat = 'kustomize',
): string[] {
  if (format !== 'kustomize')
    throw new SvcError('usage', '--folder is for -o kustomize', { hint: `add -o kustomize, or write > FILE` })
  const at = (name: string) => join(folder, name)
  const textOf = (name: string) =>
    existsSync(at(name)) ? orRefuse(folder, () => readFileSync(at(name), 'utf8')) : undefined
  const files = kustomizeFiles(manifests, textOf(kustomizationFile))
  const changed = files.filter(({ name, text }) => textOf(name) !== text)
  const taken = changed.find(({ name }) => name !== kustomizationFile && existsSync(at(name)))
  if (taken !== undefined)
    throw new SvcError('usage', `${at(taken.name)} says something else`, {
      hint: 'remove it, or choose another name or folder',
    })
  orRefuse(folder, () => makeFolder(resolve(folder)))
  // the kustomization, which names the others, comes last
  for (const { name, text } of changed.toReversed())
    writeFileAtomically(at(name), text, { before: textOf(name) ?? '' })
  return changed.map(({ name }) => at(name))
}

/** One by one: where none can be made, as below /proc, Node 20 never comes back from making them all at once. */
function makeFolder(folder: string): void {
  const isThere = existsSync(folder)
  if (!isThere) makeFolder(dirname(folder))
  // of what is there it minds only if that is a file
  mkdirSync(folder, { recursive: isThere })
}

/** Anything but a folder of files is told as such. */
function orRefuse<T>(folder: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new SvcError('input-unreadable', `--folder ${folder} cannot be used: ${reason}`, {
      hint: 'name a folder of files, or one that is not there yet',
    })
  }
}
