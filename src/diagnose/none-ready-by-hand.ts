import type { DefaultedPort } from '../kube/core/defaults.ts'
import { handWrittenFor, slicePortFor } from '../kube/endpointslice/hand-written.ts'
import { count } from '../text/wording.ts'
import type { Resource } from '../world/resource.ts'
import type { AddressType, Service } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'

/** Which packets are meant: to a port of the Service, or to any; to its address of one family. */
interface Meant {
  readonly port?: DefaultedPort
  readonly family?: AddressType
}

/**
 * That the endpoints written by hand for a port of a Service without a selector are there, and none is ready, nor terminating and still
 * serving, which kube-proxy falls back to; else undefined.
 */
export function noneReadyByHand(
  world: World,
  service: Resource<Service>,
  { port, family }: Meant,
): string | undefined {
  const joined = handWrittenFor(world, service).filter(
    ({ slice }) => port === undefined || slicePortFor(port, slice) !== undefined,
  )
  const own = joined.filter(({ slice }) => family === undefined || slice.addressType === family)
  const all = own.flatMap(({ slice }) => slice.endpoints ?? [])
  const isUsable = all.some(
    ({ conditions: { ready, serving, terminating } = {} }) =>
      ready !== false || (serving === true && terminating === true),
  )
  if (all.length === 0 || isUsable) return undefined
  const endpoint = own.length < joined.length ? `${family} endpoint` : 'endpoint'
  return all.length === 1
    ? `the only ${endpoint} is written by hand, and said not to be ready`
    : `none of the ${count(all.length, endpoint)} written by hand is ready`
}
