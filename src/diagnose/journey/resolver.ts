import { ownerOfAddress } from '../../kube/proxy/owner.ts'
import { clusterDnsAddresses } from '../../kube/dns/cluster-domain.ts'
import { answerDns } from '../../kube/dns/answer-dns.ts'
import { serviceNamesFor } from '../../kube/dns/service-name.ts'
import type { Client } from '../../kube/dns/resolver/client.ts'
import { podResolver } from '../../kube/dns/resolver/pod-resolver.ts'
import { contains, parseCidr, type Cidr } from '../../kube/core/cidr.ts'
import { parseIp } from '../../kube/core/ip.ts'
import { quote } from '../../text/wording.ts'
import { defined } from '../../world/defined.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { Service } from '../../world/types/manifest.ts'
import type { World } from '../../world/world.ts'
import type { Calling } from './calling.ts'
import type { Caller, Destination, End, Remedy } from './model.ts'

/** The client as its resolver sees it. */
export function clientOf({ is, podSource, namespace }: Caller): Client {
  if (podSource !== undefined)
    return { namespace, spec: podSource.spec, ...defined({ name: podSource.pod?.name }) }
  return is === 'node' || is === 'api-server' ? { namespace, onNode: true } : { namespace }
}

/** The addresses of a name that is complete. */
export function familyOf(world: World, _from: Client, name: string): Destination[] {
  return (['A', 'AAAA'] as const).flatMap((type) =>
    answerDns(world, { name, type })
      .answers.filter((record) => record.type === type)
      .map(({ data }) => ({ address: data, family: type === 'A' ? ('IPv4' as const) : ('IPv6' as const) })),
  )
}

interface Elsewhere {
  readonly host: string
  /** Why it is not the cluster's DNS that is asked: a clause. */
  readonly why: string
  /** The Service that the name means in the cluster. */
  readonly service: Resource<Service> | undefined
}

/**
 * The end of a client whose resolver asks other servers than the cluster's DNS: they do not know the cluster's names, unless they are
 * set that up, which is said as the one condition; a public resolver certainly does not.
 */
export function endBehindResolver(calling: Calling, { host, why, service }: Elsewhere): End {
  const { worlds, caller } = calling
  const [named] = serviceNamesFor(worlds.closed, host, caller.namespace)
  if (service === undefined && named?.certain !== true)
    return {
      outcome: 'unknown',
      stage: 'name',
      because: `what ${quote(host)} resolves to is not known: ${why}`,
    }
  const conf = podResolver(worlds.closed, clientOf(caller))
  const server = 'unknown' in conf ? undefined : conf.nameservers[0]
  const what = service === undefined ? quote(host) : `${quote(host)}, a name of ${nameOf(service)},`
  const fields =
    caller.podSource === undefined
      ? []
      : [{ resource: caller.podSource.resource, path: [...caller.podSource.path, 'spec', 'dnsPolicy'] }]
  if (server !== undefined && mayKnowTheCluster(worlds.closed, server))
    return {
      outcome: 'unknown',
      stage: 'name',
      because: `whether ${server} knows ${quote(host)} is not known: ${why}`,
      fields,
    }
  const assumes =
    server === undefined
      ? ['the node’s resolver does not know the names of the cluster']
      : isPublic(server)
        ? []
        : [`nameserver ${server} does not know the names of the cluster`]
  return {
    outcome: 'no-name',
    stage: 'name',
    because: `${what} does not resolve: ${why}`,
    fields,
    ...(assumes.length === 0 ? {} : { assumes }),
    // of a node no lint rule speaks
    ...(service === undefined || caller.podSource === undefined
      ? {}
      : { cause: 'client-bypasses-cluster-dns' }),
    ...defined({ remedy: remedyFor(caller) }),
  }
}

/** A server inside of the cluster, or one that may be its DNS because nothing says which address that has. */
function mayKnowTheCluster(world: World, server: string): boolean {
  const known = clusterDnsAddresses(world)
  if (isPublic(server)) return false
  return (
    known.length === 0 || ownerOfAddress(world, { address: server, port: 53, protocol: 'UDP' }) !== undefined
  )
}

const privateRanges = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
  '::1/128',
]
let parsedRanges: readonly Cidr[] | undefined

function rangesInside(): readonly Cidr[] {
  return (parsedRanges ??= privateRanges.flatMap((text) => parseCidr(text) ?? []))
}

function isPublic(server: string): boolean {
  const ip = parseIp(server)
  return ip !== undefined && !rangesInside().some((range) => contains(range, ip))
}

/** The policy with which the kubelet gives a pod the cluster's DNS. */
function remedyFor({ podSource }: Caller): Remedy | undefined {
  if (podSource === undefined)
    return { title: 'call it by its cluster IP: a node does not ask the cluster’s DNS' }
  const { resource, path, spec } = podSource
  const value = spec.hostNetwork === true ? 'ClusterFirstWithHostNet' : 'ClusterFirst'
  return {
    title: `set dnsPolicy to ${value}`,
    edits: [{ resource, at: [...path, 'spec', 'dnsPolicy'], set: value }],
  }
}
