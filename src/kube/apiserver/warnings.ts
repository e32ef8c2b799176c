import type { FieldPath } from '../../world/place.ts'
import { equal, formatCidr, hasPadding, isMapped, parseCidr } from '../core/cidr.ts'
import { formatField } from './field-error.ts'
import { formatIp, parseIp, whyNotStrictIp } from '../core/ip.ts'
import type { DecodedService, DecodedSlice } from './objects.ts'
import { topologyHints } from './service-spec.ts'
import type { Gates } from '../core/versions.ts'
import type { Warning } from './warning.ts'

/**
 * The warnings of the API server for a Service that it accepts.
 * Follows GetWarningsForService in kubernetes pkg/api/service/warnings.go.
 */
export function warningsOfService(service: DecodedService, gates: Gates): Warning[] {
  const { metadata, spec } = service
  const hints = `annotation ${topologyHints} is deprecated, please use service.kubernetes.io/topology-mode instead`
  return [
    ...warnIf(metadata.annotations.has(topologyHints), ['metadata', 'annotations', topologyHints], hints),
    ...(isHeadless(service)
      ? warningsOfHeadless(service, gates)
      : ofEach(['spec', 'clusterIPs'], spec.clusterIPs, warningsOfIp)),
    ...warningsOfExternalIPs(service, gates),
    ...warningsOfIp(['spec', 'loadBalancerIP'], spec.loadBalancerIP),
    ...ofEach(['spec', 'loadBalancerSourceRanges'], spec.loadBalancerSourceRanges, warningsOfCidr),
    ...warnIf(
      spec.type === 'ExternalName' && spec.externalIPs.length > 0,
      ['spec', 'externalIPs'],
      'spec.externalIPs is ignored when spec.type is "ExternalName"',
    ),
    ...warnIf(
      spec.type !== 'ExternalName' && spec.externalName !== '',
      ['spec', 'externalName'],
      'spec.externalName is ignored when spec.type is not "ExternalName"',
    ),
    ...warnIf(
      gates.warnsOfPreferClose && spec.trafficDistribution === 'PreferClose',
      ['spec', 'trafficDistribution'],
      'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"',
    ),
  ]
}

function isHeadless({ spec }: DecodedService): boolean {
  return spec.type === 'ClusterIP' && spec.clusterIP === 'None'
}

function warningsOfExternalIPs(service: DecodedService, gates: Gates): Warning[] {
  const { externalIPs, type } = service.spec
  const at = ['spec', 'externalIPs']
  const isUsed = externalIPs.length > 0 && !isHeadless(service) && type !== 'ExternalName'
  return [
    ...ofEach(at, externalIPs, warningsOfIp),
    ...warnIf(
      gates.warnsOfExternalIPs && isUsed,
      at,
      'spec.externalIPs is deprecated and may no longer be implemented in some clusters',
    ),
  ]
}

function warningsOfHeadless({ spec }: DecodedService, gates: Gates): Warning[] {
  if (!gates.warnsOfHeadless) return []
  const hasAffinity = spec.sessionAffinity !== 'None' || gates.warnsOfAnyHeadlessAffinity
  return [
    ...warnIf(
      spec.loadBalancerIP !== '',
      ['spec', 'loadBalancerIP'],
      'spec.loadBalancerIP is ignored for headless services',
    ),
    ...warnIf(
      spec.externalIPs.length > 0,
      ['spec', 'externalIPs'],
      'spec.externalIPs is ignored for headless services',
    ),
    ...warnIf(
      hasAffinity,
      ['spec', 'sessionAffinity'],
      'spec.SessionAffinity is ignored for headless services',
    ),
  ]
}

const builtInManagers = new Set([
  'endpointslice-controller.k8s.io',
  'endpointslicemirroring-controller.k8s.io',
])

/** Follows warnOnDeprecatedAddressType and warnOnBadIPs in kubernetes pkg/registry/discovery/endpointslice/strategy.go. */
export function warningsOfSlice(
  { metadata, addressType, endpoints }: DecodedSlice,
  isNew: boolean,
): Warning[] {
  const deprecated = warnIf(
    isNew && addressType === 'FQDN',
    ['addressType'],
    'spec.addressType: FQDN endpoints are deprecated',
  )
  if (builtInManagers.has(metadata.labels.get('endpointslice.kubernetes.io/managed-by') ?? ''))
    return deprecated
  const ofAddresses = endpoints.flatMap(({ addresses }, index) =>
    ofEach(['endpoints', index, 'addresses'], addresses, warningsOfIp),
  )
  return [...deprecated, ...ofAddresses]
}

function warnIf(condition: boolean, at: FieldPath, text: string): Warning[] {
  return condition ? [{ text, at }] : []
}

function ofEach(
  at: FieldPath,
  texts: readonly string[],
  warn: (at: FieldPath, text: string) => Warning[],
): Warning[] {
  return texts.flatMap((text, index) => warn([...at, index], text))
}

/** Follows GetWarningsForIP in apimachinery pkg/util/validation/ip.go. */
function warningsOfIp(at: FieldPath, text: string): Warning[] {
  const ip = parseIp(text)
  if (ip === undefined) return []
  const right = formatIp(ip)
  if (right === text) return []
  if (whyNotStrictIp(text, ip) !== undefined) {
    return [
      { at, text: `${formatField(at)}: non-standard IP address ${quoted(text)} is invalid: use "${right}"` },
    ]
  }
  const canonical = `${formatField(at)}: IPv6 address ${quoted(text)} should be in RFC 5952 canonical format ("${right}")`
  return [{ at, text: canonical }]
}

/** Follows GetWarningsForCIDR in the same file. */
function warningsOfCidr(at: FieldPath, text: string): Warning[] {
  const cidr = parseCidr(text)
  if (cidr === undefined) return []
  const right = formatCidr(cidr)
  if (right === text) return []
  const field = formatField(at)
  const alone = `${formatIp(cidr.ip)}/${cidr.size}`
  const warnings = [
    ...warnIf(
      !equal(cidr.ip, cidr.network),
      at,
      `${field}: CIDR value ${quoted(text)} is ambiguous in this context (should be "${right}" or "${alone}"?)`,
    ),
    ...warnIf(
      hasPadding(text) || isMapped(cidr),
      at,
      `${field}: non-standard CIDR value ${quoted(text)} is invalid: use "${right}"`,
    ),
  ]
  if (warnings.length > 0) return warnings
  const canonical = `${field}: IPv6 CIDR value ${quoted(text)} should be in RFC 5952 canonical format ("${right}")`
  return warnIf(cidr.size === 128, at, canonical)
}

function quoted(text: string): string {
  return JSON.stringify(text)
}
