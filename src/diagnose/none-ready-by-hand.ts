import type { DefaultedPort } from '../kube/core/defaults.ts'
import { handWrittenFor, slicePortFor, type HandWritten } from '../kube/endpointslice/hand-written.ts'
import { count } from '../text/wording.ts'
import type { Resource } from '../world/resource.ts'
import type { Service } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'

/**
 * The endpoints written by hand for a port of a Service without a selector, or for all of its ports, where there are some and none is
 * ready, nor terminating and still serving, which kube-proxy falls back to; else undefined.
 */
export function noneReadyByHand(
  world: World,
  service: Resource<Service>,
  port?: DefaultedPort,
): { readonly because: string; readonly written: readonly HandWritten[] } | undefined {
  const written = handWrittenFor(world, service).filter(
    ({ slice }) => port === undefined || slicePortFor(port, slice) !== undefined,
  )
  const all = written.flatMap(({ slice }) => slice.endpoints ?? [])
  const isUsable = all.some(
    ({ conditions: { ready, serving, terminating } = {} }) =>
      ready !== false || (serving === true && terminating === true),
  )
  if (all.length === 0 || isUsable) return undefined
  const because =
    all.length === 1
      ? 'the only endpoint is written by hand, and said not to be ready'
      : `none of the ${count(all.length, 'endpoint')} written by hand is ready`
  return { because, written }
}
