import { basename, dirname, join } from 'node:path'
import { isObject } from './text-file.ts'
import { splitDocuments } from '../yaml/chunks.ts'
import { parseChunk } from '../yaml/parse.ts'

/**
 * Which of the files are patches, and so no whole manifests: those that a kustomization among them lists, and those whose
 * name says so (`patch.yaml`, `web-patch.yaml`, `patch-web.yaml`). In: paths with their texts.
 * Follows types/kustomization.go of kubernetes-sigs/kustomize: patches, patchesStrategicMerge, patchesJson6902.
 */
export function patchesAmong(texts: ReadonlyMap<string, string>): ReadonlySet<string> {
  const named = [...texts.keys()].filter((file) => patchName.test(basename(file)))
  const kustomizations = [...texts].filter(([file]) => kustomizationName.test(basename(file)))
  const listed = new Set(
    kustomizations.flatMap(([file, text]) => listedIn(text).map((path) => join(dirname(file), path))),
  )
  return new Set([...named, ...[...texts.keys()].filter((file) => listed.has(join(file)))])
}

const patchName = /^(?:.*[-_.])?patch(?:[-_.].*)?\.(?:ya?ml|json)$/i
const kustomizationName = /^kustomization(?:\.ya?ml)?$/i

function listedIn(text: string): string[] {
  return splitDocuments(text).flatMap((chunk) => {
    const parsed = parseChunk(chunk)
    const value = 'value' in parsed ? parsed.value : undefined
    if (!isObject(value)) return []
    return ['patches', 'patchesStrategicMerge', 'patchesJson6902'].flatMap((field) => pathsIn(value[field]))
  })
}

/** A path as such, or in `path`; what stands there as text of a patch names no file, which does no harm. */
function pathsIn(list: unknown): string[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((item: unknown) => {
    const path = isObject(item) ? item['path'] : item
    return typeof path === 'string' ? [path] : []
  })
}
