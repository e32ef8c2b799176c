import type { World } from '../../../world/world.ts'
import { clusterDomainOf } from '../cluster-domain.ts'
import { normalName } from '../name.ts'
import type { Client } from './client.ts'

const longestHostname = 63
const unknownAddress = 'its own address'

/**
 * The names in a pod's /etc/hosts with their addresses: what the kubelet writes there, which counts before any server is asked. The
 * file of a pod on the host network begins with that of its node, which no object tells; of a pod that is not there yet the names
 * are missing that come with it.
 * Follows managedHostsFileContent and GeneratePodHostNameAndDomain in kubernetes/kubernetes pkg/kubelet/kubelet_pods.go.
 */
export function podHosts(world: World, client: Client): ReadonlyMap<string, readonly string[]> {
  const { spec = {}, onNode = false } = client
  if (onNode) return new Map()
  const lines: (readonly [address: string, names: readonly string[]])[] = [
    ...(spec.hostNetwork === true ? [] : ownLines(world, client)),
    ...(spec.hostAliases ?? []).map(({ ip = '', hostnames = [] }) => [ip, hostnames] as const),
  ]
  const hosts = new Map<string, readonly string[]>()
  for (const [address, names] of lines) {
    for (const name of new Set(names.map(normalName))) hosts.set(name, [...(hosts.get(name) ?? []), address])
  }
  return hosts
}

function ownLines(world: World, client: Client): (readonly [string, readonly string[]])[] {
  const { addresses = [unknownAddress] } = client
  const names = ownNames(world, client)
  return [
    ['127.0.0.1', ['localhost']],
    ['::1', ['localhost', 'ip6-localhost', 'ip6-loopback']],
    ...addresses.map((address) => [address, names] as const),
  ]
}

function ownNames(world: World, { spec = {}, name = '', namespace }: Client): string[] {
  const { hostname = '', hostnameOverride, subdomain = '' } = spec
  const whole = hostnameOverride ?? (hostname === '' ? name : hostname)
  const own = whole.slice(0, longestHostname).replace(/[-.]{1,63}$/, '')
  if (own === '') return []
  if (subdomain === '' || hostnameOverride !== undefined) return [own]
  return [`${own}.${subdomain}.${namespace}.svc.${clusterDomainOf(world).domain}`, own]
}
