import { isMap, isSeq, parseDocument } from 'yaml'
import { SvcError } from '../errors.ts'
import type { Manifest } from '../world/types/manifest.ts'
import { manifestYaml } from './print.ts'

/** A file of a kustomize folder. */
export interface KustomizeFile {
  readonly name: string
  readonly text: string
}

export const kustomizationFile = 'kustomization.yaml'

/**
 * Manifests as files of a kustomize folder, and the kustomization that names them; `before` is the text of the one that is
 * there already, whose other lines stay. Throws SvcError `input-unreadable` for one that is none.
 */
export function kustomizeFiles(manifests: readonly Manifest[], before?: string): KustomizeFile[] {
  const files = manifests.map((manifest) => ({ name: fileName(manifest), text: manifestYaml(manifest) }))
  const names = files.map(({ name }) => name)
  const text = before === undefined ? newKustomization(names) : withResources(before, names)
  return [{ name: kustomizationFile, text }, ...files]
}

/** The files as one stream, each document under the name of its file. */
export function kustomizeStream(files: readonly KustomizeFile[]): string {
  return files.map(({ name, text }) => `# ${name}\n${text}`).join('---\n')
}

/** `web-service.yaml`, `web-httproute.yaml` */
function fileName({ kind, metadata }: Manifest): string {
  return `${metadata?.name ?? ''}-${kind.toLowerCase()}.yaml`
}

function newKustomization(resources: readonly string[]): string {
  const lines = resources.map((resource) => `  - ${resource}\n`)
  return `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n${lines.join('')}`
}

function withResources(text: string, names: readonly string[]): string {
  const document = parseDocument(text)
  const resources = document.get('resources')
  if (
    document.errors.length > 0 ||
    !isMap(document.contents) ||
    (resources !== undefined && !isSeq(resources))
  )
    throw new SvcError('input-unreadable', `${kustomizationFile} is not a kustomization`, {
      file: kustomizationFile,
      hint: 'give its resources as a list, or name another --folder',
    })
  const listed: unknown[] = isSeq(resources) ? (resources.toJSON() as unknown[]) : []
  const missing = names.filter((name) => !listed.includes(name))
  if (missing.length === 0) return text
  if (isSeq(resources)) for (const name of missing) resources.add(name)
  else document.set('resources', missing)
  return document.toString({ lineWidth: 0 })
}
