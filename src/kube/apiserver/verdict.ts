import type { Manifest } from '../../world/manifest.ts'
import { valueAt, type FieldPath, type Side } from '../../world/place.ts'
import { verdictOnEndpointSlice, verdictOnEndpointSliceUpdate } from './check-endpoint-slice.ts'
import { verdictOnService, verdictOnServiceUpdate, type Verdict } from './check-service.ts'
import { factsOf } from './facts.ts'
import { nearestVersion, newestVersion } from './versions.ts'

/** What the API server of a version says to a manifest of a Service or an EndpointSlice, and of which version that is. */
export function verdictOn(
  manifest: Manifest,
  kubernetesVersion = newestVersion,
): Verdict & { readonly version: string } {
  const facts = factsOf({ kubernetesVersion })
  const version = nearestVersion(kubernetesVersion)
  const isService = manifest.kind === 'Service'
  // a stored object is no new one: it is asked whether it could be put in its own place
  if (isStored(manifest))
    return {
      ...(isService ? verdictOnServiceUpdate : verdictOnEndpointSliceUpdate)(manifest, manifest, facts),
      version,
    }
  return { ...(isService ? verdictOnService : verdictOnEndpointSlice)(manifest, facts), version }
}

/** Did an API server write this? */
export function isStored({ metadata }: Manifest): boolean {
  return Boolean(metadata?.uid)
}

/** Where a manifest shows what the server objects to: the singular clusterIP for the plural one that it stands for. */
export function placeIn(manifest: Manifest, at: FieldPath): { readonly at: FieldPath; readonly side: Side } {
  const isSingular = at[1] === 'clusterIPs' && valueAt(manifest, ['spec', 'clusterIPs']) === undefined
  const place = isSingular ? ['spec', 'clusterIP'] : at
  // a list or a mapping is found by its key
  return { at: place, side: typeof valueAt(manifest, place) === 'object' ? 'key' : 'value' }
}
