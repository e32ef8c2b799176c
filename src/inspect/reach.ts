import { surveyOf, type SurveyedPacket } from '../kube/proxy/survey.ts'
import type { Via } from '../kube/proxy/model.ts'
import { legsTo } from '../diagnose/journey/leg.ts'
import type { Caller, End, Leg, Way } from '../diagnose/journey/model.ts'
import { worldsOf } from '../diagnose/journey/worlds.ts'
import type { ReachRow } from './model.ts'
import { defined } from '../world/defined.ts'
import { formatPath } from '../world/place.ts'
import { idOf, type Resource } from '../world/resource.ts'
import type { Endpoint, Service } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'

/** What packets of these clients meet at a Service, as rows to print: the same legs that a trace follows. */
export function describeReach(
  world: World,
  service: Resource<Service>,
  asked: { readonly clients: readonly Caller[]; readonly via?: Via },
): ReachRow[] {
  const worlds = worldsOf(world)
  return asked.clients.flatMap((caller) =>
    surveyOf(world, service, { clients: caller.vantages, ...defined({ via: asked.via }) }).flatMap(
      (packet) => {
        const { from, via, node, port, protocol, family } = packet
        const one: Caller = { ...caller, vantages: [from] }
        const to = { service, via, family, port, protocol, ...defined({ node }) }
        return legsTo({ worlds, caller: one, protocol }, to).map((leg) => rowOf(caller, packet, leg))
      },
    ),
  )
}

function rowOf(
  caller: Caller,
  { from, via, node, port, protocol, family }: SurveyedPacket,
  leg: Leg,
): ReachRow {
  const { reach, ways, end } = leg
  const passing = ways.filter((way) => !isDropped(way))
  const kept = new Set(passing.map(({ address, name }) => address ?? name))
  const evidence = reach?.evidence ?? end?.fields ?? []
  return {
    vantage: nameOf(caller, from),
    via,
    ...defined({ node }),
    port,
    protocol,
    family,
    ...outcomeOf(leg, passing),
    endpoints: (end === undefined ? (reach?.endpoints ?? []) : [])
      .filter(({ address, target }) => ways.length === 0 || kept.has(address ?? target?.name ?? ''))
      .map(({ target, ...rest }) => ({ ...rest, ...podOf(target) })),
    left: (reach?.left() ?? []).map(({ target, ...rest }) => ({ ...rest, ...podOf(target) })),
    notes: [...(reach?.notes ?? []).map(({ text }) => text), ...droppedNotes(ways, passing)],
    evidence: evidence.map(({ resource, path }) => ({ resource: idOf(resource), path: formatPath(path) })),
  }
}

type SaidOutcome = Pick<ReachRow, 'outcome' | 'code' | 'because'>

/** Where policies let nothing through, or it is not known, that is what becomes of the packet. */
function outcomeOf({ reach, ways, end, steps }: Leg, passing: readonly Way[]): SaidOutcome {
  if (end !== undefined) return ended(end, reach)
  const said: SaidOutcome = {
    outcome: reach?.outcome ?? 'unknown',
    code: reach?.code ?? 'objects-not-known',
    because: reach?.because ?? '',
  }
  const [dropped] = ways
  if (passing.length === 0 && dropped !== undefined)
    return { outcome: 'dropped', code: 'policy', because: dropped.end.because }
  return steps['virtual-ip']?.open !== undefined && said.outcome === 'unknown'
    ? said
    : (undecided(passing) ?? said)
}

/** None of the endpoints is known to get it. */
function undecided(passing: readonly Way[]): SaidOutcome | undefined {
  const [first] = passing
  if (first === undefined || passing.some(({ end }) => end.outcome !== 'unknown')) return undefined
  return { outcome: 'unknown', code: 'policy', because: first.end.because }
}

const outcomes: Readonly<Partial<Record<End['outcome'], ReachRow['outcome']>>> = {
  refused: 'refused',
  dropped: 'dropped',
  'no-route': 'no-route',
  'no-name': 'no-route',
  unknown: 'unknown',
}

function ended(
  { outcome, because, stage }: End,
  reach: Leg['reach'],
): Pick<ReachRow, 'outcome' | 'code' | 'because'> {
  return {
    outcome: outcomes[outcome] ?? 'unknown',
    code: reach?.code ?? 'objects-not-known',
    because: stage === 'virtual-ip' ? (reach?.because ?? because) : because,
  }
}

function isDropped({ end }: Way): boolean {
  return end.outcome === 'dropped' && end.stage.startsWith('policy') && end.partly !== true
}

function droppedNotes(ways: readonly Way[], passing: readonly Way[]): string[] {
  const dropped = ways.filter((way) => isDropped(way))
  return passing.length === 0 ? [] : [...new Set(dropped.map(({ name, end }) => `${name}: ${end.because}`))]
}

function podOf(target: Endpoint['targetRef']): { pod?: string } {
  if (target?.name === undefined) return {}
  return { pod: target.kind === 'Pod' ? target.name : `${target.kind} ${target.name}` }
}

function nameOf({ is, resource, namespace }: Caller, from: Caller['vantages'][0]): string {
  if (is === 'api-server') return 'apiserver'
  if (from.kind === 'outside') return 'external'
  if (from.kind === 'node') return `node/${from.name}`
  if (from.pod !== undefined) return `pod/${from.pod.namespace ?? ''}/${from.pod.name}`
  return resource === undefined
    ? `any pod of ${namespace}`
    : `${resource.kind.toLowerCase()}/${namespace}/${resource.name}`
}
