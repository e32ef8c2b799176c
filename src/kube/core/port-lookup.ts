import type { Protocol, Service } from '../../world/types/manifest.ts'
import { servicePorts, type DefaultedPort } from './defaults.ts'

/**
 * The port of a Service that a packet to its virtual IP meets: number and protocol decide, names do not.
 * kube-proxy programs exactly these pairs; anything else is not load-balanced.
 */
export function portForPacket(service: Service, port: number, protocol: Protocol): DefaultedPort | undefined {
  return servicePorts(service).find((candidate) => candidate.port === port && candidate.protocol === protocol)
}

/** The port that a reference means which gives a name or a number, as an Ingress backend does; TCP where one number has two. */
export function portForReference(
  service: Service,
  reference: { name?: string; number?: number },
): DefaultedPort | undefined {
  const meant = servicePorts(service).filter((port) =>
    reference.name === undefined
      ? port.port === reference.number
      : port.name !== '' && port.name === reference.name,
  )
  return meant.find(({ protocol }) => protocol === 'TCP') ?? meant[0]
}

/** The virtual IPs of a Service as far as they are allocated; empty in a file that names none. */
export function virtualIPs(service: Service): string[] {
  const { clusterIP, clusterIPs } = service.spec ?? {}
  const all = clusterIPs !== undefined && clusterIPs.length > 0 ? clusterIPs : [clusterIP ?? '']
  return all.filter((ip) => ip !== '' && ip !== 'None')
}
