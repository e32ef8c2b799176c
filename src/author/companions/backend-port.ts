import { SvcError } from '../../errors.ts'
import type { Service, ServicePort } from '../../world/types/manifest.ts'

/** How a companion chooses one port of the Service. */
export interface PortQuestion {
  /** The flag, for messages. */
  readonly flag: string
  /** Name or number, where given. */
  readonly port?: string | undefined
  /** Which ports it is for when it is not given. */
  readonly suits: (port: ServicePort) => boolean
}

/**
 * The port that a route leads to: the one that was named, the only one, or the only one that suits.
 * Throws SvcError `usage` that lists the ports.
 */
export function backendPort({ spec }: Service, { flag, port: wanted, suits }: PortQuestion): ServicePort {
  const ports = spec?.ports ?? []
  const tcp = ports.filter(({ protocol = 'TCP' }) => protocol === 'TCP')
  const known = tcp.map(({ name, port }) => name ?? port).join(', ')
  if (tcp.length === 0)
    throw new SvcError('usage', `${flag} needs a TCP port, and the Service has none`, {
      hint: 'add one with --port, or leave it out',
    })
  if (wanted !== undefined) {
    const found = tcp.find(({ name, port }) => name === wanted || String(port) === wanted)
    if (found !== undefined) return found
    throw new SvcError('usage', `${flag} names port "${wanted}", which the Service does not have`, {
      hint: `it has ${known}`,
    })
  }
  const suitable = tcp.filter(suits)
  const candidates = suitable.length > 0 ? suitable : tcp
  const [first, second] = candidates
  if (first !== undefined && second === undefined) return first
  throw new SvcError('usage', `${flag} could lead to several ports`, {
    hint: `add port=NAME, one of ${known}`,
  })
}

/** A port that speaks HTTP, by its name: what Istio and people go by. */
export function speaksHttp({ name = '', appProtocol }: ServicePort): boolean {
  return /^http(-|$)/.test(name) || appProtocol === 'http'
}

export function speaksGrpc({ name = '', appProtocol = '' }: ServicePort): boolean {
  return /^grpc(-|$)/.test(name) || appProtocol === 'kubernetes.io/h2c' || appProtocol === 'grpc'
}
