import { labelOf } from '../../world/labels.ts'
import type { EndpointSlice, Service } from '../../world/types/manifest.ts'
import type { FieldPath } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { typeOf } from '../core/defaults.ts'
import { isOwnedBy } from './terminating-service.ts'
import { mirroringControllerName } from './mirroring.ts'
import { selectorOf } from './selection.ts'
import { controllerName, headlessLabel, managedByLabel } from './slice-labels.ts'
import { actualSlices, familiesOf } from './slices.ts'

type SliceCode =
  /** Written and kept up to date by the EndpointSlice controller, or by the one that mirrors Endpoints. */
  | 'slice-of-controller'
  | 'slice-of-mirror'
  /** Not written by the controller: for a Service without a selector, or next to its slices. */
  | 'slice-by-hand'
  | 'slice-foreign'
  /** It is not kept up to date any more. */
  | 'slice-frozen'
  /** A controller will delete it. */
  | 'slice-unowned'
  | 'slice-family-dropped'
  | 'slice-mirror-left-over'
  /** kube-proxy does not read it. */
  | 'slice-headless-label'
  | 'slice-of-host-names'

/** What a slice in the World is to its Service. */
export interface SliceRole {
  readonly slice: Resource<EndpointSlice>
  readonly code: SliceCode
  /** A clause that completes "the slice …". */
  readonly because: string
  /** The field of the slice that decides. */
  readonly at: FieldPath
}

const unread = new Set<SliceCode>(['slice-headless-label', 'slice-of-host-names'])

/** Does kube-proxy take endpoints from it? Stale ones too, while they are there. */
export function isRead({ code }: SliceRole): boolean {
  return !unread.has(code)
}

/** The slices that carry the name of a Service, and what each is to it. */
export function sliceRolesOf(world: World, service: Resource<Service>): SliceRole[] {
  return actualSlices(world, service).map((slice) => ({ slice, ...roleOf(service, slice) }))
}

type Role = Omit<SliceRole, 'slice'>

/**
 * Follows newEndpointSliceInformer's label selector in kubernetes/kubernetes cmd/kube-proxy/app/server.go, syncService
 * and syncEndpoints of the two controllers, and Reconcile in kubernetes/endpointslice reconciler.go.
 */
function roleOf(service: Resource<Service>, { manifest }: Resource<EndpointSlice>): Role {
  const { addressType, metadata } = manifest
  const manager = labelOf(metadata?.labels, managedByLabel)
  const headless = typeOf(service.manifest) === 'Headless'
  if (addressType === 'FQDN') {
    const because = 'lists host names, which kube-proxy does not read'
    return { code: 'slice-of-host-names', because, at: ['addressType'] }
  }
  if (!headless && labelOf(metadata?.labels, headlessLabel) !== undefined) {
    const because = `carries the label ${headlessLabel}: kube-proxy does not read it`
    return { code: 'slice-headless-label', because, at: ['metadata', 'labels', headlessLabel] }
  }
  const at = ['metadata', 'labels', managedByLabel]
  return selectorOf(service.manifest) === undefined
    ? roleWithoutSelector(manager, at)
    : roleWithSelector(service, manifest, { manager, at })
}

function roleWithoutSelector(manager: string | undefined, at: FieldPath): Role {
  if (manager === mirroringControllerName)
    return { code: 'slice-of-mirror', because: 'mirrors the Endpoints object', at }
  if (manager !== controllerName) return { code: 'slice-by-hand', because: 'is written by hand', at }
  const because = 'is left from when the Service had a selector, and is not updated any more'
  return { code: 'slice-frozen', because, at }
}

function roleWithSelector(
  service: Resource<Service>,
  slice: EndpointSlice,
  { manager, at }: { manager: string | undefined; at: FieldPath },
): Role {
  const { addressType } = slice
  if (manager === mirroringControllerName) {
    const because = 'mirrors Endpoints although the Service has a selector: it will be deleted'
    return { code: 'slice-mirror-left-over', because, at }
  }
  if (manager !== controllerName) {
    const because = `is written by ${manager ?? 'an unknown writer'}`
    return { code: 'slice-foreign', because, at }
  }
  if (service.manifest.metadata?.uid !== undefined && !isOwnedBy(service, slice)) {
    const because = 'does not name this Service as its owner: the controller will delete it'
    return { code: 'slice-unowned', because, at: ['metadata', 'ownerReferences'] }
  }
  if (!familiesOf(service.manifest).includes(addressType)) {
    const because = `is of ${addressType}, which the Service does not have: the controller will delete it`
    return { code: 'slice-family-dropped', because, at: ['addressType'] }
  }
  return { code: 'slice-of-controller', because: 'is kept up to date by the controller', at }
}
