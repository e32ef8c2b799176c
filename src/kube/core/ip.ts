/**
 * IP addresses as Kubernetes reads them: sixteen bytes, IPv4 as `::ffff:a.b.c.d`.
 * Follows k8s.io/utils internal/third_party/forked/golang/net/ip.go (which lets leading zeros pass), and net/netip of
 * Go where the server asks for the strict form.
 */
export type Ip = readonly number[]

const longest = 128

/** Reads an address the tolerant way; undefined when it is none. */
export function parseIp(text: string): Ip | undefined {
  if (text.length > longest) return undefined
  const [mark] = /[.:]/.exec(text) ?? []
  if (mark === undefined) return undefined
  const ip = mark === '.' ? parseIpv4(text) : parseIpv6(text)
  return ip
}

/** Four numbers to 255, as sixteen bytes. */
export function parseIpv4(text: string): Ip | undefined {
  const octets = text.split('.')
  if (octets.length !== 4) return undefined
  if (!octets.every((octet) => /^\d+$/.test(octet) && Number(octet) <= 255)) return undefined
  return [...mappedPrefix, ...octets.map(Number)]
}

export function parseIpv6(text: string): Ip | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [front, back] = halves.map((half, index) => groupsOf(half, index === halves.length - 1))
  if (front === undefined || (halves.length === 2 && back === undefined)) return undefined
  if (back === undefined) return front.length === 16 ? front : undefined
  const missing = 16 - front.length - back.length
  // the :: stands for one group of zeros at least
  return missing < 2 ? undefined : [...front, ...Array<number>(missing).fill(0), ...back]
}

/** The bytes of hexadecimal groups; the last one may be an IPv4 address where it ends the text. */
function groupsOf(text: string, isEnd: boolean): number[] | undefined {
  if (text === '') return []
  const groups = text.split(':')
  const bytes: number[] = []
  for (const [index, group] of groups.entries()) {
    const ipv4 = isEnd && index === groups.length - 1 && group.includes('.') ? parseIpv4(group) : undefined
    if (ipv4 !== undefined) bytes.push(...ipv4.slice(12))
    else if (/^0*[0-9A-Fa-f]{1,4}$/.test(group))
      bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff)
    else return undefined
  }
  return bytes
}

const mappedPrefix = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]

/** IPv4 proper, or IPv4 written as IPv6: the server does not tell them apart. */
export function isIpv4(ip: Ip): boolean {
  return mappedPrefix.every((byte, index) => ip[index] === byte)
}

export function familyOf(ip: Ip): 'IPv4' | 'IPv6' {
  return isIpv4(ip) ? 'IPv4' : 'IPv6'
}

/** Why Go's strict parser refuses an address that the tolerant one takes. */
export function whyNotStrictIp(text: string, ip: Ip): string | undefined {
  if (hasLeadingZeros(text)) return 'not have leading zeros'
  return isIpv4(ip) && text.includes(':')
    ? `not be an IPv4 address written as IPv6: ${formatIp(ip)}`
    : undefined
}

/** In an octet, or so many in an IPv6 group that it has five digits. */
export function hasLeadingZeros(text: string): boolean {
  const ipv4 = text.slice(text.lastIndexOf(':') + 1)
  if (ipv4.includes('.') && ipv4.split('.').some((octet) => /^0\d/.test(octet))) return true
  return text.includes(':') && text.split(':').some((group) => !group.includes('.') && group.length > 4)
}

/** The one right way to write an address (RFC 5952), as String of Go's net.IP. */
export function formatIp(ip: Ip): string {
  if (isIpv4(ip)) return ip.slice(12).join('.')
  const groups = Array.from(
    { length: 8 },
    (_, index) => ((ip[2 * index] ?? 0) << 8) | (ip[2 * index + 1] ?? 0),
  )
  const { start, length } = longestZeros(groups)
  const write = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':')
  if (length < 2) return write(groups)
  return `${write(groups.slice(0, start))}::${write(groups.slice(start + length))}`
}

function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let start = 0
  for (const [index, group] of groups.entries()) {
    if (group !== 0) start = index + 1
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start }
  }
  return best
}

/** Why an address may not be where traffic is to arrive. Follows ValidateEndpointIP in core validation.go. */
export function whyNotEndpointIp(ip: Ip): string | undefined {
  return isIpv4(ip) ? whyNotEndpointIpv4(ip.slice(12)) : whyNotEndpointIpv6(ip)
}

function whyNotEndpointIpv4(octets: readonly number[]): string | undefined {
  const [a, b] = octets
  if (octets.every((octet) => octet === 0)) return 'not be the unspecified address'
  if (a === 127) return 'not be in the loopback range 127.0.0.0/8'
  if (a === 169 && b === 254) return 'not be in the link-local range 169.254.0.0/16'
  const isMulticast = a === 224 && octets.slice(1, 3).every((octet) => octet === 0)
  return isMulticast ? 'not be in the link-local multicast range 224.0.0.0/24' : undefined
}

function whyNotEndpointIpv6(ip: Ip): string | undefined {
  const [a = 0, b = 0] = ip
  const last = ip.slice(0, 15).every((byte) => byte === 0) ? ip[15] : undefined
  if (last === 0) return 'not be the unspecified address'
  if (last === 1) return 'not be the loopback address'
  if (a === 0xfe && (b & 0xc0) === 0x80) return 'not be in the link-local range fe80::/10'
  return a === 0xff && (b & 0x0f) === 0x02 ? 'not be a link-local multicast address' : undefined
}
