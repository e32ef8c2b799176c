import type { Manifest } from './manifest.ts'
import type { Origin, Resource } from './resource.ts'
import { misshapeOf, type Misshape } from './shape.ts'
import { toResource } from './world.ts'

/**
 * A manifest with a field of a wrong type, which the API server's decoder refuses. `manifest` holds only what is sound of
 * its metadata, so that it has a name; all of it is in `written`.
 */
export interface Misshapen extends Resource {
  readonly written: Manifest
  readonly misshape: Misshape
}

/** Names a manifest in which `misshapeOf` found something. */
export function toMisshapen(
  written: Manifest,
  misshape: Misshape,
  { namespace, origin }: { readonly namespace: string; readonly origin: Origin },
): Misshapen {
  const { apiVersion, kind } = written
  const metadata: unknown = written.metadata
  const isSound = ([name, value]: [string, unknown]) =>
    misshapeOf({ apiVersion, kind, metadata: { [name]: value } }) === undefined
  const sound =
    typeof metadata === 'object' && metadata !== null
      ? Object.fromEntries(Object.entries(metadata).filter(isSound))
      : {}
  return { ...toResource({ apiVersion, kind, metadata: sound }, namespace, origin), written, misshape }
}

export function isMisshapen(resource: Resource): resource is Misshapen {
  return 'misshape' in resource
}
