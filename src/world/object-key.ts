import { kindOf } from './kinds.ts'
import type { Resource } from './resource.ts'

/**
 * What an object is known by, whatever its version: a known kind by its name, any other with its group, so that a Service of Knative is
 * not taken for a Service.
 */
export function objectKey({ apiVersion, kind, manifest, namespace = '', name }: Resource): string {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
  return keyOfKind(kindOf(manifest) ?? `${group}/${kind}`, namespace, name)
}

/** The same for a known kind. */
export function keyOfKind(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`
}
