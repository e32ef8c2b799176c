import type { DefaultedPort } from '../kube/core/defaults.ts'
import { handWrittenFor } from '../kube/endpointslice/hand-written.ts'
import type { Resource } from '../world/resource.ts'
import type { Service } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'
import { answerOf, failuresOf, packetsTo } from './journey/service-packets.ts'
import type { End } from './journey/model.ts'

/** A port of a Service at which none of the endpoints written by hand answers, and why. */
interface UnansweredPort {
  /** Absent for a headless Service without ports. */
  readonly port: DefaultedPort | undefined
  readonly end: End
}

const cause = 'endpoints-none-ready'

/**
 * The ports of a Service without a selector whose packets, followed to the endpoints that were written for it, are all lost there: none is
 * ready, the pods at their addresses do not run, or are gone. Each reason once; what another rule says of such endpoints (their family, the
 * names of their ports, internalTrafficPolicy) is left to it.
 */
export function unansweredByHand(world: World, service: Resource<Service>): readonly UnansweredPort[] {
  if (!handWrittenFor(world, service).some(({ slice }) => (slice.endpoints ?? []).length > 0)) return []
  const found = new Map<string, UnansweredPort>()
  for (const each of packetsTo(world, service)) {
    if (answerOf([each])?.status !== 'none') continue
    const end = failuresOf(each).find((failure) => (failure.cause ?? cause) === cause)
    if (end !== undefined && !found.has(end.because)) found.set(end.because, { port: each.port, end })
  }
  return [...found.values()]
}
