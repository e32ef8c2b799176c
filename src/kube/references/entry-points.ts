import type { Gateway, Listener, ListenerSet } from '../../world/types/gateway-api.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { hostMatches, specificityOf } from './hostnames.ts'
import { setsOf } from './listener-set.ts'
import { isBareConnection, type ServedRequest } from './served-request.ts'

/** The port of a listener; 0, which is none, where it names none. */
export function listenerPort({ port = 0 }: Listener): number {
  return port
}

/** A listener of a Gateway where requests come in. */
export interface EntryPoint {
  readonly gateway: Resource<Gateway>
  /** The Gateway, or the ListenerSet that adds the listener to it. */
  readonly holder: Resource<Gateway | ListenerSet>
  readonly listener: Listener
}

const protocols: Readonly<Record<ServedRequest['scheme'], readonly string[]>> = {
  http: ['HTTP'],
  https: ['HTTPS', 'TLS'],
  tcp: ['TCP'],
  udp: ['UDP'],
}

/**
 * The listeners that take connections for a request: of each Gateway those that name the host most exactly. A bare connection tells
 * no host, so it must go to an address of the Gateway; without one, as of a Gateway that has none yet, to any of them.
 */
export function entryPointsFor(world: World, request: ServedRequest): EntryPoint[] {
  const { scheme, host, port } = request
  return world.all('Gateway').flatMap((gateway) => {
    if (isBareConnection(request) && host !== '' && !hasAddress(gateway, host)) return []
    const open = [gateway, ...setsOf(world, gateway)]
      .flatMap((holder) =>
        (holder.manifest.spec?.listeners ?? []).map((listener) => ({ gateway, holder, listener })),
      )
      .filter(
        ({ listener }) =>
          protocols[scheme].includes(listener.protocol ?? '') &&
          listener.port === port &&
          (isBareConnection(request) || hostMatches(listener.hostname, host)),
      )
    const most = Math.max(...open.map(({ listener }) => specificityOf(listener.hostname)))
    return open.filter(({ listener }) => specificityOf(listener.hostname) === most)
  })
}

export function hasAddress({ manifest }: Resource<Gateway>, host: string): boolean {
  return (manifest.status?.addresses ?? []).some(({ value }) => value === host)
}
