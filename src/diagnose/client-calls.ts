import { ownerOfAddress } from '../kube/proxy/owner.ts'
import { serviceCalled } from '../kube/references/called-service.ts'
import { clientPodsOf, clientReferencesOf, type ClientReference } from '../kube/references/clients.ts'
import type { Mention } from '../kube/references/mentions.ts'
import { hasEnded, type PodSource } from '../kube/workload/pod-source.ts'
import { defined } from '../world/defined.ts'
import type { FieldPath } from '../world/place.ts'
import type { Resource } from '../world/resource.ts'
import type { Service } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'
import { journeyOf } from './journey/journey.ts'
import type { Call, Journey } from './journey/model.ts'
import { foldOf, type Fold } from './journey/verdict.ts'

/** A place where a client's own texts call a Service that is there. */
export interface ClientCall {
  readonly client: PodSource
  readonly path: FieldPath
  readonly mention: Mention
  readonly service: Resource<Service>
}

/** A call and all that becomes of it. */
export interface Followed {
  readonly journey: Journey
  readonly fold: Fold
}

/** Every call of a Service by what a client's texts say; each client, Service and port once. */
export function clientCalls(world: World): readonly ClientCall[] {
  return world.derived(allCalls)
}

function allCalls(world: World): readonly ClientCall[] {
  return world.resources.flatMap((resource) => callsOf(world, resource))
}

function callsOf(world: World, resource: Resource): ClientCall[] {
  const references = clientReferencesOf(world, resource)
  const clients = references.length === 0 ? [] : clientPodsOf(world, resource)
  const seen = new Set<string>()
  return references.flatMap((reference) => {
    const { path, mention } = reference
    const client = clients.find((each) => each.path.every((step, index) => step === path[index]))
    // a Job's pod that is done calls nothing any more
    const service = client && !hasEnded(client) ? calledService(world, reference) : undefined
    if (client === undefined || service === undefined) return []
    // a kustomization says in which namespace the client is
    if (resource.origin.isRenamed === true && service.namespace !== resource.namespace) return []
    const key = [client.path.join('.'), service.namespace, service.name, mention.port].join('/')
    return seen.has(key) ? [] : seen.add(key) && [{ client, path, mention, service }]
  })
}

function calledService(world: World, reference: ClientReference): Resource<Service> | undefined {
  const { host, port, protocol } = reference.mention
  if (!/^\d+(\.\d+){3}$/.test(host)) return serviceCalled(world, reference)
  const owner = ownerOfAddress(world, { address: host, protocol, anyProtocol: true, ...defined({ port }) })
  return owner?.is === 'service' ? owner.service : undefined
}

/** What a text says of the peer that is called. */
type Called = Pick<Mention, 'host' | 'port' | 'protocol' | 'scheme'>

/**
 * What becomes of a request that a client makes by what its texts say: the name and the port as they are written there. Each client,
 * name and port is followed once, whoever asks.
 */
export function followedCall(
  world: World,
  { from, client, mention }: { from: Resource; client?: PodSource; mention: Called },
): Followed {
  const { host, port, protocol, scheme } = mention
  const known = world.derived(knownOf, from)
  const key = [client?.path.join('.') ?? '', host, port, protocol, scheme === undefined].join(' ')
  let followed = known.get(key)
  if (followed === undefined) {
    const call: Call = {
      target: {
        ...(/^\d+(\.\d+){3}$/.test(host) ? { address: host } : { host }),
        protocol,
        ...defined({ port }),
        ...(scheme === undefined ? { protocolIsGuess: true as const } : {}),
      },
      from: { is: 'resource', resource: from, ...defined({ podSource: client }) },
      namespace: from.namespace ?? 'default',
    }
    const journey = journeyOf(world, call)
    followed = { journey, fold: foldOf(journey) }
    known.set(key, followed)
  }
  return followed
}

function knownOf(): Map<string, Followed> {
  return new Map()
}
