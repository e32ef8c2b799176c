import type { FieldPath } from '../../world/place.ts'
import { parseCidr, whyNotStrictCidr } from '../core/cidr.ts'
import { fieldError, invalidUnless, type FieldError } from './field-error.ts'
import { parseIp, whyNotStrictIp } from '../core/ip.ts'
import type { Gates } from '../core/versions.ts'

/** How a field of addresses is checked: by which version, and which texts have long been stored there. */
export interface AddressCheck {
  readonly gates: Gates
  readonly stored: readonly string[]
}

/** Follows IsValidIPForLegacyField in apimachinery pkg/util/validation/ip.go. */
export function checkIp(text: string, at: FieldPath, { gates, stored }: AddressCheck): FieldError[] {
  if (stored.includes(text)) return []
  const ip = parseIp(text)
  if (ip === undefined) return [fieldError('Invalid', at, 'must be an IP address')]
  return gates.strictAddresses ? invalidUnless(whyNotStrictIp(text, ip), at) : []
}

/** Follows IsValidCIDRForLegacyField in apimachinery pkg/util/validation/ip.go. */
export function checkCidr(text: string, at: FieldPath, { gates, stored }: AddressCheck): FieldError[] {
  if (stored.includes(text)) return []
  const cidr = parseCidr(text)
  if (cidr === undefined)
    return [fieldError('Invalid', at, 'must be a CIDR, such as 10.9.8.0/24 or 2001:db8::/64')]
  return gates.strictAddresses ? invalidUnless(whyNotStrictCidr(text, cidr), at) : []
}

/** What Go's strings.TrimSpace leaves: unlike JavaScript it keeps U+FEFF, and takes U+0085 away. */
export function trimmed(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isSpace(text[start])) start++
  while (end > start && isSpace(text[end - 1])) end--
  return text.slice(start, end)
}

function isSpace(character = ''): boolean {
  return character !== '\uFEFF' && /[\s\u0085]/.test(character)
}
