import type { Manifest } from './types/manifest.ts'
import type { Origin, Resource } from './resource.ts'
import type { InvalidType } from './shapes/misfit.ts'
import { invalidTypeOf } from './shapes/shape.ts'
import { toResource } from './resource.ts'

/**
 * A manifest with a field of a wrong type, which the API server's decoder refuses. `manifest` holds only what is sound of
 * its metadata, so that it has a name; all of it is in `written`.
 */
export interface InvalidlyTyped extends Resource {
  readonly written: Manifest
  readonly invalidType: InvalidType
}

/** Names a manifest in which `invalidTypeOf` found something. */
export function toInvalidlyTyped(
  written: Manifest,
  invalidType: InvalidType,
  { namespace, origin }: { readonly namespace: string; readonly origin: Origin },
): InvalidlyTyped {
  const { apiVersion, kind } = written
  const metadata: unknown = written.metadata
  const isSound = ([name, value]: [string, unknown]) =>
    invalidTypeOf({ apiVersion, kind, metadata: { [name]: value } }) === undefined
  const sound =
    typeof metadata === 'object' && metadata !== null
      ? Object.fromEntries(Object.entries(metadata).filter(isSound))
      : {}
  return { ...toResource({ apiVersion, kind, metadata: sound }, namespace, origin), written, invalidType }
}

export function hasInvalidType(resource: Resource): resource is InvalidlyTyped {
  return 'invalidType' in resource
}
