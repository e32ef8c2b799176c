import { checkClusterIPs } from './cluster-ips.ts'
import { otherFamily, type Facts } from './facts.ts'
import { fieldError, type FieldError } from './field-error.ts'
import { familyOf, parseIp } from '../core/ip.ts'
import type { DecodedService } from './objects.ts'

const policyField = ['spec', 'ipFamilyPolicy']

/**
 * Settles ipFamilyPolicy and ipFamilies by what the cluster has; changes the service. Any error ends the request.
 * Follows initIPFamilyFields in kubernetes pkg/registry/core/service/storage/alloc.go.
 */
export function settleFamilies(
  service: DecodedService,
  old: DecodedService | undefined,
  facts: Facts,
): FieldError[] {
  const { spec } = service
  if (spec.type === 'ExternalName' || keepsPreferDualStack(service, old)) return []
  spec.ipFamilyPolicy ??=
    old?.spec.ipFamilyPolicy ?? (isSelectorless(service) ? 'RequireDualStack' : 'SingleStack')
  const early = checkClusterIPs(service, old, facts.gates)
  if (early.length > 0) return early
  const errors = [
    ...(old === undefined ? [] : releaseSecond(service, old)),
    ...tooManyForOne(service),
    ...inferFamilies(service, facts),
  ]
  if (errors.length > 0) return errors
  const missing = isSelectorless(service) ? [] : whatClusterLacks(service, facts)
  if (missing.length === 0) completeFamilies(service, facts)
  return missing
}

/** A headless Service without selector may have both families anywhere. */
function completeFamilies(service: DecodedService, facts: Facts): void {
  const { spec } = service
  if (spec.ipFamilies.length === 0) spec.ipFamilies = [facts.families?.[0] ?? 'IPv4']
  const hasBoth = isSelectorless(service) || facts.families?.length === 2 || wantsTwo(service, facts)
  if (spec.ipFamilyPolicy !== 'SingleStack' && hasBoth) addFamily(service)
}

/** Where the cluster is not known, only one with two families can hold a RequireDualStack Service. */
function wantsTwo({ spec }: DecodedService, { families }: Facts): boolean {
  return families === undefined && spec.ipFamilyPolicy === 'RequireDualStack'
}

function isSelectorless({ spec }: DecodedService): boolean {
  return spec.clusterIP === 'None' && spec.selector.size === 0
}

function addFamily({ spec }: DecodedService): void {
  if (spec.ipFamilies.length === 1)
    spec.ipFamilies = [...spec.ipFamilies, otherFamily(spec.ipFamilies[0] ?? '')]
}

/** A PreferDualStack Service stays as it is until told otherwise. Follows isMatchingPreferDualStackClusterIPFields. */
export function keepsPreferDualStack({ spec }: DecodedService, old: DecodedService | undefined): boolean {
  if (old === undefined || spec.ipFamilyPolicy !== 'PreferDualStack' || spec.type !== old.spec.type)
    return false
  if (!['ClusterIP', 'NodePort', 'LoadBalancer'].includes(spec.type)) return false
  if ((old.spec.ipFamilyPolicy ?? 'PreferDualStack') !== 'PreferDualStack') return false
  return sameList(spec.clusterIPs, old.spec.clusterIPs) && sameList(spec.ipFamilies, old.spec.ipFamilies)
}

export function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index])
}

/** Only SingleStack lets a second address or family go. */
function releaseSecond({ spec }: DecodedService, { spec: before }: DecodedService): FieldError[] {
  if (spec.ipFamilyPolicy === 'SingleStack') {
    if (sameList(before.clusterIPs, spec.clusterIPs)) spec.clusterIPs = spec.clusterIPs.slice(0, 1)
    if (sameList(before.ipFamilies, spec.ipFamilies)) spec.ipFamilies = spec.ipFamilies.slice(0, 1)
    return []
  }
  const isReduced = (now: readonly string[], then: readonly string[]) =>
    now.length > 0 && now.length < then.length
  return [
    ...(isReduced(spec.clusterIPs, before.clusterIPs)
      ? [fieldError('Invalid', policyField, 'must be SingleStack to release the second address')]
      : []),
    ...(isReduced(spec.ipFamilies, before.ipFamilies)
      ? [fieldError('Invalid', policyField, 'must be SingleStack to release the second family')]
      : []),
  ]
}

function tooManyForOne({ spec }: DecodedService): FieldError[] {
  if (spec.ipFamilyPolicy !== 'SingleStack') return []
  const error = (what: string) =>
    fieldError(
      'Invalid',
      policyField,
      `must be PreferDualStack or RequireDualStack where there are two ${what}`,
    )
  return [
    ...(spec.clusterIPs.length === 2 ? [error('addresses')] : []),
    ...(spec.ipFamilies.length === 2 ? [error('families')] : []),
  ]
}

/** An address says its family; one that the cluster lacks is an error. */
function inferFamilies({ spec }: DecodedService, { families }: Facts): FieldError[] {
  const errors: FieldError[] = []
  for (const [index, text] of spec.clusterIPs.entries()) {
    if (text === 'None') break
    if (index < spec.ipFamilies.length) continue
    const ip = parseIp(text)
    const family = ip === undefined ? 'unknown' : familyOf(ip)
    if (families === undefined || families.some((known) => known === family))
      spec.ipFamilies = [...spec.ipFamilies, family]
    else
      errors.push(
        fieldError(
          'Invalid',
          ['spec', 'clusterIPs', index],
          `must not be an ${family} address: the cluster has none for Services`,
        ),
      )
  }
  return errors
}

function whatClusterLacks({ spec }: DecodedService, { families }: Facts): FieldError[] {
  if (families === undefined) return []
  const single = spec.ipFamilyPolicy === 'RequireDualStack' && families.length < 2
  return [
    ...(single
      ? [fieldError('Invalid', policyField, 'must not be RequireDualStack: the cluster has one family only')]
      : []),
    ...spec.ipFamilies.flatMap((family, index) =>
      families.some((known) => known === family)
        ? []
        : [
            fieldError(
              'Invalid',
              ['spec', 'ipFamilies', index],
              `must be ${families.join(' or ')}: the cluster has no other for Services`,
            ),
          ],
    ),
  ]
}
