import { canonicalIP } from '../../kube/core/canonical-ip.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { Protocol } from '../../world/types/manifest.ts'
import type { Expected } from './expected-protocol.ts'
import {
  endpointText,
  type ListeningSocket,
  type Met,
  type Observation,
  type SawConnection,
} from './observation.ts'
import type { Sight } from './served-observed.ts'

/** An endpoint that was looked at. */
export interface SightPlace {
  readonly pod?: Resource | undefined
  readonly address: string
  readonly port: number
  readonly protocol: Protocol
  readonly expected?: Expected | undefined
  /** The host of the call. */
  readonly host?: string | undefined
}

/** All that was seen at one endpoint, gathered from observations. */
export function sightAt(place: SightPlace, observations: readonly Observation[]): Sight {
  const { pod, address, port, protocol, expected, host } = place
  const to = endpointText(canonicalIP(address), port, protocol)
  const client = connectionTo(observations, 'client', to)
  return {
    who: pod === undefined ? to : nameOf(pod),
    address,
    port,
    protocol,
    api: connectionTo(observations, 'api-server', to)?.met,
    inside: connectionTo(observations, 'inside', to)?.met,
    client: client && { met: client.met, who: client.vantage },
    listeners: pod && listenersOf(pod, protocol, observations),
    expected,
    host,
  }
}

function listenersOf(
  { namespace, name }: Resource,
  protocol: Protocol,
  observations: readonly Observation[],
): readonly ListeningSocket[] | undefined {
  return observations.flatMap(({ saw }) =>
    saw.is === 'listeners' && saw.protocol === protocol && saw.pod === `${namespace}/${name}`
      ? [saw.listeners]
      : [],
  )[0]
}

/** What a connection from there to `ADDRESS:PORT` met, and who made it. */
export function connectionTo(
  observations: readonly Observation[],
  from: SawConnection['from'],
  to: string,
): { readonly met: Met; readonly vantage: string } | undefined {
  const found = observations.filter(
    ({ saw }) => saw.is === 'connection' && saw.from === from && saw.to === to,
  )
  // the one that was heard says more than one that was only opened
  const best = found.find(({ saw }) => saw.is === 'connection' && saw.met.speech !== undefined) ?? found[0]
  return best?.saw.is === 'connection' ? { met: best.saw.met, vantage: best.vantage } : undefined
}
