import type {
  DestinationRule,
  MeshDestination,
  ServiceEntry,
  VirtualService,
} from '../../world/types/mesh.ts'
import { defined } from '../../world/defined.ts'
import { groupsBy } from '../../world/groups-by.ts'
import type { FieldPath } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { clusterDomainOf } from '../dns/cluster-domain.ts'
import { fqdnOf, namesIn } from '../dns/service-name.ts'
import { HostPatterns } from './hostnames.ts'
import type { ReferenceKind, ServiceReference } from './reference.ts'

/** A place where an object of Istio names a host of the mesh. */
interface MeshHost {
  readonly kind: ReferenceKind
  readonly from: Resource
  readonly path: FieldPath
  readonly host: string
  readonly port?: { readonly number: number }
  readonly portPath?: FieldPath
  readonly subset?: string
}

/** The Services that a VirtualService sends requests to, or that a DestinationRule is for. */
export function meshReferences(
  resource: Resource<VirtualService | DestinationRule>,
  world: World,
): ServiceReference[] {
  return meshTargets(resource).flatMap((target) => referenceTo(world, target))
}

/** The Services whose requests a VirtualService takes: of its hosts those that are Services. */
function takenReferences(from: Resource<VirtualService>, world: World): ServiceReference[] {
  return (from.manifest.spec?.hosts ?? [])
    .flatMap((host, index) =>
      referenceTo(world, { kind: 'mesh-host', from, path: ['spec', 'hosts', index], host }),
    )
    .filter(({ namespace, name }) => world.get('Service', namespace, name) !== undefined)
}

/** All of them. */
export function virtualServiceReferences(
  virtualService: Resource<VirtualService>,
  world: World,
): ServiceReference[] {
  return [...takenReferences(virtualService, world), ...meshReferences(virtualService, world)]
}

/** The Services that a ServiceEntry speaks of: by a host that is one's own name, or as an endpoint. */
export function serviceEntryReferences(entry: Resource<ServiceEntry>, world: World): ServiceReference[] {
  const { hosts = [], endpoints = [] } = entry.manifest.spec ?? {}
  const named = [
    ...hosts.map((host, index) => ({ host, path: ['spec', 'hosts', index] })),
    ...endpoints.map(({ address: host = '' }, index) => ({
      host,
      path: ['spec', 'endpoints', index, 'address'],
    })),
  ]
  return named
    .filter(({ host }) => host.includes('.'))
    .flatMap((place) => referenceTo(world, { kind: 'mesh-entry', from: entry, ...place }))
    .filter(({ namespace, name }) => world.get('Service', namespace, name) !== undefined)
}

/**
 * Where requests go by a VirtualService, or what a DestinationRule is for: hosts that must be there. Out in the order of the manifest.
 */
function meshTargets(resource: Resource<VirtualService | DestinationRule>): MeshHost[] {
  if (resource.kind === 'DestinationRule') {
    const { host } = (resource as Resource<DestinationRule>).manifest.spec ?? {}
    return hostAt(resource, ['spec'], defined({ host }))
  }
  const { http = [], tcp = [], tls = [] } = (resource as Resource<VirtualService>).manifest.spec ?? {}
  const routes = { http, tcp, tls }
  return (['http', 'tcp', 'tls'] as const).flatMap((field) =>
    routes[field].flatMap((rule, index) => {
      const at = ['spec', field, index]
      const { route = [] } = rule
      const { mirror, mirrors = [] } = field === 'http' ? (http[index] ?? {}) : {}
      return [
        ...route.flatMap(({ destination }, to) =>
          hostAt(resource, [...at, 'route', to, 'destination'], destination),
        ),
        ...hostAt(resource, [...at, 'mirror'], mirror),
        ...mirrors.flatMap(({ destination }, to) =>
          hostAt(resource, [...at, 'mirrors', to, 'destination'], destination),
        ),
      ]
    }),
  )
}

function hostAt(from: Resource, path: FieldPath, { host, port, subset }: MeshDestination = {}): MeshHost[] {
  if (!host) return []
  const kind = from.kind === 'DestinationRule' ? 'mesh-policy' : 'mesh-destination'
  const place = { kind, from, path: [...path, 'host'], host, ...defined({ subset }) } as const
  return port?.number === undefined
    ? [place]
    : [{ ...place, port: { number: port.number }, portPath: [...path, 'port', 'number'] }]
}

/**
 * The Service that a host means: a word is one of the object's own namespace, a name with dots must be complete
 * (`web.shop.svc.cluster.local`); anything else is a host outside, or none at all.
 * Follows ResolveShortnameToFQDN in istio/istio pkg/config/model.go.
 */
function referenceTo(world: World, { host, ...place }: MeshHost): ServiceReference[] {
  const domain = clusterDomainOf(world).domain
  const isComplete = host.toLowerCase().endsWith(`.svc.${domain}`)
  if (host.includes('.') && !isComplete) return []
  const [meant] = namesIn(host, place.from.namespace ?? '', domain)
  if (meant === undefined || meant.endpoint !== undefined) return []
  const { namespace, name } = meant
  if (entryHas(world, fqdnOf(world, meant)) && world.get('Service', namespace, name) === undefined) return []
  const piece = host === name ? {} : { piece: { text: name, index: 0, within: host } }
  return [{ ...place, namespace, name, via: `host ${host}`, ...piece }]
}

/** Does a ServiceEntry make this a host of the mesh? */
function entryHas(world: World, host: string): boolean {
  return world.derived(entryHosts).match(host)
}

function entryHosts(world: World): HostPatterns {
  return new HostPatterns(world.all('ServiceEntry').flatMap(({ manifest }) => manifest.spec?.hosts ?? []))
}

/** A host that people write for a Service, and that Istio does not complete. */
export interface IncompleteHost {
  readonly path: FieldPath
  readonly host: string
  /** The name that Istio knows. */
  readonly complete: string
}

/** `web.shop` and `web.shop.svc` where such a Service is there: hosts that nothing in the mesh has. */
export function incompleteHosts(
  world: World,
  resource: Resource<VirtualService | DestinationRule>,
): IncompleteHost[] {
  const domain = clusterDomainOf(world).domain
  return meshTargets(resource).flatMap(({ host, path }) => {
    if (!host.includes('.') || host.endsWith(`.svc.${domain}`) || entryHas(world, host)) return []
    const meant = namesIn(host, resource.namespace ?? '', domain).find(
      ({ namespace, name, endpoint }) =>
        endpoint === undefined && world.get('Service', namespace, name) !== undefined,
    )
    return meant === undefined ? [] : [{ path, host, complete: fqdnOf(world, meant) }]
  })
}

/** The names of the subsets that DestinationRules define for a Service, with who defines them; empty where there is no rule for it. */
export function subsetsOf(
  world: World,
  { namespace, name }: Pick<ServiceReference, 'namespace' | 'name'>,
): readonly SubsetsOfRule[] {
  return world.derived(subsetsByService).get(`${namespace}/${name}`) ?? []
}

interface SubsetsOfRule {
  readonly rule: Resource<DestinationRule>
  readonly subsets: readonly string[]
}

function subsetsByService(world: World): ReadonlyMap<string, readonly SubsetsOfRule[]> {
  const all = world.all('DestinationRule').map((rule) => ({
    rule,
    subsets: (rule.manifest.spec?.subsets ?? []).flatMap((subset) => subset.name ?? []),
  }))
  return groupsBy(all, ({ rule }) =>
    meshReferences(rule, world).map(({ namespace, name }) => `${namespace}/${name}`),
  )
}

/** What is mirrored fails in silence. */
export function isFollowed({ path }: { readonly path: FieldPath }): boolean {
  return !path.includes('mirror') && !path.includes('mirrors')
}
