import type { Service } from '../world/types/manifest.ts'
import type { NetworkPolicy } from '../world/types/network-policy.ts'
import type { FieldPath } from '../world/place.ts'
import type { Resource } from '../world/resource.ts'
import { defined } from '../world/defined.ts'
import type { World } from '../world/world.ts'
import { servicePorts, type DefaultedPort } from '../kube/core/defaults.ts'
import { resolveService } from '../kube/dns/service-name.ts'
import { calledPort } from './called-port.ts'
import { clientReferencesOf } from '../kube/references/clients.ts'
import type { Mention } from '../kube/references/mentions.ts'
import { podSourceOfPod, podTemplatesOf, type PodSource } from '../kube/workload/pod-source.ts'
import { destinationsOf } from '../kube/policy/destinations.ts'
import type { DirectionVerdict } from '../kube/policy/direction.ts'
import { podEnd } from '../kube/policy/ends.ts'
import { smallestChange, type Change } from './policy-fix.ts'
import { connectionVerdict } from '../kube/policy/verdict.ts'

/** A client that names a Service in what its programs read, and whose requests no endpoint of it gets. */
export interface BlockedCall {
  readonly client: PodSource
  readonly path: FieldPath
  readonly mention: Mention
  readonly service: Resource<Service>
  readonly half: DirectionVerdict
  readonly change: Change
  /** The policy to change, or the first of those that isolate. */
  readonly policy: Resource<NetworkPolicy>
}

/** Every call of a Service that policies drop, whichever endpoint is chosen; each client and Service once. */
export function blockedCalls(world: World): readonly BlockedCall[] {
  return world.derived(allBlockedCalls)
}

function allBlockedCalls(world: World): readonly BlockedCall[] {
  if (world.all('NetworkPolicy').length === 0) return []
  const seen = new Set<string>()
  return world.resources.flatMap((item) => callsOf(world, item, seen))
}

/** The pod, or the pod templates, of a resource that are clients. */
function clientsIn(resource: Resource): PodSource[] {
  return resource.kind === 'Pod' ? [podSourceOfPod(resource)] : podTemplatesOf(resource)
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
  client: PodSource,
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
