import { nameOf } from '../../world/resource.ts'
import { connects } from './endpoint-seen.ts'
import { speechText } from './expected-protocol.ts'
import type { End, Journey } from './model.ts'
import type { Met, Observation } from './observation.ts'

interface Made {
  readonly vantage: string
  readonly to: string
  readonly met: Met
}

/**
 * The request that the client itself sent through the controller of an Ingress or a Gateway, in the place of what was predicted of the rule:
 * the address may not be reached, and the controller may answer itself. In: a journey whose backends are as they were seen.
 */
export function withRouteSeen(journey: Journey, observations: readonly Observation[]): Journey {
  const { entryPoint } = journey
  const made = observations.flatMap(({ stage, vantage, saw }): Made[] =>
    stage === 'route' && saw.is === 'connection' ? [{ vantage, to: saw.to, met: saw.met }] : [],
  )[0]
  if (entryPoint === undefined || made === undefined || made.met.outcome === 'unclear') return journey
  const place = `${made.to}, the address of ${nameOf(entryPoint.resource)}`
  const end = unreached(made, place) ?? answeredItself(journey, made, { place, observations })
  if (end !== undefined) return { ...journey, end }
  const { speech } = made.met
  const seen = `${made.vantage} connects to ${place}${speech === undefined ? '' : `, which ${speechText(speech)}`}`
  const { because = '' } = journey.steps.route ?? {}
  const route = {
    ...journey.steps.route,
    because: because === '' ? seen : `${seen}; ${because}`,
    observed: true as const,
  }
  return { ...journey, steps: { ...journey.steps, route } }
}

function unreached({ vantage, met }: Made, place: string): End | undefined {
  if (connects(met)) return undefined
  const outcome = met.outcome === 'refused' ? 'refused' : met.outcome === 'no-route' ? 'no-route' : 'dropped'
  const how =
    outcome === 'refused'
      ? 'is refused at'
      : outcome === 'no-route'
        ? 'has no route to'
        : 'gets no answer from'
  return { outcome, stage: 'route', because: `${vantage} ${how} ${place}` }
}

const gatewayErrors = new Set([502, 503, 504])

/** An answer that no backend gave: all that is known of them says otherwise. */
function answeredItself(
  { legs }: Journey,
  { vantage, met }: Made,
  { place, observations }: { readonly place: string; readonly observations: readonly Observation[] },
): End | undefined {
  const status = met.speech?.status
  if (status === undefined) return undefined
  const areFine = legs.every(
    ({ end, ways }) => end === undefined && ways.every((way) => way.end.outcome === 'reached'),
  )
  const of = new Set(
    observations.flatMap(({ stage, saw }) =>
      stage === 'port' && saw.is === 'connection' ? (saw.met.speech?.status ?? []) : [],
    ),
  )
  const said = `${vantage} gets ${status} from ${place}`
  if (gatewayErrors.has(status) && areFine && !of.has(status))
    return {
      outcome: 'answered',
      stage: 'route',
      because: `${said}: the controller does not reach the backends, which answer otherwise`,
    }
  if (status === 404 && of.size > 0 && !of.has(404))
    return {
      outcome: 'answered',
      stage: 'route',
      doubtful: true,
      because: `${said}, and the backends answer otherwise to this path: the controller has no such rule, or changes the path`,
    }
  return undefined
}
