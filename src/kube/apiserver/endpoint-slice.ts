import type { FieldPath } from '../../world/place.ts'
import { checkIp } from './address-fields.ts'
import { fieldError, invalidUnless, notSupportedUnless, type FieldError } from './field-error.ts'
import { formatIp, isIpv4, parseIp, whyNotEndpointIp, whyNotStrictIp } from '../core/ip.ts'
import { whyNotDnsLabel, whyNotLabelValue, whyNotQualifiedName, whyNotSubdomain } from './names.ts'
import type { DecodedEndpoint, DecodedEndpointPort, DecodedSlice } from './objects.ts'
import { isRepeated } from './service-ports.ts'
import type { Gates } from '../core/versions.ts'

const most = { endpoints: 1000, addresses: 100, ports: 20_000, hints: 8 }
const tooMany = (at: FieldPath, limit: number) => [fieldError('TooMany', at, `must hold at most ${limit}`)]

/**
 * The rules for an EndpointSlice apart from its metadata and its endpoints.
 * Follows ValidateEndpointSlice in kubernetes pkg/apis/discovery/validation/validation.go.
 */
export function checkSliceFrame({ addressType, ports }: DecodedSlice): FieldError[] {
  const at = ['addressType']
  return [
    ...(addressType === ''
      ? [fieldError('Required', at, 'must be IPv4, IPv6 or FQDN')]
      : notSupportedUnless(addressType, ['IPv4', 'IPv6', 'FQDN'], at)),
    ...(ports.length > most.ports ? tooMany(['ports'], most.ports) : checkSlicePorts(ports)),
  ]
}

function checkSlicePorts(ports: readonly DecodedEndpointPort[]): FieldError[] {
  const names = new Set<string>()
  return ports.flatMap(({ name = '', protocol = 'TCP', appProtocol }, index) => [
    ...(name === '' ? [] : invalidUnless(whyNotDnsLabel(name), ['ports', index, 'name'])),
    ...(isRepeated(names, name)
      ? [fieldError('Duplicate', ['ports', index, 'name'], 'must be a name that no earlier port has')]
      : []),
    ...notSupportedUnless(protocol, ['TCP', 'UDP', 'SCTP'], ['ports', index, 'protocol']),
    ...(appProtocol === undefined
      ? []
      : invalidUnless(whyNotQualifiedName(appProtocol), ['ports', index, 'appProtocol'])),
  ])
}

/** Follows validateEndpoints in the same file. */
export function checkEndpoints({ endpoints, addressType }: DecodedSlice, gates: Gates): FieldError[] {
  if (endpoints.length > most.endpoints) return tooMany(['endpoints'], most.endpoints)
  return endpoints.flatMap((endpoint, index) =>
    checkEndpoint(endpoint, ['endpoints', index], { addressType, gates }),
  )
}

interface Addressing {
  readonly addressType: string
  readonly gates: Gates
}

function checkEndpoint(endpoint: DecodedEndpoint, at: FieldPath, addressing: Addressing): FieldError[] {
  const { addresses, nodeName, hostname, hints } = endpoint
  const path = [...at, 'addresses']
  return [
    ...(addresses.length === 0 ? [fieldError('Required', path, 'must hold at least one address')] : []),
    ...(addresses.length > most.addresses ? tooMany(path, most.addresses) : []),
    ...addresses.flatMap((address, index) => checkAddress(address, [...path, index], addressing)),
    ...(nodeName === undefined ? [] : invalidUnless(whyNotSubdomain(nodeName), [...at, 'nodeName'])),
    ...(hostname === undefined ? [] : invalidUnless(whyNotDnsLabel(hostname), [...at, 'hostname'])),
    ...(hints === undefined ? [] : checkHints(hints, [...at, 'hints'])),
  ]
}

function checkAddress(address: string, at: FieldPath, { addressType, gates }: Addressing): FieldError[] {
  switch (addressType) {
    case 'IPv4':
    case 'IPv6': {
      const errors =
        addressType === 'IPv4'
          ? checkIp(address, at, { gates, stored: [] })
          : invalidUnless(whyNotCanonicalIp(address), at)
      const ip = parseIp(address)
      if (errors.length > 0 || ip === undefined) return errors
      const isOther = isIpv4(ip) !== (addressType === 'IPv4')
      // the server names the list here, not the address
      const other = {
        ...fieldError('Invalid', at.slice(0, -1), `must hold ${addressType} addresses only`),
        at,
      }
      return [...(isOther ? [other] : []), ...invalidUnless(whyNotEndpointIp(ip), at)]
    }
    case 'FQDN':
      return address === ''
        ? [fieldError('Required', at, 'must be a domain name')]
        : invalidUnless(whyNotDomain(address), at)
    default:
      return []
  }
}

/** Follows IsValidIP in apimachinery pkg/util/validation/ip.go. */
function whyNotCanonicalIp(text: string): string | undefined {
  const ip = parseIp(text)
  if (ip === undefined) return 'be an IP address'
  const right = formatIp(ip)
  return whyNotStrictIp(text, ip) ?? (right === text ? undefined : `be written ${right}`)
}

/** Follows IsFullyQualifiedDomainName in apimachinery pkg/util/validation/validation.go. */
function whyNotDomain(text: string): string | undefined {
  const name = text.replace(/\.$/, '')
  const labels = name.split('.')
  if (labels.length < 2) return 'be a domain name with at least one "."'
  return whyNotSubdomain(name) ?? labels.map(whyNotDnsLabel).find((why) => why !== undefined)
}

/** Follows validateHints in kubernetes pkg/apis/discovery/validation/validation.go. */
function checkHints(
  { forZones, forNodes }: NonNullable<DecodedEndpoint['hints']>,
  at: FieldPath,
): FieldError[] {
  if (forZones.length > most.hints) return tooMany([...at, 'forZones'], most.hints)
  const zones = checkHintNames(forZones, [...at, 'forZones'], whyNotLabelValue)
  if (forNodes.length > most.hints) return [...zones, ...tooMany([...at, 'forNodes'], most.hints)]
  return [...zones, ...checkHintNames(forNodes, [...at, 'forNodes'], whyNotSubdomain)]
}

function checkHintNames(
  hints: readonly { name: string }[],
  at: FieldPath,
  whyNot: (name: string) => string | undefined,
): FieldError[] {
  const names = new Set<string>()
  return hints.flatMap(({ name }, index) => [
    ...(isRepeated(names, name)
      ? [fieldError('Duplicate', [...at, index, 'name'], 'must be another name than those before it')]
      : []),
    ...invalidUnless(whyNot(name), [...at, index, 'name']),
  ])
}
