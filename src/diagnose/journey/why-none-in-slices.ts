import { typeOf } from '../../kube/core/defaults.ts'
import { isUsable, selectedCandidates } from '../../kube/endpointslice/candidates.ts'
import { actualSlices } from '../../kube/endpointslice/slices.ts'
import { count, quote } from '../../text/wording.ts'
import type { Doubt } from '../../world/coverage.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { Service } from '../../world/types/manifest.ts'
import { notThereYet } from '../unseen-pods.ts'
import { witnessesOfSlices } from '../witnesses.ts'
import { atEndpoints, slicesCommand, type UnservedPacket } from './end-parts.ts'
import type { End } from './model.ts'
import type { Worlds } from './worlds.ts'

/** What the slices hold decides, whatever the pods are like. */
export function bySlices(worlds: Worlds, { service, servicePort, reach }: UnservedPacket): End {
  const slices = actualSlices(worlds.closed, service)
  const endpoints = slices.flatMap(({ manifest }) => manifest.endpoints ?? [])
  const ready = endpoints.filter(({ conditions }) => conditions?.ready !== false)
  const usable = selectedCandidates(worlds.closed, service).filter((candidate) => isUsable(candidate))
  const unseen = unseenPods(worlds, service)
  const said = witnessesOfSlices(worlds.closed, service)
  const toCome = notThereYet(worlds.closed, service)?.podSource.resource
  const isHeadless = typeOf(service.manifest) === 'Headless'
  const pods = usable.filter(
    ({ podSource, conditions }) => podSource.pod !== undefined && (!isHeadless || conditions?.ready === true),
  )
  const text = [
    endpoints.length === 0
      ? `${slices.length === 1 ? 'its EndpointSlice lists' : 'its EndpointSlices list'} no endpoint`
      : reach.code === 'port-unresolved'
        ? `no endpoint of its EndpointSlices has the port ${quote(servicePort?.name || String(servicePort?.port ?? ''))}`
        : `${ready.length} of ${count(endpoints.length, 'endpoint')} in its EndpointSlices ready`,
    ...(toCome === undefined ? [] : [`${nameOf(toCome)} is not in the cluster yet`]),
    ...(unseen === undefined ? [] : [`its pods are not known: ${unseen.because}`]),
    ...(pods.length > 0 && unseen === undefined
      ? [`${count(pods.length, 'pod')} would be: the slices do not follow the pods`]
      : []),
    ...said.map((each) => each.text),
  ].join('; ')
  return {
    ...atEndpoints,
    because: reach.code === 'no-local-endpoint' ? reach.because : text,
    fields: [
      ...slices.slice(0, 3).map((resource) => ({ resource, path: ['endpoints'] })),
      ...said.flatMap(({ field }) => field),
    ],
    confirm: slicesCommand(service),
    ...(toCome === undefined ? {} : { cause: 'endpoints-no-pods' }),
  }
}

/** Pods may not be listed, or could not be: then the slices are all there is to go by. */
export function unseenPods({ open }: Worlds, service: Resource<Service>): Doubt | undefined {
  const doubt = open.doubt(['Pod'], service.namespace)
  return doubt === undefined || doubt.state === 'partial' ? undefined : doubt
}
