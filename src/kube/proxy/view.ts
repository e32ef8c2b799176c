import { labelOf } from '../../world/labels.ts'
import type { EndpointSlice, Service } from '../../world/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { typeOf } from '../apiserver/defaults.ts'
import { selectorOf } from '../endpointslice/selection.ts'
import { controllerName, headlessLabel, managedByLabel } from '../endpointslice/slice-labels.ts'
import { actualSlices, predictEndpointSlices } from '../endpointslice/slices.ts'
import type { SliceSeen } from './backends.ts'
import { proxyGatesOf, type ProxyGates } from './gates.ts'
import { proxierOf, type Proxier } from './proxier.ts'

/** What the kube-proxies of a World know of one Service: gathered once, asked for many packets. */
export interface ServiceView {
  readonly world: World
  readonly service: Resource<Service>
  readonly slices: readonly SliceSeen[]
  /** The slices of the controller are not in the World: these are what it would write. */
  readonly predicted: boolean
  /** Why there may be endpoints that are not among these. */
  readonly doubt?: string
  readonly gates: ProxyGates
  readonly proxier: Proxier
}

/**
 * The slices that the World holds are what kube-proxy works with, right or wrong. Where it holds none of the controller's
 * (files, a refused list), the predicted ones stand in for them, beside what other hands have written.
 */
export function viewOf(world: World, service: Resource<Service>): ServiceView {
  const actual = actualSlices(world, service)
    .filter(({ manifest }) => isWatched(service.manifest, manifest))
    .map((resource) => ({ manifest: resource.manifest, resource }))
  const own = actual.some(
    ({ manifest }) => labelOf(manifest.metadata?.labels, managedByLabel) === controllerName,
  )
  const doubt = world.doubt(['EndpointSlice'], service.namespace)
  // a manifest has no uid: no controller has seen it
  const isLive = service.manifest.metadata?.uid !== undefined
  const predicts = selectorOf(service.manifest) !== undefined && !own && !(isLive && doubt === undefined)
  const predicted = predicts ? predictEndpointSlices(world, service).map((manifest) => ({ manifest })) : []
  const why = predicts ? world.doubt(['Pod'], service.namespace) : doubt
  return {
    world,
    service,
    slices: [...actual, ...predicted],
    predicted: predicts,
    ...(why === undefined ? {} : { doubt: why.because }),
    gates: proxyGatesOf(world.kubernetesVersion),
    proxier: proxierOf(world),
  }
}

/** kube-proxy does not watch slices that are labelled headless. Follows cmd/kube-proxy/app/server.go of kubernetes/kubernetes. */
function isWatched(service: Service, { metadata }: EndpointSlice): boolean {
  return typeOf(service) === 'Headless' || labelOf(metadata?.labels, headlessLabel) === undefined
}
