import { canonicalIP } from '../../kube/core/canonical-ip.ts'
import { connects, endSeen } from './endpoint-seen.ts'
import { expectedAt } from './expected-protocol.ts'
import { withNameSeen } from './name-seen.ts'
import { endpointText, type Observation } from './observation.ts'
import type { End, Journey, Leg, Way } from './model.ts'
import type { Sight } from './served-observed.ts'
import { withRouteSeen } from './route-seen.ts'
import { connectionTo, sightAt } from './sight.ts'

/** A journey in which what was seen has taken the place of what was predicted, and what was seen at which place. */
export interface Observed {
  readonly journey: Journey
  readonly observations: readonly Observation[]
}

/**
 * Puts what a probe saw into the tree of a journey: an observation beats a prediction in both directions, and where they differ both are
 * said. In: the journey that objects alone give, and observations of it. Out: the journey, and each observation at the place that it
 * speaks of. Throws nothing.
 */
export function observe(journey: Journey, observations: readonly Observation[]): Observed {
  const named = withNameSeen(journey, observations)
  const legs = named.legs.map((leg) => legSeen(named, leg, observations))
  const seen = withRouteSeen({ ...named, legs }, observations)
  return { journey: seen, observations: observations.map((each) => placed(each, legs)) }
}

function legSeen(journey: Journey, leg: Leg, observations: readonly Observation[]): Leg {
  const ways = leg.ways.map((way) => waySeen(way, { journey, leg, observations }))
  const vip = virtualAddressOf(leg)
  const called = vip === undefined ? undefined : connectionTo(observations, 'client', vip)
  const seen = { ...leg, ways }
  if (called === undefined || vip === undefined) return seen
  const { met, vantage } = called
  if (connects(met)) return withVipSeen(seen, `${vantage} connects to ${vip}`)
  if (met.outcome === 'unclear') return seen
  const how = met.outcome === 'refused' ? 'is refused at' : 'gets no answer from'
  const others = ways.filter((way) => isReachedByClient(way, leg, observations))
  const because = `${vantage} ${how} ${vip}`
  if (others.length > 0)
    return {
      ...seen,
      end: {
        outcome: met.outcome === 'refused' ? 'refused' : 'dropped',
        stage: 'virtual-ip',
        because: `${because}, though it reaches ${others.length === 1 ? 'the endpoint' : `${others.length} endpoints`} behind it: kube-proxy of its node, or what takes its place, does not lead there`,
      },
    }
  return leg.end === undefined
    ? seen
    : { ...seen, end: { ...leg.end, because: `${because}; ${leg.end.because}` } }
}

/** `ADDRESS:PORT` of a packet that is translated on its way; undefined where the address is that of a backend itself. */
export function virtualAddressOf({ to, port, protocol, service, ways }: Leg): string | undefined {
  if (to.address === undefined || port === undefined || service === undefined) return undefined
  const address = canonicalIP(to.address)
  const isBackend = ways.some((way) => way.address !== undefined && canonicalIP(way.address) === address)
  return isBackend ? undefined : endpointText(address, port, protocol)
}

/** The way to the virtual IP is proven by a connection; which endpoint took it is known where there is one. */
function withVipSeen(leg: Leg, because: string): Leg {
  const { end, ...rest } = leg
  const step = leg.steps['virtual-ip']
  const { open: _, ...passed } = step ?? { because: '' }
  const text = step === undefined ? because : `${because}; ${step.because}`
  const steps = { ...leg.steps, 'virtual-ip': { ...passed, because: text, observed: true as const } }
  if (end !== undefined && end.outcome !== 'reached')
    return {
      ...rest,
      steps,
      end: {
        outcome: 'reached',
        stage: 'virtual-ip',
        grounds: 'observed',
        because: end.outcome === 'unknown' ? because : `${because}; predicted otherwise: ${end.because}`,
      },
    }
  return { ...leg, steps }
}

interface ObservedLeg {
  readonly journey: Journey
  readonly leg: Leg
  readonly observations: readonly Observation[]
}

function waySeen(way: Way, around: ObservedLeg): Way {
  const { address, port } = way
  if (address === undefined || port === undefined) return way
  const seen = endSeen(way, sightOf(way, { address, port }, around))
  if (seen === undefined) return way
  const to = endpointText(canonicalIP(address), port, around.leg.protocol)
  const confirm = seen.outcome === 'reached' ? undefined : confirming(around.observations, to)
  return { ...way, end: confirm === undefined ? seen : { ...seen, confirm } }
}

function sightOf(
  { podSource }: Way,
  { address, port }: { readonly address: string; readonly port: number },
  { journey, leg, observations }: ObservedLeg,
): Sight {
  const service = leg.service?.manifest.spec?.ports?.[leg.servicePort?.index ?? -1]
  const { target } = journey.call
  const { protocol } = leg
  const expected = expectedAt(target, { service, podSource, port })
  return sightAt({ pod: podSource?.pod, address, port, protocol, expected, host: target.host }, observations)
}

/** The command that shows what failed. */
function confirming(observations: readonly Observation[], to: string): string | undefined {
  const about = observations.filter(({ saw }) => saw.is === 'connection' && saw.to === to)
  return (about.find(({ saw }) => saw.is === 'connection' && !connects(saw.met)) ?? about[0])?.command
}

function isReachedByClient(
  { address, port }: Way,
  { protocol }: Leg,
  observations: readonly Observation[],
): boolean {
  if (address === undefined || port === undefined) return false
  const to = endpointText(canonicalIP(address), port, protocol)
  const met = connectionTo(observations, 'client', to)?.met
  return met !== undefined && connects(met)
}

/** A connection of the client that was lost on the way speaks of the place where it was lost. */
function placed(observation: Observation, legs: readonly Leg[]): Observation {
  const { saw } = observation
  if (saw.is !== 'connection' || saw.from !== 'client' || connects(saw.met)) return observation
  const ends = legs.flatMap(({ protocol, ways }) =>
    ways.flatMap(({ address, port, end }): End[] =>
      address !== undefined &&
      port !== undefined &&
      endpointText(canonicalIP(address), port, protocol) === saw.to
        ? [end]
        : [],
    ),
  )
  const [end] = ends
  return end === undefined ? observation : { ...observation, stage: end.stage }
}
