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

/** Where an alias (ExternalName) leads. */
export interface AliasChain {
  /** The aliases that it leads through, itself first; none for a Service that is no alias. */
  readonly aliases: readonly Resource<Service>[]
  /**
   * What the last of them names: a Service that is no alias, or one of these aliases, where they lead in a circle. Undefined where that
   * is a host outside, or a Service that the World does not hold.
   */
  readonly next: Resource<Service> | undefined
}

/** Follows an alias through those that it names, until one names something else, or one that was passed, or `most` are. */
export function aliasChain(world: World, service: Resource<Service>, most = Infinity): AliasChain {
  const passed = new Set<Resource<Service>>()
  let next: Resource<Service> | undefined = service
  const isNew = (each: Resource<Service>) => typeOf(each.manifest) === 'ExternalName' && !passed.has(each)
  while (passed.size < most && next !== undefined && isNew(next)) {
    passed.add(next)
    next = serviceAtName(world, next.manifest.spec?.externalName ?? '')
  }
  return { aliases: [...passed], next }
}

// CoreDNS gives up on longer chains, too
const longestChain = 8

/**
 * The Service at the end of an alias (ExternalName) that names one of this cluster; the Service itself where it is no alias.
 * Undefined for an alias of a host outside, of a Service that the World does not hold, or of itself.
 */
export function endOfAlias(world: World, service: Resource<Service>): Resource<Service> | undefined {
  const { aliases, next } = aliasChain(world, service, longestChain)
  return aliases.length < longestChain && next !== undefined && typeOf(next.manifest) !== 'ExternalName'
    ? next
    : undefined
}
