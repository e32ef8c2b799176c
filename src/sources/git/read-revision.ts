import { relative } from 'node:path'
import { noText, textOrRefusal } from '../files/content.ts'
import { manifestName, passedOver } from '../files/entries.ts'
import { resultOf, type FileOptions, type FileResult } from '../files/files.ts'
import { filesOfCommit, type Revision } from './revision.ts'

/**
 * Reads files and folders as they were in a commit, as `readPaths` reads those of today: labels are what `git show` takes: `main:./deploy/web.yaml`.
 * A path that was not there yet holds nothing. Throws SvcError `usage`, `input-unreadable`.
 */
export async function readRevision(
  revision: Revision,
  paths: readonly string[],
  options: FileOptions,
): Promise<FileResult> {
  const { name, commit } = revision
  const isNamed = new Set(paths.map((path) => relative('.', path)))
  // as on disk: a folder that is named is entered, whatever it is called
  const isSkipped = (file: string) =>
    [...isNamed].filter((path) => isBelow(path, file)).every((path) => passesOver(file.slice(path.length)))
  const isWanted = (file: string) =>
    isNamed.has(file) || (manifestName.test(file) && !isSkipped(file) && options.isIgnored?.(file) !== true)
  const texts = new Map<string, string>()
  const named = new Set<string>()
  const refused: FileResult['unread'][number][] = []
  for (const { file, bytes } of filesOfCommit(commit, paths, isWanted)) {
    const label = `${name}:./${file}`
    const content = textOrRefusal(label, bytes)
    if (typeof content === 'string') texts.set(label, content)
    else if (isNamed.has(file) || !noText.has(content.because)) refused.push(content)
    if (isNamed.has(file)) named.add(label)
  }
  const { namespaceOf } = options
  const read = { texts, named, refused, leftOut: [], above: new Map() }
  const rendered = await options.render?.(read, revision)
  return resultOf(rendered === undefined ? read : { ...read, rendered }, {
    ...options,
    ...(namespaceOf === undefined
      ? {}
      : { namespaceOf: (label: string) => namespaceOf(label.slice(name.length + 3)) }),
  })
}

function isBelow(folder: string, file: string): boolean {
  return folder === '' || file.startsWith(`${folder}/`)
}

function passesOver(rest: string): boolean {
  return rest
    .split('/')
    .slice(0, -1)
    .some((name) => passedOver.has(name))
}
