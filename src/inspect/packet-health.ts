import { actualSlices } from '../kube/endpointslice/slices.ts'
import type { Leg, Way } from '../diagnose/journey/model.ts'
import { answerOf, packetsTo, type PacketsAnswer } from '../diagnose/journey/service-packets.ts'
import { nameOf, type Resource } from '../world/resource.ts'
import type { Service } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'
import type { Health, ServiceHealth } from './service-health.ts'

/** The health of a Service by the packets that its ports get, given what its pods imply. */
export function healthByPackets(
  world: World,
  service: Resource<Service>,
  implied: ServiceHealth,
): ServiceHealth {
  const byPort = packetsTo(world, service)
  const found = answerOf(byPort)
  if (found === undefined) return implied
  const { status, end } = found
  const hasSlices = actualSlices(world, service).length > 0
  const legs = byPort.flatMap((each) => each.legs)
  const counted = hasSlices ? countOf(legs, implied) : implied
  const health = worse(healths[status], implied, counted)
  if (health === implied.health) return { ...implied, ready: counted.ready, total: counted.total }
  const because = end === undefined ? implied.because : end.because
  const grounds = (end?.fields ?? []).map(({ resource, path }) => ({ resource, at: path }))
  return {
    health,
    ready: health === 'broken' ? 0 : counted.ready,
    total: counted.total,
    because,
    reasons: [...(end?.reasons ?? []), { code: end?.cause ?? codeOf(health), because, grounds }],
  }
}

function codeOf(health: Health): string {
  return health === 'broken' ? 'no-endpoint-answers' : 'endpoints-do-not-answer'
}

const healths: Readonly<Record<PacketsAnswer['status'], Health>> = {
  all: 'healthy',
  some: 'degraded',
  none: 'broken',
  unknown: 'unknown',
}

function answers({ end }: Way): boolean {
  return end.outcome === 'reached' || end.doubtful === true
}

/** Pods that are not ready make it worse than its packets show; what the slices hold decides whether anything answers at all. */
function worse(
  status: Health,
  { health }: ServiceHealth,
  { ready, total }: { readonly ready: number; readonly total: number },
): Health {
  if (status === 'broken' || status === 'degraded') return status
  return health === 'degraded' || (status === 'healthy' && ready < total) ? 'degraded' : status
}

/** Endpoints that answer and all there are: those of the slices, or those that the pods imply where these are more. */
function countOf(legs: readonly Leg[], implied: ServiceHealth): { ready: number; total: number } {
  const backends = new Map<string, boolean>()
  for (const way of legs.flatMap((leg) => leg.ways)) {
    const isAnswered = answers(way)
    for (const { podSource, address, name } of [way, ...(way.others ?? [])]) {
      const key = podSource === undefined ? (address ?? name) : nameOf(podSource.resource)
      backends.set(key, (backends.get(key) ?? false) || isAnswered)
    }
  }
  const ready = [...backends.values()].filter(Boolean).length
  return { ready, total: Math.max(implied.total, backends.size) }
}
