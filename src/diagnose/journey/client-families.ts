import type { Family } from '../../kube/proxy/proxied-port.ts'
import type { World } from '../../world/world.ts'
import type { Caller } from './model.ts'

const both: ReadonlySet<Family> = new Set(['IPv4', 'IPv6'])

/**
 * The address families in which a client can send: those of its own addresses; of a client that is not there yet those of the pods
 * that are, since one network gives all of them the same; both where nothing tells.
 */
export function clientFamilies(world: World, { is, podSource, resource }: Caller): ReadonlySet<Family> {
  if (is === 'outside' || is === 'api-server') return both
  if (is === 'node') return familiesOfNode(world, resource?.name ?? '') ?? both
  const status = podSource?.pod?.manifest.status
  const own = (status?.podIPs ?? []).flatMap(({ ip }) => ip ?? [])
  return familiesOf(own) ?? world.derived(familiesOfPods) ?? both
}

function familiesOfNode(world: World, name: string): ReadonlySet<Family> | undefined {
  const addresses = world.get('Node', undefined, name)?.manifest.status?.addresses ?? []
  return familiesOf(
    addresses.filter(({ type }) => type === 'InternalIP').flatMap(({ address }) => address ?? []),
  )
}

function familiesOfPods(world: World): ReadonlySet<Family> | undefined {
  return familiesOf(
    world.all('Pod').flatMap(({ manifest }) => (manifest.status?.podIPs ?? []).flatMap(({ ip }) => ip ?? [])),
  )
}

function familiesOf(addresses: readonly string[]): ReadonlySet<Family> | undefined {
  if (addresses.length === 0) return undefined
  return new Set(addresses.map((address) => (address.includes(':') ? 'IPv6' : 'IPv4')))
}
