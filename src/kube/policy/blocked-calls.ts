import type { Service } from '../../world/manifest.ts'
import type { NetworkPolicy } from '../../world/network-policy.ts'
import type { FieldPath } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'
import { defined } from '../../world/defined.ts'
import type { World } from '../../world/world.ts'
import { servicePorts, type DefaultedPort } from '../apiserver/defaults.ts'
import { resolveService } from '../dns/service-name.ts'
import { calledPort } from '../references/called-port.ts'
import { clientReferencesOf } from '../references/clients.ts'
import type { Mention } from '../references/mentions.ts'
import { podLikeOfPod, podTemplatesOf, type PodLike } from '../workload/pod-like.ts'
import { destinationsOf } from './destinations.ts'
import type { DirectionVerdict } from './direction.ts'
import { podEnd } from './ends.ts'
import { smallestChange, type Change } from './smallest-change.ts'
import { connectionVerdict } from './verdict.ts'

/** A client that names a Service in what its programs read, and whose requests no endpoint of it gets. */
export interface BlockedCall {
  readonly client: PodLike
  readonly path: FieldPath
  readonly mention: Mention
  readonly service: Resource<Service>
  readonly half: DirectionVerdict
  readonly change: Change
  /** The policy to change, or the first of those that isolate. */
  readonly policy: Resource<NetworkPolicy>
}

const known = new WeakMap<World, readonly BlockedCall[]>()

/** Every call of a Service that policies drop, whichever endpoint is chosen; each client and Service once. */
export function blockedCalls(world: World): readonly BlockedCall[] {
  let calls = known.get(world)
  if (calls === undefined) {
    const seen = new Set<string>()
    calls =
      world.all('NetworkPolicy').length === 0
        ? []
        : world.resources.flatMap((item) => callsOf(world, item, seen))
    known.set(world, calls)
  }
  return calls
}

/** The pod, or the pod templates, of a resource that are clients. */
function clientsIn(resource: Resource): PodLike[] {
  return resource.kind === 'Pod' ? [podLikeOfPod(resource)] : podTemplatesOf(resource)
}

function callsOf(world: World, resource: Resource, seen: Set<string>): BlockedCall[] {
  const clients = clientsIn(resource)
  if (clients.length === 0) return []
  return clientReferencesOf(world, resource).flatMap(({ path, mention }) => {
    const client = clients.find((each) => each.path.every((step, index) => step === path[index]))
    const service = resolveService(world, mention.host, resource.namespace ?? '')
    if (client === undefined || service === undefined) return []
    const servicePort = portCalled(service, mention)
    const key = [
      resource.kind,
      resource.namespace,
      resource.name,
      service.namespace,
      service.name,
      servicePort?.port,
    ].join('/')
    if (servicePort === undefined || seen.has(key)) return []
    seen.add(key)
    const blocked = blockedBy(world, client, { service, servicePort })
    return blocked === undefined ? [] : [{ client, path, mention, service, ...blocked }]
  })
}

function portCalled({ manifest }: Resource<Service>, mention: Mention): DefaultedPort | undefined {
  if (mention.port !== undefined) return calledPort(manifest, mention)
  const [only, other] = servicePorts(manifest)
  return other === undefined ? only : undefined
}

function blockedBy(
  world: World,
  client: PodLike,
  { service, servicePort }: { service: Resource<Service>; servicePort: DefaultedPort },
): Pick<BlockedCall, 'half' | 'change' | 'policy'> | undefined {
  const from = podEnd(world, client)
  const { port: called, protocol } = servicePort
  const verdicts = destinationsOf(world, service, { servicePort, port: called }).map(({ end, port }) =>
    connectionVerdict(world, { from, to: end, protocol, ...defined({ port }) }),
  )
  const [first] = verdicts
  if (first === undefined || !verdicts.every(({ verdict }) => verdict === 'denied')) return undefined
  const half = first.egress.verdict === 'denied' ? first.egress : first.ingress
  const change = smallestChange(half, called)
  const policy = change !== undefined && 'policy' in change ? change.policy : half.isolating[0]?.policy
  return change === undefined || policy === undefined ? undefined : { half, change, policy }
}
