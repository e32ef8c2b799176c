import { equal, formatCidr, hasPadding, isMapped, parseCidr } from './cidr.ts'
import { formatIp, parseIp, whyNotStrictIp } from './ip.ts'
import type { DecodedService, DecodedSlice } from './objects.ts'
import { topologyHints } from './service-spec.ts'
import type { Gates } from './versions.ts'

/**
 * The warnings of the API server for a Service that it accepts, in its own words: clients match on them.
 * Follows GetWarningsForService in kubernetes pkg/api/service/warnings.go.
 */
export function warningsOfService({ metadata, spec }: DecodedService, gates: Gates): string[] {
  const isHeadless = spec.type === 'ClusterIP' && spec.clusterIP === 'None'
  const isExternalName = spec.type === 'ExternalName'
  const hasExternalIPs = spec.externalIPs.length > 0
  const hints = `annotation ${topologyHints} is deprecated, please use service.kubernetes.io/topology-mode instead`
  const preferClose = 'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"'
  const deprecated = 'spec.externalIPs is deprecated and may no longer be implemented in some clusters'
  return [
    ...(metadata.annotations.has(topologyHints) ? [hints] : []),
    ...(isHeadless ? [] : spec.clusterIPs.flatMap((ip, index) => warningsOfIp(`spec.clusterIPs[${index}]`, ip))),
    ...(isHeadless && gates.warnsOfHeadless ? warningsOfHeadless({ metadata, spec }, gates) : []),
    ...spec.externalIPs.flatMap((ip, index) => warningsOfIp(`spec.externalIPs[${index}]`, ip)),
    ...(gates.warnsOfExternalIPs && hasExternalIPs && !isHeadless && !isExternalName ? [deprecated] : []),
    ...warningsOfIp('spec.loadBalancerIP', spec.loadBalancerIP),
    ...spec.loadBalancerSourceRanges.flatMap((cidr, index) => warningsOfCidr(`spec.loadBalancerSourceRanges[${index}]`, cidr)),
    ...(isExternalName && hasExternalIPs ? ['spec.externalIPs is ignored when spec.type is "ExternalName"'] : []),
    ...(!isExternalName && spec.externalName !== '' ? ['spec.externalName is ignored when spec.type is not "ExternalName"'] : []),
    ...(gates.warnsOfPreferClose && spec.trafficDistribution === 'PreferClose' ? [preferClose] : []),
  ]
}

function warningsOfHeadless({ spec }: DecodedService, gates: Gates): string[] {
  return [
    ...(spec.loadBalancerIP === '' ? [] : ['spec.loadBalancerIP is ignored for headless services']),
    ...(spec.externalIPs.length === 0 ? [] : ['spec.externalIPs is ignored for headless services']),
    ...(spec.sessionAffinity === 'None' && !gates.warnsOfAnyHeadlessAffinity ? [] : ['spec.SessionAffinity is ignored for headless services']),
  ]
}

const builtInManagers = new Set(['endpointslice-controller.k8s.io', 'endpointslicemirroring-controller.k8s.io'])

/** Follows warnOnDeprecatedAddressType and warnOnBadIPs in kubernetes pkg/registry/discovery/endpointslice/strategy.go. */
export function warningsOfSlice({ metadata, addressType, endpoints }: DecodedSlice, isNew: boolean): string[] {
  const deprecated = isNew && addressType === 'FQDN' ? ['spec.addressType: FQDN endpoints are deprecated'] : []
  if (builtInManagers.has(metadata.labels.get('endpointslice.kubernetes.io/managed-by') ?? '')) return deprecated
  return [
    ...deprecated,
    ...endpoints.flatMap(({ addresses }, index) =>
      addresses.flatMap((address, place) => warningsOfIp(`endpoints[${index}].addresses[${place}]`, address)),
    ),
  ]
}

/** Follows GetWarningsForIP in apimachinery pkg/util/validation/ip.go. */
function warningsOfIp(field: string, text: string): string[] {
  const ip = parseIp(text)
  if (ip === undefined) return []
  const right = formatIp(ip)
  if (whyNotStrictIp(text, ip) !== undefined) return [`${field}: non-standard IP address ${quoted(text)} is invalid: use "${right}"`]
  return right === text ? [] : [`${field}: IPv6 address ${quoted(text)} should be in RFC 5952 canonical format ("${right}")`]
}

/** Follows GetWarningsForCIDR in the same file. */
function warningsOfCidr(field: string, text: string): string[] {
  const cidr = parseCidr(text)
  if (cidr === undefined) return []
  const right = formatCidr(cidr)
  const warnings: string[] = []
  if (!equal(cidr.ip, cidr.network)) {
    const alone = `${formatIp(cidr.ip)}/${cidr.size}`
    warnings.push(`${field}: CIDR value ${quoted(text)} is ambiguous in this context (should be "${right}" or "${alone}"?)`)
  }
  if (hasPadding(text) || isMapped(cidr)) warnings.push(`${field}: non-standard CIDR value ${quoted(text)} is invalid: use "${right}"`)
  if (warnings.length > 0 || text === right || cidr.size === 32) return warnings
  return [`${field}: IPv6 CIDR value ${quoted(text)} should be in RFC 5952 canonical format ("${right}")`]
}

function quoted(text: string): string {
  return JSON.stringify(text)
}
