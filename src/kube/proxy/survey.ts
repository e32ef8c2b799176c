import type { Protocol, Service } from '../../world/types/manifest.ts'
import { servicePorts, typeOf } from '../core/defaults.ts'
import { familiesOf } from '../endpointslice/slices.ts'
import type { Vantage, Via } from './model.ts'
import type { Family } from './proxied-port.ts'
import type { World } from '../../world/world.ts'
import type { Resource } from '../../world/resource.ts'

/** One packet of many that could be sent to a Service. */
export interface SurveyedPacket {
  readonly from: Vantage
  readonly via: Via
  readonly node?: string
  readonly port: number
  readonly protocol: Protocol
  readonly family: Family
}

/** Which packets to look at: those of these clients, by this way or by each that the Service has. */
export interface SurveyOf {
  readonly clients: readonly Vantage[]
  readonly via?: Via
}

/** The packets of each client to each port and family of a Service, by each way that leads to it. */
export function surveyOf(
  world: World,
  service: Resource<Service>,
  { clients, via }: SurveyOf,
): SurveyedPacket[] {
  const ports = servicePorts(service.manifest)
  return familiesOf(service.manifest).flatMap((family) =>
    family === 'FQDN'
      ? []
      : ports.flatMap(({ port, protocol }) =>
          clients.flatMap((from) =>
            waysFor(world, service, { from, via }).map((way) => ({ ...way, from, port, protocol, family })),
          ),
        ),
  )
}

/** The ways of a Service that mean something to a client; each node's port is one. */
function waysFor(
  world: World,
  { manifest }: Resource<Service>,
  { from, via }: { from: Vantage; via: Via | undefined },
): { via: Via; node?: string }[] {
  const vias = via === undefined ? waysOf(manifest, from) : [via]
  return vias.flatMap((each) => (each === 'node-port' ? nodePortsOf(world) : [{ via: each }]))
}

function waysOf({ spec = {}, ...manifest }: Service, from: Vantage): Via[] {
  const type = typeOf({ spec, ...manifest })
  const onNodes = type === 'NodePort' || type === 'LoadBalancer'
  return [
    ...(from.kind === 'outside' ? [] : ['cluster-ip' as const]),
    ...(onNodes && spec.allocateLoadBalancerNodePorts !== false ? ['node-port' as const] : []),
    ...(type === 'LoadBalancer' ? ['load-balancer' as const] : []),
    ...((spec.externalIPs ?? []).length > 0 ? ['external-ip' as const] : []),
  ]
}

/** Without a node in the World it is that of any node. */
function nodePortsOf(world: World): { via: Via; node?: string }[] {
  const nodes = world
    .all('Node')
    .map(({ name }) => name)
    .toSorted()
  return nodes.length === 0 ? [{ via: 'node-port' }] : nodes.map((node) => ({ via: 'node-port', node }))
}
