import type { Journey, Stage } from '../diagnose/journey/model.ts'
import { stages } from '../diagnose/journey/model.ts'
import type { Observation } from '../diagnose/journey/observation.ts'
import { leavesOf } from '../diagnose/journey/verdict.ts'
import type { ObservationShown } from '../diagnose/probe-report.ts'
import { showReasons } from '../world/reason.ts'
import { evidenceOf } from './evidence.ts'
import type { Hop, HopId } from './model.ts'
import { readingAt } from './reading.ts'

/** What is asked at each place of the way. */
const asks: Readonly<Record<Stage, string>> = {
  client: 'who asks, and from which namespace',
  route: 'which rule of an Ingress or of a route takes the request',
  name: 'what the name resolves to',
  service: 'whether the Service has the port that is called',
  'virtual-ip': 'whether packets to the virtual IP are handled',
  'policy-egress': 'whether a NetworkPolicy lets the sender out',
  endpoints: 'which endpoints can get the request',
  'policy-ingress': 'whether a NetworkPolicy lets the request in',
  pod: 'whether the chosen pod can answer',
  port: 'whether the pod serves the port',
}

/** The hops of a trace, in order: a journey read place by place. */
export function hopsOf(journey: Journey, observations: readonly Observation[] = []): Hop[] {
  const skipped: Stage =
    journey.senders === undefined && !('route' in journey.steps) && journey.end?.stage !== 'route'
      ? 'route'
      : 'name'
  const last = lastStage(journey)
  return stages
    .filter((stage) => stage !== skipped)
    .map((stage): Hop => {
      const reached = stages.indexOf(stage) <= last
      const reading = reached ? readingAt(journey, stage) : undefined
      const {
        because = 'not reached',
        status = 'not-checked',
        fields = [],
        reasons,
        observed,
      } = reading ?? {}
      const seen = observations.filter((each) => each.stage === stage)
      return {
        ...namesOf(stage),
        asks: asks[stage],
        status,
        because,
        basis: observed === true || (reading !== undefined && seen.length > 0) ? 'observed' : 'simulated',
        evidence: fields.map(evidenceOf),
        ...showReasons(reasons),
        ...(seen.length === 0 ? {} : { observations: seen.map(shown) }),
        reached: reading !== undefined,
      }
    })
}

function shown({ vantage, time, command, proves }: Observation): ObservationShown {
  return { vantage, time, command, proves }
}

function namesOf(stage: Stage): Pick<Hop, 'id' | 'direction'> {
  if (stage === 'policy-egress') return { id: 'policy', direction: 'egress' }
  return stage === 'policy-ingress' ? { id: 'policy', direction: 'ingress' } : { id: stage }
}

/** The hop that a verdict names. */
export function hopIdOf(stage: Stage): HopId {
  return namesOf(stage).id
}

/** The farthest place that any request got to. */
function lastStage(journey: Journey): number {
  const orders = leavesOf(journey).map(({ end, way }) => {
    const goesOn =
      end.outcome === 'reached'
        ? end.stage !== 'route'
        : end.partly === true || (way !== undefined && end.outcome === 'unknown')
    return goesOn ? stages.length : stages.indexOf(end.stage)
  })
  return Math.max(-1, ...orders)
}
