import type { Service } from '../world/types/manifest.ts'
import type { Resource } from '../world/resource.ts'
import type { World } from '../world/world.ts'
import { servicePorts, type DefaultedPort } from '../kube/core/defaults.ts'
import { podsMeantBy } from './pods-meant.ts'
import { declaredPorts } from '../kube/core/target-port.ts'
import { portForPacket } from '../kube/core/port-lookup.ts'
import type { Mention } from '../kube/references/mentions.ts'

const overTcp = new Set(['http', 'https', 'ws', 'wss', 'tcp'])

/** The Service port that a mention calls. Of `statsd:8125` the protocol cannot be told, so any one will do. */
export function calledPort(
  service: Service,
  { port, protocol, scheme = '' }: Mention,
): DefaultedPort | undefined {
  if (port === undefined) return undefined
  const exact = portForPacket(service, port, protocol)
  if (exact !== undefined || protocol === 'UDP' || overTcp.has(scheme)) return exact
  return servicePorts(service).find((candidate) => candidate.port === port)
}

/** Is it a port of the pods behind the Service, by its targetPort or by what they declare, and no port of its own? */
export function isPodPort(world: World, service: Resource<Service>, port: number): boolean {
  const ports = servicePorts(service.manifest)
  if (ports.some((candidate) => candidate.port === port)) return false
  if (ports.some(({ targetPort }) => targetPort === port)) return true
  return podsMeantBy(world, service).some(({ spec }) =>
    declaredPorts(spec).some((declared) => declared.port === port),
  )
}
