import { formatIp, isIpv4, parseIp } from '../../core/ip.ts'
import { normalName, reverseNameOf } from '../name.ts'

/** The key of a server block, or an argument that names zones: where it listens, and for which names. */
export interface ZoneKey {
  readonly transport: string
  readonly port: number
  /** Several for an address range whose length is no multiple of eight bits (four, of IPv6). */
  readonly zones: readonly string[]
}

const defaultPort = 53

/** Reads `.:53`, `dns://example.org`, `10.0.0.0/24`. Follows SplitHostPort in coredns plugin/normalize.go and pkg/parse/transport.go. */
export function readZoneKey(text: string): ZoneKey {
  const [, transport = 'dns', rest = ''] =
    /^(?:(tls|dns|quic|grpc|https3|https|unix):\/\/)?(.*)$/s.exec(text) ?? []
  const colon = rest.lastIndexOf(':')
  const port = colon === -1 ? '' : rest.slice(colon + 1)
  const isPort = /^\d{1,5}$/.test(port)
  const host = isPort ? rest.slice(0, colon) : rest
  return {
    transport,
    port: isPort ? Number(port) : defaultPort,
    zones: reverseZonesOf(host) ?? [normalName(host)],
  }
}

/** The zones that arguments name; those of the server block where there are none. */
export function zonesOf(args: readonly string[], blockZones: readonly string[]): string[] {
  return args.length === 0 ? [...blockZones] : args.flatMap((text) => readZoneKey(text).zones)
}

const mostZones = 256

/** `10.0.0.0/24` → `0.0.10.in-addr.arpa.`; undefined for what is no address range. */
function reverseZonesOf(text: string): string[] | undefined {
  const [, address = '', length = ''] = /^([0-9a-fA-F:.]+)\/(\d{1,3})$/.exec(text) ?? []
  const ip = parseIp(address)
  if (ip === undefined) return undefined
  const ipv4 = isIpv4(ip)
  const [bytes, step, most] = ipv4 ? [ip.slice(12), 8, 32] : [[...ip], 4, 128]
  const prefix = Number(length)
  if (prefix > most) return undefined
  const whole = Math.ceil(prefix / step) * step
  const zones: string[] = []
  for (let index = 0; index < 2 ** (whole - prefix) && index < mostZones; index++) {
    const name = reverseNameOf(
      formatIp(
        ipv4
          ? [...ip.slice(0, 12), ...numbered(bytes, { prefix, whole, index })]
          : numbered(bytes, { prefix, whole, index }),
      ),
    )
    const labels = (name ?? '').split('.')
    zones.push(labels.slice((most - whole) / step).join('.'))
  }
  return zones
}

/** The range's bits, then the number, then zeros. */
function numbered(
  bytes: readonly number[],
  { prefix, whole, index }: { readonly prefix: number; readonly whole: number; readonly index: number },
): number[] {
  return bytes.map((byte, place) => {
    let value = 0
    for (let bit = 0; bit < 8; bit++) {
      const position = place * 8 + bit
      const own = position < prefix ? (byte >> (7 - bit)) & 1 : 0
      const counted = position >= prefix && position < whole ? (index >> (whole - 1 - position)) & 1 : 0
      value = value * 2 + (own | counted)
    }
    return value
  })
}
