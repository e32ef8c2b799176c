import type { AddressType, Service } from '../../world/types/manifest.ts'

/**
 * The address families of a Service. Before the server has filled them in they follow from clusterIP and
 * ipFamilyPolicy; a cluster whose first family is IPv6 is not known to a file.
 */
export function familiesOf(service: Service): AddressType[] {
  const { ipFamilies, ipFamilyPolicy, clusterIP } = service.spec ?? {}
  if (ipFamilies !== undefined && ipFamilies.length > 0) return [...ipFamilies]
  const first: AddressType = clusterIP?.includes(':') ? 'IPv6' : 'IPv4'
  if (ipFamilyPolicy !== 'RequireDualStack') return [first]
  return [first, first === 'IPv4' ? 'IPv6' : 'IPv4']
}

/** Does a Service say which families its addresses are of? The API server gives any other the first family of its cluster. */
export function hasOwnFamilies({
  spec: { ipFamilies = [], ipFamilyPolicy, clusterIP = '' } = {},
}: Service): boolean {
  return ipFamilies.length > 0 || /[.:]/.test(clusterIP) || ipFamilyPolicy === 'RequireDualStack'
}
