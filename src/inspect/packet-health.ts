import { servicePorts, typeOf, type DefaultedPort } from '../kube/core/defaults.ts'
import { familiesOf } from '../kube/core/families.ts'
import { actualSlices } from '../kube/endpointslice/slices.ts'
import { legsTo } from '../diagnose/journey/leg.ts'
import type { Caller, End, Leg, Way } from '../diagnose/journey/model.ts'
import { worldsOf } from '../diagnose/journey/worlds.ts'
import { nameOf, type Resource } from '../world/resource.ts'
import type { Service } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'
import type { Health, ServiceHealth } from './service-health.ts'

/** What packets to one port meet, family by family. */
interface PortLegs {
  readonly port: DefaultedPort | undefined
  readonly legs: readonly Leg[]
}

/** The health of a Service by the packets that its ports get, given what its pods imply. */
export function healthByPackets(
  world: World,
  service: Resource<Service>,
  implied: ServiceHealth,
): ServiceHealth {
  const byPort = legsOf(world, service)
  const legs = byPort.flatMap((each) => each.legs)
  const hasSlices = actualSlices(world, service).length > 0
  const found = statusOf(byPort, legs)
  if (found === undefined) return implied
  const { status, end } = found
  const counted = hasSlices ? countOf(legs, implied) : implied
  const health = worse(status, implied, counted)
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

const anyPod: Caller = { is: 'any', namespace: '', vantages: [{ kind: 'pod' }] }

function legsOf(world: World, service: Resource<Service>): PortLegs[] {
  const worlds = worldsOf(world)
  const isHeadless = typeOf(service.manifest) === 'Headless'
  const ports = isHeadless ? [servicePorts(service.manifest)[0]] : servicePorts(service.manifest)
  const families = familiesOf(service.manifest).filter((family) => family !== 'FQDN')
  return ports.map((port) => ({
    port,
    legs: families.flatMap((family) => {
      const to = { service, family, ...(isHeadless ? {} : { via: 'cluster-ip' as const }) }
      const asked = {
        worlds,
        caller: anyPod,
        senders: [],
        protocol: port?.protocol ?? ('TCP' as const),
        oneOfEachKind: true as const,
      }
      return legsTo({ ...asked, ...(port === undefined ? {} : { port: port.port }) }, to)
    }),
  }))
}

function answers({ end }: Way): boolean {
  return end.outcome === 'reached' || end.doubtful === true
}

function isFailure({ outcome, doubtful }: End): boolean {
  return outcome !== 'reached' && outcome !== 'unknown' && doubtful !== true
}

/** Undefined where nothing that packets meet is known. */
function statusOf(
  byPort: readonly PortLegs[],
  legs: readonly Leg[],
): { status: Health; end?: End } | undefined {
  const ends = legs.flatMap((leg) => (leg.end === undefined ? leg.ways.map((way) => way.end) : [leg.end]))
  const failed = ends.find(isFailure)
  const isAnswered = legs.some((leg) => leg.ways.some(answers))
  if (isAnswered) {
    const dead = byPort.find(({ legs: own }) => own.length > 0 && !own.some((leg) => leg.ways.some(answers)))
    const end =
      dead?.legs.flatMap((leg) => leg.end ?? leg.ways.map((way) => way.end)).find(isFailure) ?? failed
    return end === undefined ? { status: 'healthy' } : { status: 'degraded', end }
  }
  const unknown = ends.find(({ outcome }) => outcome === 'unknown')
  if (unknown !== undefined) return { status: 'unknown', end: unknown }
  return failed === undefined ? undefined : { status: 'broken', end: failed }
}

/** Pods that are not ready make it worse than its packets show; what the slices hold decides whether anything answers at all. */
function worse(
  status: Health,
  { health }: ServiceHealth,
  { ready, total }: { readonly ready: number; readonly total: number },
): Health {
  if (status !== 'healthy') return status
  return health === 'degraded' || ready < total ? 'degraded' : 'healthy'
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
