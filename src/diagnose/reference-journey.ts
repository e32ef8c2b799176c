import type { ReferenceKind, ServiceReference } from '../kube/references/reference.ts'
import { clientPodsOf } from '../kube/references/clients.ts'
import { defined } from '../world/defined.ts'
import type { World } from '../world/world.ts'
import { followedCall } from './client-calls.ts'
import { journeyOfBackend } from './journey/by-route.ts'
import { journeyOf } from './journey/journey.ts'
import { foldOf, type Fold } from './journey/verdict.ts'

const routed: ReadonlySet<ReferenceKind> = new Set(['ingress-backend', 'route-backend', 'route-mirror'])
const byApiServer: ReadonlySet<ReferenceKind> = new Set(['webhook', 'conversion-webhook', 'api-service'])

/**
 * What becomes of the requests that a reference stands for: a client's call by its texts, those that an Ingress or a route hands on,
 * those of the API server. Undefined for a reference that no request follows, or that only may be one.
 */
export function foldOfReference(world: World, reference: ServiceReference): Fold | undefined {
  const { kind, possible, from, namespace, name, port } = reference
  if (possible === true) return undefined
  if (kind === 'text') return foldOfText(world, reference)
  if (routed.has(kind)) {
    // the controller meets the alias that is named
    const { through = { namespace, name } } = reference
    const named = { ...reference, namespace: through.namespace ?? namespace, name: through.name }
    const journey = journeyOfBackend(world, named)
    return journey && foldOf(journey)
  }
  if (!byApiServer.has(kind)) return undefined
  const target = { service: name, namespace, protocol: 'TCP', ...defined({ port: port?.number }) } as const
  const home = from.namespace ?? namespace
  return foldOf(journeyOf(world, { target, from: { is: 'api-server' }, namespace: home }))
}

function foldOfText(world: World, { from, path, mention, via = '', port }: ServiceReference): Fold {
  const client = clientPodsOf(world, from).find((each) =>
    each.path.every((step, index) => step === path[index]),
  )
  const address = via.replace(/:\d+$/, '')
  const called = mention ?? { host: address, protocol: 'TCP', ...defined({ port: port?.number }) }
  return followedCall(world, { from, mention: called, ...defined({ client }) }).fold
}
