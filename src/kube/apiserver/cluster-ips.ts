import { checkIp } from './address-fields.ts'
import { fieldError, notSupportedUnless, type FieldError } from './field-error.ts'
import { isIpv4, parseIp } from '../core/ip.ts'
import type { DecodedService, DecodedSpec } from './objects.ts'
import type { Gates } from '../core/versions.ts'

/** A ClusterIP Service without address, to the eye of validation: whatever its type. */
export function isHeadless({ spec }: DecodedService): boolean {
  return spec.clusterIPs.length === 1 && spec.clusterIPs[0] === 'None'
}

/** The way around a field that never changes; `withCommand` says which command goes it. */
export const createAgain = 'delete the Service and create it again'

const clusterIPs = ['spec', 'clusterIPs']

/**
 * The rules for clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy together; run before allocation and again after it.
 * Follows ValidateServiceClusterIPsRelatedFields in kubernetes pkg/apis/core/validation/validation.go.
 */
export function checkClusterIPs(
  service: DecodedService,
  old: DecodedService | undefined,
  gates: Gates,
): FieldError[] {
  const { spec } = service
  if (spec.type === 'ExternalName') return []
  const stored = old?.spec.clusterIPs ?? []
  const badIPs = spec.clusterIPs.flatMap((ip, index) => {
    if (index > 0 || ip !== 'None') return checkIp(ip, [...clusterIPs, index], { gates, stored })
    return spec.clusterIPs.length > 1
      ? [fieldError('Invalid', clusterIPs, 'must hold nothing besides "None"')]
      : []
  })
  const errors = [...checkSingular(spec), ...checkFamilies(spec), ...badIPs]
  if (spec.clusterIPs.length > 2)
    errors.push(fieldError('Invalid', clusterIPs, 'must hold at most two addresses'))
  return badIPs.length > 0
    ? errors
    : [...errors, ...checkStacks(spec), ...(isHeadless(service) ? [] : checkOrder(spec, old?.spec))]
}

function checkSingular({ clusterIP, clusterIPs: plural }: DecodedSpec): FieldError[] {
  if (clusterIP === '') {
    return plural.length === 0
      ? []
      : [fieldError('Invalid', clusterIPs, 'must be empty unless clusterIP holds its first value')]
  }
  if (plural.length === 0) return [fieldError('Required', clusterIPs, 'must hold clusterIP')]
  return plural[0] === clusterIP
    ? []
    : [fieldError('Invalid', clusterIPs, 'must have the value of clusterIP first')]
}

function checkFamilies({ ipFamilies, ipFamilyPolicy }: DecodedSpec): FieldError[] {
  return [
    ...ipFamilies.flatMap((family, index) => [
      ...notSupportedUnless(family, ['IPv4', 'IPv6'], ['spec', 'ipFamilies', index]),
      ...(ipFamilies.indexOf(family) < index
        ? [fieldError('Duplicate', ['spec', 'ipFamilies', index], 'must name each family once')]
        : []),
    ]),
    ...(ipFamilyPolicy === undefined
      ? []
      : notSupportedUnless(
          ipFamilyPolicy,
          ['SingleStack', 'PreferDualStack', 'RequireDualStack'],
          ['spec', 'ipFamilyPolicy'],
        )),
  ]
}

/** One address of each family at most. */
function checkStacks({ clusterIPs: ips }: DecodedSpec): FieldError[] {
  if (ips.length < 2) return []
  const parsed = ips.map(parseIp)
  if (parsed.some((ip) => ip === undefined))
    return [fieldError('InternalError', clusterIPs, 'must hold addresses only')]
  const families = new Set(parsed.map((ip) => ip !== undefined && isIpv4(ip)))
  return families.size === 2
    ? []
    : [fieldError('Invalid', clusterIPs, 'must hold at most one address of each family')]
}

function checkOrder(
  { clusterIPs: ips, ipFamilies }: DecodedSpec,
  before: DecodedSpec | undefined,
): FieldError[] {
  return ips.slice(0, ipFamilies.length).flatMap((text, index) => {
    const ip = parseIp(text)
    const isIpv6 = ip !== undefined && !isIpv4(ip)
    const family = ipFamilies[index]
    if (family !== (isIpv6 ? 'IPv4' : 'IPv6')) return []
    const isKept = before?.clusterIPs[index] === text
    const way = isKept
      ? `; a Service keeps its addresses: leave ipFamilies as they were, or ${createAgain}`
      : ''
    return [
      fieldError(
        'Invalid',
        [...clusterIPs, index],
        `must be an ${family} address, as ipFamilies[${index}] says${way}`,
      ),
    ]
  })
}
