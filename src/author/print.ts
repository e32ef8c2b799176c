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
