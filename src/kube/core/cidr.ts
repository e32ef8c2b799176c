import { familyOf, formatIp, hasLeadingZeros, isIpv4, parseIpv4, parseIpv6, type Ip } from './ip.ts'

/** A network: its first address, and how many leading bits of `size` count. */
export interface Cidr {
  readonly ip: Ip
  readonly network: Ip
  readonly bits: number
  /** 32 for dotted decimals, 128 for the rest, IPv4 written as IPv6 included. */
  readonly size: 32 | 128
}

/** Reads a CIDR the tolerant way. Follows ParseCIDR in k8s.io/utils internal/third_party/forked/golang/net/ip.go. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/')
  if (slash === -1 || text.length > 256) return undefined
  const address = text.slice(0, slash)
  const mask = text.slice(slash + 1)
  const ipv4 = parseIpv4(address)
  const ip = ipv4 ?? (address.includes(':') ? parseIpv6(address) : undefined)
  const size = ipv4 === undefined ? 128 : 32
  if (ip === undefined || !/^\d+$/.test(mask) || Number(mask) > size) return undefined
  const bits = Number(mask)
  return { ip, network: masked(ip, 128 - size + bits), bits, size }
}

/** Why Go's strict parser refuses a CIDR that the tolerant one takes. Follows parseCIDR in apimachinery validation/ip.go. */
export function whyNotStrictCidr(text: string, cidr: Cidr): string | undefined {
  if (hasPadding(text)) return 'not have leading zeros in the address or the prefix length'
  if (isMapped(cidr)) return `not be an IPv4 network written as IPv6: ${formatCidr(cidr)}`
  return equal(cidr.ip, cidr.network)
    ? undefined
    : `not have bits set beyond the prefix length: ${formatCidr(cidr)}`
}

export function hasPadding(text: string): boolean {
  const slash = text.indexOf('/')
  return hasLeadingZeros(text.slice(0, slash)) || /^0\d/.test(text.slice(slash + 1))
}

export function isMapped({ ip, size }: Cidr): boolean {
  return size === 128 && isIpv4(ip)
}

/** The network without bits beyond its prefix, as String of Go's net.IPNet. */
export function formatCidr({ network, bits, size }: Cidr): string {
  const short = size === 128 && isIpv4(network) ? bits - 96 : bits
  return `${formatIp(network)}/${short}`
}

export function contains(cidr: Cidr, ip: Ip): boolean {
  return (
    familyOf(cidr.network) === familyOf(ip) && equal(masked(ip, 128 - cidr.size + cidr.bits), cidr.network)
  )
}

/** Not the address of the network itself, nor the broadcast address of an IPv4 network. */
export function isHost({ network, bits, size }: Cidr, ip: Ip): boolean {
  if (equal(ip, network)) return false
  const last = masked(
    network.map(() => 0xff),
    128 - size + bits,
  )
  return (
    size === 128 ||
    !equal(
      ip,
      network.map((byte, index) => byte | (~(last[index] ?? 0) & 0xff)),
    )
  )
}

export function equal(a: Ip, b: Ip): boolean {
  return a.every((byte, index) => byte === b[index])
}

function masked(ip: Ip, bits: number): Ip {
  return ip.map((byte, index) => byte & (0xff00 >> Math.min(8, Math.max(0, bits - 8 * index))) & 0xff)
}
