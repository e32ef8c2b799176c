import type { Protocol } from '../../world/types/manifest.ts'
import type { Stage } from './model.ts'

/** Something that was seen to happen, as data: where it was seen from, how to see it again, and what it proves. */
export interface Observation {
  /** The place of the way that it speaks of. */
  readonly stage: Stage
  /** Who looked, for readers: `the API server`, `Pod shop/frontend-1`. */
  readonly vantage: string
  /** RFC 3339. */
  readonly time: string
  /** Repeats it. */
  readonly command: string
  /** One clause. */
  readonly proves: string
  readonly saw: Saw
}

export type Saw = SawConnection | SawListeners | SawAnswer

/** A connection to an address and port, or to a name. */
export interface SawConnection {
  readonly is: 'connection'
  /** `inside`: from within the network of the pod itself, to its loopback address. */
  readonly from: 'api-server' | 'inside' | 'client'
  /** `ADDRESS:PORT`, an address of IPv6 in brackets; `NAME:PORT` where the client's resolver was asked. */
  readonly to: string
  readonly met: Met
}

/** The sockets that accept connections, or take datagrams, in the network of a pod. */
interface SawListeners {
  readonly is: 'listeners'
  readonly protocol: Protocol
  /** `NAMESPACE/NAME`. */
  readonly pod: string
  readonly listeners: readonly ListeningSocket[]
}

/** What a name came to. */
export interface SawAnswer {
  readonly is: 'answer'
  readonly from: 'client' | 'dns-server'
  /** The tool or the server that answered. */
  readonly by: string
  readonly addresses: readonly string[]
  /** What it said, or why there was no answer, where there is no address. */
  readonly failed?: 'no-such-name' | 'no-answer'
  /** It reads the hosts file and the search list as programs of the image do. */
  readonly asPrograms: boolean
}

/**
 * `answered`: it spoke. `open`: the connection was accepted, and nothing was asked. `silent`: accepted, and no answer to what was sent.
 * `closed`: accepted, and ended or reset on what was sent. `time-out`: no answer, and not known whether it was accepted. `unclear`: no
 * statement about the program.
 */
export interface Met {
  readonly outcome:
    | 'answered'
    | 'open'
    | 'silent'
    | 'closed'
    | 'refused'
    | 'time-out'
    | 'no-route'
    | 'unclear'
  readonly speech?: Speech
  /** In the words of who tried. */
  readonly because: string
}

/** Why a connection by name was not tried. */
export const unresolved = 'the name does not resolve'

export type Spoken =
  | 'HTTP/1.1'
  | 'HTTP/2'
  | 'gRPC'
  | 'TLS'
  | 'PostgreSQL'
  | 'Redis'
  | 'MySQL'
  | 'SSH'
  | 'SMTP'
  | 'DNS'

/** What a program was heard to speak. */
export interface Speech {
  readonly protocol: Spoken
  /** Of HTTP. */
  readonly status?: number
  /** The header Server: who answers. */
  readonly server?: string
  /** Where a redirect leads. */
  readonly location?: string
  /** The names of its certificate. */
  readonly names?: readonly string[]
  /** Whether the certificate is for the host that was called. */
  readonly fits?: boolean
  /** The protocol inside of TLS, as ALPN chose it. */
  readonly alpn?: string
  /** What gRPC's health service says. */
  readonly health?: string
}

/** A socket that accepts connections. */
export interface ListeningSocket {
  /** `0.0.0.0` and `::` are all addresses of the family. */
  readonly address: string
  readonly port: number
}

/** `10.0.0.1:80`, `[fd00::1]:80`, and `10.0.0.1:53/UDP` for any other protocol than TCP. */
export function endpointText(address: string, port: number, protocol: Protocol = 'TCP'): string {
  const suffix = protocol === 'TCP' ? '' : `/${protocol}`
  return `${address.includes(':') ? `[${address}]` : address}:${port}${suffix}`
}
