import { Document } from 'yaml'
import type { Manifest } from '../world/manifest.ts'

/** A manifest as YAML that kubectl reads back as the same values: quotes wherever YAML 1.1 would see something else. */
export function manifestYaml(manifest: Manifest): string {
  const document = new Document(manifest, {
    version: '1.1',
    schema: 'yaml-1.1',
    aliasDuplicateObjects: false,
  })
  return document.toString({ lineWidth: 0, directives: false, indentSeq: true })
}

export function manifestJson(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`
}

/** Manifests as one stream of YAML documents. */
export function manifestsYaml(manifests: readonly Manifest[]): string {
  return manifests.map(manifestYaml).join('---\n')
}

/** One manifest as it is, several as a List, which kubectl takes as well. */
export function manifestsJson(manifests: readonly Manifest[]): string {
  const [first, ...others] = manifests
  if (first !== undefined && others.length === 0) return manifestJson(first)
  return `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests }, null, 2)}\n`
}

/** `httproute.gateway.networking.k8s.io/web`, as `kubectl get -o name` says it. */
export function resourceName({ apiVersion, kind, metadata }: Manifest): string {
  const group = apiVersion.includes('/') ? `.${apiVersion.slice(0, apiVersion.indexOf('/'))}` : ''
  return `${kind.toLowerCase()}${group}/${metadata?.name ?? ''}`
}
