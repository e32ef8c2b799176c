import { formatIp, hasLeadingZeros, parseIp } from '../core/ip.ts'

/** A domain name as the server compares names: lower case, with its closing dot; the root is `.`. */
export function normalName(text: string): string {
  const name = text.toLowerCase()
  return name.endsWith('.') ? name : `${name}.`
}

/** The labels of a normal name; none for the root. */
export function labelsOf(name: string): string[] {
  return name === '.' ? [] : name.slice(0, -1).split('.')
}

/** Is a normal name the zone itself, or below it? */
export function isWithin(zone: string, name: string): boolean {
  return zone === '.' || name === zone || name.endsWith(`.${zone}`)
}

/** The most specific of the zones that hold a name. Follows Zones.Matches in coredns plugin/normalize.go. */
export function zoneFor(zones: readonly string[], name: string): string | undefined {
  let best: string | undefined
  for (const zone of zones) if (isWithin(zone, name) && zone.length > (best?.length ?? 0)) best = zone
  return best
}

/** The labels left of the zone. */
export function labelsBefore(zone: string, name: string): string[] {
  return zone === name ? [] : labelsOf(zone === '.' ? name : name.slice(0, -zone.length))
}

const longestName = 253

/** May a name be asked for: no empty label, none longer than 63, 253 characters in all? */
export function isQueryable(name: string): boolean {
  return (
    name.length <= longestName + 1 && labelsOf(name).every((label) => label.length > 0 && label.length <= 63)
  )
}

/** An address as Go's net.ParseIP takes it, in its one right form; undefined when the text is none. */
export function canonicalAddress(text: string): string | undefined {
  const ip = hasLeadingZeros(text) ? undefined : parseIp(text)
  return ip === undefined ? undefined : formatIp(ip)
}

const reverse4 = '.in-addr.arpa.'
const reverse6 = '.ip6.arpa.'

export function isReverseName(name: string): boolean {
  return name.endsWith(reverse4) || name.endsWith(reverse6)
}

/** The address that a name in the reverse zones spells, if it spells a whole one. Follows coredns plugin/pkg/dnsutil/reverse.go. */
export function addressOfReverseName(name: string): string | undefined {
  if (name.endsWith(reverse4)) {
    const address = name.slice(0, -reverse4.length).split('.').toReversed().join('.')
    return address.includes(':') ? undefined : canonicalAddress(address)
  }
  if (!name.endsWith(reverse6)) return undefined
  const digits = name.slice(0, -reverse6.length).split('.').toReversed()
  const groups = Array.from({ length: Math.floor(digits.length / 4) }, (_, index) =>
    digits.slice(4 * index, 4 * index + 4).join(''),
  )
  return canonicalAddress(groups.join(':'))
}

/** The name that is asked for the name of an address: `1.0.96.10.in-addr.arpa.` */
export function reverseNameOf(address: string): string | undefined {
  const ip = parseIp(address)
  if (ip === undefined) return undefined
  if (!address.includes(':')) return `${ip.slice(12).toReversed().join('.')}${reverse4}`
  const digits = ip.flatMap((byte) => [byte >> 4, byte & 15]).map((digit) => digit.toString(16))
  return `${digits.toReversed().join('.')}${reverse6}`
}
