import { quote } from '../../text/wording.ts'
import { connects } from './endpoint-seen.ts'
import type { End } from './model.ts'
import { unresolved, type Observation, type SawConnection } from './observation.ts'

/** What the client’s own connection to the name says of that name: a clause that it holds, or where it ends. */
export interface ByNameSeen {
  readonly because: string
  readonly end?: End
}

/**
 * The connection by the name that is called, which whatever programs of the client use has looked up: hosts file, search list and resolver.
 * Undefined where there is none, or where it says nothing of the name.
 */
export function byNameSeen(observations: readonly Observation[], host: string): ByNameSeen | undefined {
  const made = observations.find(({ saw }) => isClients(saw) && saw.to.startsWith(`${host}:`))
  if (made?.saw.is !== 'connection') return undefined
  const { vantage, saw } = made
  if (connects(saw.met)) return { because: `${vantage} connects by the name ${quote(host)}` }
  const because =
    saw.met.outcome === 'unclear' ? unclear(vantage, saw, host) : unlikeAddress(made, host, observations)
  return because === undefined ? undefined : { because, end: { outcome: 'no-name', stage: 'name', because } }
}

function isClients(saw: Observation['saw']): saw is SawConnection {
  return saw.is === 'connection' && saw.from === 'client'
}

function unclear(vantage: string, { met }: SawConnection, host: string): string | undefined {
  return met.because === unresolved
    ? `${vantage} cannot connect to ${quote(host)} by name: ${unresolved}`
    : undefined
}

/** By its address it is reached, and by its name it is not. */
function unlikeAddress(
  { vantage, saw }: Observation,
  host: string,
  observations: readonly Observation[],
): string | undefined {
  const reached = observations.flatMap((each) =>
    each.stage === 'virtual-ip' && isClients(each.saw) && connects(each.saw.met) ? [each.saw.to] : [],
  )[0]
  if (reached === undefined || !isClients(saw)) return undefined
  const how = saw.met.outcome === 'refused' ? 'is refused' : 'gets no answer'
  return `${vantage} connects to ${reached}, and by the name ${quote(host)} it ${how}: its hosts file or its resolver says otherwise than the cluster’s DNS`
}
