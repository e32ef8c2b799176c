import type { Service } from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { typeOf } from '../core/defaults.ts'
import { clusterDomainOf } from '../dns/cluster-domain.ts'
import { resolveService, serviceAtName } from '../dns/service-name.ts'
import { clientPodsOf, type ClientReference } from './clients.ts'

/**
 * The Service whose name a client's text is, as the resolver of its pod completes it: in its own namespace, then by what
 * `dnsConfig.searches` adds. Undefined where the World holds none.
 */
export function serviceCalled(
  world: World,
  reference: Pick<ClientReference, 'resource' | 'path' | 'mention'>,
): Resource<Service> | undefined {
  const { resource, mention } = reference
  const own = resolveService(world, mention.host, resource.namespace ?? '')
  if (own !== undefined || mention.host.includes('.')) return own
  for (const namespace of searchedNamespaces(world, reference)) {
    const service = world.get('Service', namespace, mention.host.toLowerCase())
    if (service !== undefined) return service
  }
  return undefined
}

function searchedNamespaces(
  world: World,
  { resource, path }: Pick<ClientReference, 'resource' | 'path'>,
): string[] {
  if (path[0] === 'data') return []
  const end = `.svc.${clusterDomainOf(world).domain}`
  return clientPodsOf(world, resource)
    .filter((pod) => pod.path.every((step, index) => step === path[index]))
    .flatMap(({ spec }) => spec.dnsConfig?.searches ?? [])
    .map((suffix) => suffix.toLowerCase().replace(/\.$/, ''))
    .flatMap((suffix) => (suffix.endsWith(end) ? [suffix.slice(0, -end.length)] : []))
}

// CoreDNS gives up on longer chains, too
const longestChain = 8

/**
 * The Service at the end of an alias (ExternalName) that names one of this cluster; the Service itself where it is no alias.
 * Undefined for an alias of a host outside, of a Service that the World does not hold, or of itself.
 */
export function endOfAlias(world: World, service: Resource<Service>): Resource<Service> | undefined {
  let end: Resource<Service> | undefined = service
  for (let step = 0; step < longestChain && end !== undefined; step++) {
    if (typeOf(end.manifest) !== 'ExternalName') return end
    end = serviceAtName(world, end.manifest.spec?.externalName ?? '')
  }
  return undefined
}
