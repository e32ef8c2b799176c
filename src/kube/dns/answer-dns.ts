import type { World } from '../../world/world.ts'
import { clusterServer } from './cluster-corefile.ts'
import { isQueryable, normalName } from './name.ts'
import { unknownReply, type DnsReply } from './reply.ts'

/** A question to the cluster's DNS server. */
export interface DnsQuestion {
  /** Complete: no search list is tried; the closing dot may be left out. */
  readonly name: string
  /** `A`, `AAAA`, `SRV`, `PTR`, `CNAME`, `TXT`, …; class IN. */
  readonly type: string
  /** Instead of that of the cluster. */
  readonly corefile?: string
  /** The address that asks, where it is known: the plugin acl goes by it. */
  readonly client?: string
}

/**
 * What the cluster's CoreDNS answers: the code and the records of the answer section, and what decided. With the Corefile of ConfigMap
 * kube-system/coredns where the World holds it, else with the one that kubeadm deploys. `UNKNOWN` where a plugin decides that svc does
 * not evaluate, where the question leaves the cluster (`forwardedTo`), or where the World does not hold what decides. Throws nothing.
 * Follows CoreDNS 1.14.
 */
export function answerDns(world: World, { name, type, corefile, client }: DnsQuestion): DnsReply {
  const query = {
    name: normalName(name),
    type: type.toUpperCase(),
    ...(client === undefined ? {} : { client }),
  }
  if (!isQueryable(query.name)) return unknownReply(`"${name}" is not a name that can be resolved`)
  const found = clusterServer(world, corefile)
  if ('unknown' in found) return unknownReply(found.unknown)
  const { bare: _, ...reply } = found.server.answer(world, query)
  return reply
}
