import { protocolOf } from '../kube/core/defaults.ts'
import type { ServicePort } from '../world/types/manifest.ts'

const wellKnown: Readonly<Record<number, string>> = {
  53: 'dns',
  80: 'http',
  443: 'https',
  5432: 'postgres',
  6379: 'redis',
  8080: 'http-alt',
  9090: 'metrics',
}

/**
 * Gives each port a name when there are several, as the API requires: its target's name, a well-known one, or
 * `tcp-80`. A single port stays as it was written. The same number with two protocols is `dns` and `dns-tcp`.
 */
export function namePorts(ports: readonly ServicePort[]): ServicePort[] {
  if (ports.length < 2) return [...ports]
  const taken = new Set(ports.flatMap(({ name }) => name ?? []))
  return ports.map((port) => {
    if (port.name !== undefined) return port
    const protocol = protocolOf(port).toLowerCase()
    const known = wellKnown[port.port]
    const plain = `${protocol}-${port.port}`
    const candidates = [
      typeof port.targetPort === 'string' ? port.targetPort : undefined,
      known,
      known === undefined ? undefined : `${known}-${protocol}`,
      plain,
    ]
    const name = candidates.find((candidate) => candidate !== undefined && !taken.has(candidate)) ?? plain
    taken.add(name)
    return { name, ...port }
  })
}
