import { hasOwnFamilies } from '../../kube/core/families.ts'
import type { Family } from '../../kube/proxy/proxied-port.ts'
import type { Vantage } from '../../kube/proxy/model.ts'
import { inNamespace, kubectl } from '../../text/shell.ts'
import { joinList } from '../../text/wording.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { Pod } from '../../world/types/manifest.ts'
import type { World } from '../../world/world.ts'
import type { Caller, Destination, End } from './model.ts'

const both: ReadonlySet<Family> = new Set(['IPv4', 'IPv6'])

/**
 * The address families in which a client can send: those of its own addresses; of a client that is not there yet those of the pods
 * that are, since one network gives all of them the same; both where nothing tells.
 */
function clientFamilies(
  world: World,
  { is, podSource, resource }: Caller,
  to: readonly Destination[],
): ReadonlySet<Family> {
  if (is === 'outside' || is === 'api-server') return both
  if (is === 'node') return familiesOfNode(world, resource?.name ?? '') ?? both
  const status = podSource?.pod?.manifest.status
  const own = (status?.podIPs ?? []).flatMap(({ ip }) => ip ?? [])
  return familiesOf(own) ?? familiesOfPods(world, to)
}

/** Of several addresses of one name those that the client can send to; all of them where it can send to none. */
export function fittingTo(world: World, caller: Caller, to: readonly Destination[]): readonly Destination[] {
  const families = clientFamilies(world, caller, to)
  const fitting = to.filter((each) => {
    const family = familyOf(each)
    return family === undefined || families.has(family)
  })
  return fitting.length > 0 ? fitting : to
}

/**
 * A pod whose network gave it addresses of one family only has no route to a Service or a pod of the other one. Undefined where it has
 * one, or where its addresses are not known: those of a pod in the host network are not all of the node's.
 */
export function noRouteEnd(from: Vantage, to: Destination): End | undefined {
  const pod = from.kind === 'pod' ? from.pod : undefined
  const family = familyOf(to)
  if (pod === undefined || family === undefined || pod.manifest.spec?.hostNetwork === true) return undefined
  const own = familiesOf((pod.manifest.status?.podIPs ?? []).flatMap(({ ip }) => ip ?? []))
  if (own === undefined || own.has(family) || isGuess(to)) return undefined
  const whose = to.service === undefined ? '' : ` of ${nameOf(to.service)}`
  const what = to.address === undefined ? `the ${family} address${whose}` : `${to.address}${whose}`
  return {
    outcome: 'no-route',
    stage: 'name',
    because: `${nameOf(pod)} has ${joinList([...own])} addresses only, and so no route to ${what}`,
    fields: [
      ...(to.service === undefined ? [] : [{ resource: to.service, path: ['spec', 'ipFamilies'] }]),
      { resource: pod, path: ['status', 'podIPs'] },
    ],
    confirm: kubectl(
      'get',
      'pod',
      pod.name,
      ...inNamespace(pod.namespace),
      '-o',
      'jsonpath={.status.podIPs}',
    ),
  }
}

/** Without a cluster IP and families of its own a Service gets the first family of its cluster, which a file does not say. */
function isGuess({ address, service }: Destination): boolean {
  return address === undefined && (service === undefined || !hasOwnFamilies(service.manifest))
}

function familyOf({ family, address }: Destination): Family | undefined {
  return family ?? (address === undefined ? undefined : address.includes(':') ? 'IPv6' : 'IPv4')
}

function familiesOfNode(world: World, name: string): ReadonlySet<Family> | undefined {
  const addresses = world.get('Node', undefined, name)?.manifest.status?.addresses ?? []
  return familiesOf(
    addresses.filter(({ type }) => type === 'InternalIP').flatMap(({ address }) => address ?? []),
  )
}

/** One pod that can send to all of these destinations is enough; else all of them count. */
function familiesOfPods(world: World, to: readonly Destination[]): ReadonlySet<Family> {
  const seen = world.derived(familiesInSight)
  const isEnough = to.every((each) => {
    const family = familyOf(each)
    return family === undefined || seen?.has(family)
  })
  return (isEnough ? seen : world.derived(familiesOfAll)) ?? both
}

function familiesInSight(world: World): ReadonlySet<Family> | undefined {
  return familiesOf(addressesOf(world.inSight('Pod')))
}

function familiesOfAll(world: World): ReadonlySet<Family> | undefined {
  return familiesOf(addressesOf(world.all('Pod')))
}

function addressesOf(pods: readonly Resource<Pod>[]): string[] {
  return pods.flatMap(({ manifest }) => (manifest.status?.podIPs ?? []).flatMap(({ ip }) => ip ?? []))
}

function familiesOf(addresses: readonly string[]): ReadonlySet<Family> | undefined {
  if (addresses.length === 0) return undefined
  return new Set(addresses.map((address) => (address.includes(':') ? 'IPv6' : 'IPv4')))
}
