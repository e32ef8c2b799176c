import { canonicalIP } from '../kube/core/canonical-ip.ts'
import type { Protocol } from '../world/types/manifest.ts'
import type { ListeningSocket } from '../diagnose/journey/observation.ts'

// of the kernel: `TCP_LISTEN`, and of a datagram socket without a peer what `TCP_CLOSE` is
const listening: Readonly<Record<Protocol, string | undefined>> = { TCP: '0A', UDP: '07', SCTP: undefined }

/**
 * The sockets that accept connections, or take datagrams, from the text of /proc/net/tcp and /proc/net/tcp6, or those of udp. In: what a container printed, which is not
 * trusted. Out: each address and port once. Undefined where it is no such table.
 */
export function listenersIn(text: string, protocol: Protocol = 'TCP'): ListeningSocket[] | undefined {
  if (!/^\s*sl\s+local_address/m.test(text)) return undefined
  const found = new Map<string, ListeningSocket>()
  for (const line of text.split('\n')) {
    const [, address = '', port = '', state] =
      /^\s*\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} ([0-9A-F]{2}) /.exec(line) ??
      []
    if (state !== listening[protocol]) continue
    const listener = { address: addressOf(address), port: Number.parseInt(port, 16) }
    found.set(`${listener.address} ${listener.port}`, listener)
  }
  return [...found.values()]
}

/** Words of 32 bits, each in the byte order of the machine: little-endian wherever Kubernetes runs today, but for s390x. */
function addressOf(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) =>
    (word.match(/../g) ?? []).toReversed().map((byte) => Number.parseInt(byte, 16)),
  )
  if (bytes.length === 4) return bytes.join('.')
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0)).toString(16),
  )
  return canonicalIP(groups.join(':'))
}
