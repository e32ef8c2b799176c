import { labelOf } from '../../world/labels.ts'
import type { AddressType, EndpointSlice, Service } from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { typeOf } from '../core/defaults.ts'
import { selectorOf } from '../endpointslice/selection.ts'
import { headlessLabel } from '../endpointslice/slice-labels.ts'
import { actualSlices, slicesToCome } from '../endpointslice/slices.ts'
import type { SliceSeen } from './backends.ts'
import { proxyGatesOf, type ProxyGates } from './gates.ts'
import { proxierOf, type Proxier } from './proxier.ts'

/** What the kube-proxies of a World know of one Service: gathered once, asked for many packets. */
export interface ServiceView {
  readonly world: World
  readonly service: Resource<Service>
  readonly slices: readonly SliceSeen[]
  /** The families whose slices of the controller are not in the World: these are what it would write. */
  readonly predicted: ReadonlySet<AddressType>
  /** The World lists slices, so that those are still to come. */
  readonly awaited: boolean
  /** Why there may be endpoints that are not among these. */
  readonly doubt?: string
  readonly gates: ProxyGates
  readonly proxier: Proxier
}

/**
 * The slices that the World holds are what kube-proxy works with, right or wrong. Where it holds none of the controller's
 * for a family (files, a refused list, a Service that is new, an Endpoints object that is not mirrored yet), the predicted
 * ones stand in for them, next to what other hands have written.
 */
export function viewOf(world: World, service: Resource<Service>): ServiceView {
  return world.derived(viewIn, service)
}

function viewIn(world: World, service: Resource<Service>): ServiceView {
  const actual = actualSlices(world, service)
    .filter(({ manifest }) => isWatched(service.manifest, manifest))
    .map((resource) => ({ manifest: resource.manifest, resource }))
  const doubt = world.doubt(['EndpointSlice'], service.namespace)
  const predicted = slicesToCome(world, service, actual)?.map((manifest) => ({ manifest }))
  // pods that cannot be seen make slices that cannot be predicted: there may be any
  const byPods = predicted !== undefined && selectorOf(service.manifest) !== undefined
  const why = byPods ? world.doubt(['Pod'], service.namespace) : doubt
  return {
    world,
    service,
    slices: [...actual, ...(predicted ?? [])],
    predicted: new Set((predicted ?? []).map(({ manifest }) => manifest.addressType)),
    awaited: doubt === undefined,
    ...(why === undefined ? {} : { doubt: why.because }),
    gates: proxyGatesOf(world.kubernetesVersion),
    proxier: proxierOf(world),
  }
}

/** kube-proxy does not watch slices that are labelled headless. Follows cmd/kube-proxy/app/server.go of kubernetes/kubernetes. */
function isWatched(service: Service, { metadata }: EndpointSlice): boolean {
  return typeOf(service) === 'Headless' || labelOf(metadata?.labels, headlessLabel) === undefined
}
