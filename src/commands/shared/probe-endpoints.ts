import type { EndpointsShown, ServiceEndpoints } from '../../inspect/model.ts'
import type { Resource } from '../../world/resource.ts'
import type { Service } from '../../world/types/manifest.ts'
import type { World } from '../../world/world.ts'
import { probePorts } from './probe-ports.ts'
import type { WorldFlags } from './world-flags.ts'

/** Adds to what is said of Services what was seen at their endpoints; of a plan only what would be looked at. Throws SvcError. */
export async function probedEndpoints(
  flags: WorldFlags,
  how: 'live' | 'plan',
  asked: {
    readonly world: World
    readonly services: readonly Resource<Service>[]
    readonly described: readonly ServiceEndpoints[]
  },
): Promise<EndpointsShown> {
  const { portsBehind } = await import('../../probe/service-ports.ts')
  const places = asked.services.flatMap((service) => portsBehind(asked.world, service))
  const { ports, report } = await probePorts(flags, how, places)
  if (how === 'plan') return { services: asked.described, probe: report }
  const services = asked.described.map((each) => ({
    ...each,
    seen: ports.filter(({ service }) => service.name === each.name && service.namespace === each.namespace),
  }))
  return { services, probe: report }
}
