import type { Doubt } from '../world/coverage.ts'
import type { Service } from '../world/types/manifest.ts'
import type { Reason } from '../world/reason.ts'
import type { Resource } from '../world/resource.ts'
import type { World } from '../world/world.ts'
import { describeMiss } from './describe-miss.ts'
import { nearestMiss, type NearestMiss } from './nearest-miss.ts'
import { actualSlices } from '../kube/endpointslice/slices.ts'

/** What is known of a Service whose selector matches nothing in the World. */
export interface NoMatchDiagnosis {
  readonly miss?: NearestMiss
  /**
   * `proven`: the World lists all pods, or holds the controller's own empty slices. `in-sight`: what was meant is there,
   * so a partial World is proof enough. `open`: it depends on what the World does not hold.
   */
  readonly proof: 'proven' | 'in-sight' | 'open'
  /** Why it may not be so; absent when it is proven, or in sight in a World that is merely partial. */
  readonly doubt?: Doubt
}

/** How sure it is that a Service has no endpoints, given that its selector matches nothing here. */
export function diagnoseNoMatch(world: World, service: Resource<Service>): NoMatchDiagnosis {
  const miss = nearestMiss(world, service)
  const slices = actualSlices(world, service)
  const seenEmpty =
    slices.length > 0 && slices.every(({ manifest }) => (manifest.endpoints ?? []).length === 0)
  const doubt = seenEmpty ? undefined : world.doubt(['Pod'], service.namespace)
  const common = miss === undefined ? {} : { miss }
  if (doubt === undefined) return { ...common, proof: 'proven' }
  const inSight = miss?.kind === 'slip' || miss?.kind === 'workload-labels'
  if (!inSight) return { ...common, proof: 'open', doubt }
  return { ...common, proof: 'in-sight', ...(doubt.state === 'partial' ? {} : { doubt }) }
}

/** The same as reasons: that no pod matches, with what nearly does; and why there may be others. */
export function reasonsOfNoMatch(
  world: World,
  service: Resource<Service>,
  { miss, doubt }: Pick<NoMatchDiagnosis, 'miss' | 'doubt'>,
): readonly [Reason, ...Reason[]] {
  const grounds = [{ resource: service, at: ['spec', 'selector'] }]
  const because = `no pod matches the selector${miss === undefined ? '' : `; ${describeMiss(world, miss)}`}`
  const none = { code: 'no-pod-matches', because, grounds }
  return doubt === undefined
    ? [none]
    : [none, { code: 'pods-not-known', because: doubt.because, grounds: [] }]
}
