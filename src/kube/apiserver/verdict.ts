import type { Manifest } from '../../world/manifest.ts'
import { valueAt, type FieldPath, type Side } from '../../world/place.ts'
import { verdictOnEndpointSlice, verdictOnEndpointSliceUpdate } from './check-endpoint-slice.ts'
import { verdictOnService, verdictOnServiceUpdate, type Verdict } from './check-service.ts'
import { factsOf, type Facts } from './facts.ts'
import { nearestVersion, newestVersion } from './versions.ts'

/** A verdict, and the version whose API server gives it. */
export interface VersionedVerdict extends Verdict {
  readonly version: string
}

// two rules ask the same of each manifest; one World has one version
const given = new WeakMap<Manifest, VersionedVerdict>()

/** What the API server of a version says to a manifest of a Service or an EndpointSlice. */
export function verdictOn(manifest: Manifest, kubernetesVersion: string = newestVersion): VersionedVerdict {
  const version = nearestVersion(kubernetesVersion)
  const before = given.get(manifest)
  if (before?.version === version) return before
  const verdict = { ...judge(manifest, factsOf({ kubernetesVersion })), version }
  given.set(manifest, verdict)
  return verdict
}

/** A stored object is no new one: it is asked whether it could be put in its own place. */
function judge(manifest: Manifest, facts: Facts): Verdict {
  if (manifest.kind === 'Service')
    return isStored(manifest)
      ? verdictOnServiceUpdate(manifest, manifest, facts)
      : verdictOnService(manifest, facts)
  return isStored(manifest)
    ? verdictOnEndpointSliceUpdate(manifest, manifest, facts)
    : verdictOnEndpointSlice(manifest, facts)
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
