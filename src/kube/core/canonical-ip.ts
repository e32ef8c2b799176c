/**
 * An address as the controller writes it into a slice: IPv4 octets without leading zeros, IPv6 in lower case with its
 * longest run of zeros cut out, an IPv4-mapped IPv6 address as IPv4. A text that is no address stays as it is.
 * Follows the printing of pod IPs in kubernetes/endpointslice utils.go since 1.33 (Go's net.IP.String).
 */
export function canonicalIP(text: string): string {
  if (!text.includes(':')) return canonicalIPv4(text) ?? text
  const groups = groupsOf(text)
  if (groups === undefined) return text
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xff_ff
  if (mapped)
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join('.')
  return compressed(groups)
}

/** Is it an IPv4 or IPv6 address, leading zeros allowed, as net.ParseIPSloppy in k8s.io/utils reads it? */
export function isAddress(text: string): boolean {
  return (text.includes(':') ? groupsOf(text) : canonicalIPv4(text)) !== undefined
}

const dot = 46
const zero = 48

/** Is it an IPv4 address as Go prints it? Nearly every address of a cluster is one, and is read many times: so no pattern. */
export function isPlainIPv4(text: string): boolean {
  let dots = 0
  let octet = -1
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === dot) {
      if (octet < 0) return false
      dots++
      octet = -1
    } else {
      const digit = code - zero
      // a zero in front of other digits
      if (digit < 0 || digit > 9 || octet === 0) return false
      octet = octet < 0 ? digit : octet * 10 + digit
      if (octet > 255) return false
    }
  }
  return dots === 3 && octet >= 0
}

function canonicalIPv4(text: string): string | undefined {
  if (isPlainIPv4(text)) return text
  const octets = text.split('.')
  const valid =
    octets.length === 4 && octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) <= 255)
  return valid ? octets.map(Number).join('.') : undefined
}

/** The eight groups of an IPv6 address; undefined for anything else. */
function groupsOf(text: string): number[] | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [front, back] = halves.map((half) => (half === '' ? [] : half.split(':').flatMap(groupOf)))
  if (front === undefined) return undefined
  const missing = 8 - front.length - (back?.length ?? 0)
  if (back === undefined ? missing !== 0 : missing < 1) return undefined
  const groups = [...front, ...(back === undefined ? [] : [...Array<number>(missing).fill(0), ...back])]
  return groups.some((group) => Number.isNaN(group)) ? undefined : groups
}

/** One group, or two for the dotted end of an IPv4-mapped address; NaN for what is neither. */
function groupOf(part: string): number[] {
  if (/^[0-9a-fA-F]{1,4}$/.test(part)) return [Number.parseInt(part, 16)]
  const octets = canonicalIPv4(part)?.split('.').map(Number)
  if (octets === undefined) return [Number.NaN]
  const [a = 0, b = 0, c = 0, d = 0] = octets
  return [a * 256 + b, c * 256 + d]
}

/** RFC 5952: the longest run of two or more zeros, the first of equals, becomes `::`. */
function compressed(groups: readonly number[]): string {
  let best = { start: 0, length: 1 }
  for (let start = 0; start < groups.length; start++) {
    let end = start
    while (groups[end] === 0) end++
    if (end - start > best.length) best = { start, length: end - start }
  }
  const hex = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':')
  if (best.length < 2) return hex(groups)
  return `${hex(groups.slice(0, best.start))}::${hex(groups.slice(best.start + best.length))}`
}
