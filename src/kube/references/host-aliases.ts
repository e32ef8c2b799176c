import { valueAt } from '../../world/place.ts'
import type { Service } from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { virtualIPs } from '../core/port-lookup.ts'
import { resolveService } from '../dns/service-name.ts'
import { clientPodsOf, programTextsOf } from './clients.ts'
import { pieceAt } from '../../text/piece.ts'
import type { ServiceReference } from './reference.ts'

/** The addresses that belong to a Service: those of the cluster, and those where it is reached from outside. */
export function addressesOf({ manifest }: Resource<Service>): string[] {
  const balanced = manifest.status?.loadBalancer?.ingress ?? []
  return [
    ...virtualIPs(manifest),
    ...(manifest.spec?.externalIPs ?? []),
    ...balanced.flatMap(({ ip }) => ip ?? []),
  ]
}

function servicesByAddress(world: World): ReadonlyMap<string, Resource<Service>> {
  return new Map(
    world.all('Service').flatMap((service) => addressesOf(service).map((ip) => [ip, service] as const)),
  )
}

/**
 * The Services that the `hostAliases` of a pod speak of: by the name that is pinned, or by the address that it is pinned to.
 * What is there counts before any name server is asked.
 */
export function hostAliasReferences(world: World, resource: Resource): ServiceReference[] {
  const byAddress = world.derived(servicesByAddress)
  return clientPodsOf(world, resource).flatMap(({ spec, path }) =>
    (spec.hostAliases ?? []).flatMap(({ ip = '', hostnames = [] }, index) => {
      const at = [...path, 'spec', 'hostAliases', index]
      const reference = ({ namespace = '', name }: Resource<Service>, host: string, end: typeof at) => ({
        kind: 'host-alias' as const,
        from: resource,
        path: [...at, ...end],
        namespace,
        name,
        via: `${ip} ${host}`,
      })
      const named = hostnames.flatMap((host, number) => {
        const service = resolveService(world, host, resource.namespace ?? '')
        return service === undefined ? [] : [{ service, host, end: ['hostnames', number] }]
      })
      const owner = byAddress.get(ip)
      return [
        ...named.map(({ service, host, end }) => reference(service, host, end)),
        ...(owner === undefined || named.some(({ service }) => service === owner)
          ? []
          : [reference(owner, hostnames.join(' '), ['ip'])]),
      ]
    }),
  )
}

const addresses = /(?<![\w.:])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])(?::(\d{1,5}))?/g
const longestText = 256 * 1024

/** The Services whose address, not name, is in what programs read: it goes with the Service. */
export function addressReferences(world: World, resource: Resource): ServiceReference[] {
  const byAddress = world.derived(servicesByAddress)
  if (byAddress.size === 0) return []
  return programTextsOf(world, resource).flatMap(({ path, text }) =>
    [...text.slice(0, longestText).matchAll(addresses)].flatMap(({ 0: all, 1: port, index }) => {
      const ip = port === undefined ? all : all.slice(0, -port.length - 1)
      const service = byAddress.get(ip)
      if (service === undefined) return []
      const { name, namespace = '' } = service
      return [
        {
          kind: 'text' as const,
          from: resource,
          path,
          namespace,
          name,
          via: all,
          piece: pieceAt(text, all, index),
          ...(port === undefined ? {} : { port: { number: Number(port) } }),
        },
      ]
    }),
  )
}

/** Does an entry of `hostAliases` lead to the Service whose name it pins? By its own address, or that of the pod itself. */
export function isPinnedTo(reference: ServiceReference, service: Resource<Service>): boolean | undefined {
  const own = addressesOf(service)
  const ip = valueAt(reference.from.manifest, [...reference.path.slice(0, -2), 'ip'])
  if (reference.path.at(-1) === 'ip' || own.length === 0 || typeof ip !== 'string') return undefined
  return own.includes(ip) || ip.startsWith('127.') || ip === '::1'
}
