import type { World } from '../../../world/world.ts'
import { answerDns } from '../answer-dns.ts'
import { isQueryable } from '../name.ts'
import type { DnsReply } from '../reply.ts'
import { namesTried } from './candidates.ts'
import type { Client } from './client.ts'
import { podResolver } from './pod-resolver.ts'

/** What a query for SRV records comes to. */
export interface SrvLookup {
  /** The questions that went out, in order; the last one decided. */
  readonly queries: readonly { readonly name: string; readonly reply: DnsReply }[]
  /** Each record: where a server is, and on which port. */
  readonly found: readonly { readonly port: number; readonly target: string }[]
  /** Why the client's servers are not known, or are not the cluster's. */
  readonly elsewhere?: string
}

/**
 * Looks up `_port._protocol.service` as a program does that asks its resolver for SRV records: the names of the search list, until
 * one has records. In: who asks, and the name as typed. Follows __res_context_search in glibc resolv/res_query.c. Throws nothing.
 */
export function lookupSrv(world: World, { from, name }: { from: Client; name: string }): SrvLookup {
  const conf = podResolver(world, from)
  if ('unknown' in conf) return { queries: [], found: [], elsewhere: conf.unknown }
  const [first = ''] = conf.nameservers
  if (!conf.clusterServers.includes(first))
    return {
      queries: [],
      found: [],
      elsewhere: `${first || 'no nameserver'} is asked, which is not the cluster’s DNS`,
    }
  const queries: { name: string; reply: DnsReply }[] = []
  for (const tried of namesTried(name, conf, 'glibc')) {
    if (!isQueryable(tried.name)) continue
    const reply = answerDns(world, { name: tried.name, type: 'SRV' })
    queries.push({ name: tried.name, reply })
    const found = reply.answers.flatMap(({ type, data }) => (type === 'SRV' ? serverIn(data) : []))
    if (found.length > 0 || reply.rcode === 'UNKNOWN' || reply.open !== undefined) return { queries, found }
  }
  return { queries, found: [] }
}

/** `0 50 5432 db-0.db.shop.svc.cluster.local.` */
function serverIn(data: string): { port: number; target: string }[] {
  const [, , port, target] = data.split(' ')
  return port === undefined || target === undefined ? [] : [{ port: Number(port), target }]
}
