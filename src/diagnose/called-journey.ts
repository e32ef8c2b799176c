import type { ServiceReference } from '../kube/references/reference.ts'
import { defined } from '../world/defined.ts'
import type { World } from '../world/world.ts'
import { parseClient } from './journey/client.ts'
import { journeyOf } from './journey/journey.ts'
import type { Call } from './journey/model.ts'
import { foldOf, type Fold } from './journey/verdict.ts'

/**
 * What becomes of a request that a client makes by what its own texts say: the name and the port as they are written there. Undefined
 * for a reference that is no such text, or that only may be one.
 */
export function journeyOfReference(
  world: World,
  { from, mention, possible, kind }: ServiceReference,
): Fold | undefined {
  if (kind !== 'text' || mention === undefined || possible === true) return undefined
  const { host, port, protocol, scheme } = mention
  const client = parseClient(`${from.kind.toLowerCase()}/${from.name}`) ?? { is: 'any' }
  const call: Call = {
    target: {
      host,
      protocol,
      ...defined({ port }),
      ...(scheme === undefined ? { protocolIsGuess: true as const } : {}),
    },
    from: client,
    namespace: from.namespace ?? 'default',
  }
  return foldOf(journeyOf(world, call))
}
