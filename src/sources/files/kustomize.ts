import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { isObject } from './text-file.ts'
import { splitDocuments } from '../yaml/chunks.ts'
import { parseChunk } from '../yaml/parse.ts'

/**
 * Which of the files are patches, and so no whole manifests: those that a kustomization among them lists, and those whose
 * name or folder says so (`patch.yaml`, `web-patch.yaml`, `patches/web.yaml`). In: paths with their texts.
 * Follows types/kustomization.go of kubernetes-sigs/kustomize: patches, patchesStrategicMerge, patchesJson6902.
 */
export function patchesAmong(texts: ReadonlyMap<string, string>): ReadonlySet<string> {
  const named = [...texts]
    .filter(
      ([file, text]) => patchName.test(basename(file)) || patchFolder.test(file) || directive.test(text),
    )
    .map(([file]) => file)
  const kustomizations = [...texts].filter(([file]) => kustomizationName.test(basename(file)))
  const listed = new Set(
    kustomizations.flatMap(([file, text]) => listedIn(text).map((path) => resolve(dirname(file), path))),
  )
  return new Set([...named, ...[...texts.keys()].filter((file) => listed.has(resolve(file)))])
}

// as kustomizations of a repository that was not named as a whole call it
const patchFolder = /(?:^|[\\/])patch(?:es)?[\\/][^\\/]*$/i
const directive = /^\$patch:/m
const patchName = /^(?:.*[-_.])?patch(?:[-_.].*)?\.(?:ya?ml|json)$/i
export const kustomizationName = /^kustomization(?:\.ya?ml)?$/i

function listedIn(text: string): string[] {
  return splitDocuments(text).flatMap((chunk) => {
    const parsed = parseChunk(chunk)
    const value = 'value' in parsed ? parsed.value : undefined
    if (!isObject(value)) return []
    return ['patches', 'patchesStrategicMerge', 'patchesJson6902'].flatMap((field) => pathsIn(value[field]))
  })
}

/** A path as such, or in `path`; what is there as text of a patch names no file, which does no harm. */
function pathsIn(list: unknown): string[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((item: unknown) => {
    const path = isObject(item) ? item['path'] : item
    return typeof path === 'string' ? [path] : []
  })
}

const fileNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']
// a base and its overlays are seldom deeper
const mostAbove = 4

/**
 * The kustomizations in the folders above what was named, with their texts: they may list patches that are in it. Up to the root of
 * the repository.
 */
export function kustomizationsAbove(paths: readonly string[]): ReadonlyMap<string, string> {
  const files = paths
    .flatMap((path) => foldersAbove(path))
    .flatMap((folder) => fileNames.map((name) => join(folder, name)))
    // an error for each that is not there would take longer than all else
    .filter((file) => existsSync(file))
  return new Map(
    files.flatMap((file) => {
      const text = textOf(file)
      return text === undefined ? [] : [[file, text] as const]
    }),
  )
}

function foldersAbove(path: string): string[] {
  const folders: string[] = []
  let folder = resolve(path)
  while (folders.length < mostAbove && folder !== dirname(folder) && !hasGit(folder)) {
    folder = dirname(folder)
    folders.push(folder)
  }
  return folders
}

function hasGit(folder: string): boolean {
  return existsSync(join(folder, '.git'))
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
