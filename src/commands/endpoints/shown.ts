import type { Interfaces } from '@oclif/core'
import { describeEndpoints } from '../../inspect/endpoints.ts'
import { describeReach } from '../../inspect/reach.ts'
import { defined } from '../../world/defined.ts'
import type { Resource } from '../../world/resource.ts'
import type { Service } from '../../world/types/manifest.ts'
import type { endpointsFlags } from '../shared/endpoints-flags.ts'
import { asksPackets, clientsAsked, namespacesOfClient, type PacketFlags } from '../shared/find-client.ts'
import { findServices } from '../shared/find-services.ts'
import type { Io } from '../shared/io.ts'
import { aliasKinds, endpointKinds } from '../shared/kinds.ts'
import { withProbeLogin } from '../shared/probe.ts'
import { readWorldAround, readWorldExplained, type WorldRead } from '../shared/read-world.ts'
import { inputsOf, orPathMeant } from '../shared/words.ts'

export type EndpointsFlags = Interfaces.InferredFlags<typeof endpointsFlags> & { readonly io: Io }

/** Reads what the flags ask for, and describes the endpoints of the Services of these names, of all without one. Throws SvcError. */
export function endpointsShown(names: readonly string[], flags: EndpointsFlags) {
  const { from, probe } = flags
  return withProbeLogin(flags, async (own) => {
    const read = await orPathMeant(names, () =>
      asksPackets(flags)
        ? readWorldAround(own, [...aliasKinds, 'Namespace'], { others: () => namespacesOfClient(from) })
        : readWorldExplained([], own, endpointKinds),
    )
    const services = findServices(names, read, inputsOf([], flags))
    const described = services.map((service) => describe(service, read, flags))
    if (probe === undefined) return { world: read.world, shown: { services: described } }
    const { probedEndpoints } = await import('../shared/probe-endpoints.ts')
    const asked = { world: read.world, services, described }
    return { world: read.world, shown: await probedEndpoints(own, probe, asked) }
  })
}

function describe(service: Resource<Service>, { world, namespace }: WorldRead, flags: PacketFlags) {
  const { matrix, via } = flags
  const asked = { clients: clientsAsked(flags, world, namespace), ...defined({ via }) }
  return {
    ...describeEndpoints(world, service),
    ...(asksPackets(flags) && { reach: describeReach(world, service, asked), isMatrix: matrix }),
  }
}
