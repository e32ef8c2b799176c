import type { Service } from '../../world/manifest.ts'
import { servicePorts, type DefaultedPort } from '../apiserver/defaults.ts'
import { portForPacket } from '../proxy/service-port.ts'
import type { Mention } from './mentions.ts'

const overTcp = new Set(['http', 'https', 'ws', 'wss', 'tcp'])

/** The Service port that a mention calls. Of `statsd:8125` nobody can tell the protocol, so any one will do. */
export function calledPort(service: Service, { port, protocol, scheme = '' }: Mention): DefaultedPort | undefined {
  if (port === undefined) return undefined
  const exact = portForPacket(service, port, protocol)
  if (exact !== undefined || protocol === 'UDP' || overTcp.has(scheme)) return exact
  return servicePorts(service).find((candidate) => candidate.port === port)
}
