import { servicePorts, typeOf, type DefaultedPort } from '../../kube/core/defaults.ts'
import { familiesOf } from '../../kube/core/families.ts'
import { defined } from '../../world/defined.ts'
import type { Resource } from '../../world/resource.ts'
import type { Service } from '../../world/types/manifest.ts'
import type { World } from '../../world/world.ts'
import { legsTo } from './leg.ts'
import type { Caller, End, Leg } from './model.ts'
import { worldsOf } from './worlds.ts'

/** What packets to one port of a Service meet, family by family. */
export interface PortLegs {
  /** Absent for a headless Service without ports. */
  readonly port: DefaultedPort | undefined
  readonly legs: readonly Leg[]
}

/** What packets meet: all of them are answered, some, none, or it is not known. */
export interface PacketsAnswer {
  readonly status: 'all' | 'some' | 'none' | 'unknown'
  /** What is in the way. */
  readonly end?: End
}

const bothFamilies = ['IPv4', 'IPv6'] as const

const anyPod: Caller = { is: 'any', namespace: '', vantages: [{ kind: 'pod' }] }

/**
 * Packets of any pod to each port of a Service, followed to one backend of each kind, whatever policies say to one client or another. Of a
 * headless Service, whose ports are not translated, to the first.
 */
export function packetsTo(world: World, service: Resource<Service>): readonly PortLegs[] {
  const worlds = worldsOf(world)
  const isHeadless = typeOf(service.manifest) === 'Headless'
  const ports = isHeadless ? [servicePorts(service.manifest)[0]] : servicePorts(service.manifest)
  const own = familiesOf(service.manifest).filter((family) => family !== 'FQDN')
  // DNS answers with addresses of any family that there are
  const families = isHeadless ? new Set([...own, ...bothFamilies]) : own
  return ports.map((port) => {
    const legs = [...families].flatMap((family) => {
      const to = { service, family, ...(isHeadless ? {} : { via: 'cluster-ip' as const }) }
      const asked = {
        worlds,
        caller: anyPod,
        senders: [],
        protocol: port?.protocol ?? ('TCP' as const),
        oneOfEachKind: true as const,
      }
      return legsTo({ ...asked, ...defined({ port: port?.port }) }, to)
    })
    return { port, legs: isHeadless ? answeredByDns(legs, own.length) : legs }
  })
}

/** To the families that have an address; to those of the Service where none has. */
function answeredByDns(legs: readonly Leg[], own: number): readonly Leg[] {
  const answered = legs.filter(({ reach }) => (reach?.endpoints ?? []).length > 0)
  return answered.length > 0 ? answered : legs.slice(0, own)
}

/**
 * What packets to these ports meet together, by the ends that decide a trace: nothing that is certain is weighed against what is likely.
 * Undefined where there is no end.
 */
export function answerOf(byPort: readonly PortLegs[]): PacketsAnswer | undefined {
  const ports = byPort.map(({ legs }) => sortedEnds(legs))
  const failed = ports.flatMap((port) => port.failed)
  const open = ports.flatMap((port) => port.open)
  if (ports.every(({ fine }) => fine === 0)) {
    if (open[0] !== undefined) return { status: 'unknown', end: open[0] }
    return failed[0] === undefined ? undefined : { status: 'none', end: failed[0] }
  }
  const silent = ports.filter(({ fine }) => fine === 0)
  const dead = silent.find((port) => port.open.length === 0)?.failed[0] ?? failed[0]
  const likely = ports.find((port) => port.fine > 0)?.open.find(({ doubtful }) => doubtful === true)
  const end = dead ?? likely
  if (end !== undefined) return { status: 'some', end }
  return open[0] === undefined ? { status: 'all' } : { status: 'unknown', end: open[0] }
}

interface SortedEnds {
  readonly fine: number
  /** Certainly lost. */
  readonly failed: readonly End[]
  /** Not known, or likely lost. */
  readonly open: readonly End[]
}

function sortedEnds(legs: readonly Leg[]): SortedEnds {
  const ends = legs.flatMap(({ end, ways }) => end ?? ways.map((way) => way.end))
  const open = ends.filter(({ outcome, doubtful }) => outcome === 'unknown' || doubtful === true)
  const failed = ends.filter((end) => end.outcome !== 'reached' && !open.includes(end))
  return { fine: ends.length - open.length - failed.length, failed, open }
}

/** The ends of the packets that are certainly lost. */
export function failuresOf({ legs }: PortLegs): readonly End[] {
  return sortedEnds(legs).failed
}
