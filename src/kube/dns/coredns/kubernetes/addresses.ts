import { defined } from '../../../../world/defined.ts'
import { canonicalAddress, isWithin, normalName } from '../../name.ts'
import { emptyReply, type DnsQuery, type DnsRecord, type DnsReply } from '../../reply.ts'
import type { ServerSide } from '../plugin.ts'
import { emptyOr, type BackendQuestion } from './question.ts'
import { recordsOf } from './records.ts'
import { isSelf, recordsOfSelf } from './self.ts'

interface Chain {
  readonly side: ServerSide
  /** The targets so far. */
  readonly before: readonly string[]
}

const longestChain = 10

/** A and AAAA records, aliases followed. Follows A and AAAA in coredns plugin/backend_lookup.go. */
export function addresses(question: BackendQuestion, query: DnsQuery, chain: Chain): DnsReply {
  const found = isSelf(question, query.name) ? recordsOfSelf(question) : recordsOf(question, query.name)
  return emptyOr(found, (records) => {
    const hosts = new Set<string>()
    const answers: DnsRecord[] = []
    let open: string | undefined
    let source: string | undefined
    for (const record of records) {
      const { host } = record
      source ??= record.owner
      if (host === undefined) {
        if (record.family === (query.type === 'A' ? 'IPv4' : 'IPv6')) open = 'its address is not known yet'
        continue
      }
      const address = canonicalAddress(host)
      if (address === undefined) {
        const target = follow(question, query, { host, chain })
        if (target.rcode === 'UNKNOWN') return target
        answers.push(...target.answers)
        open ??= target.open
        source = target.source
      } else if (address.includes(':') === (query.type === 'AAAA') && !hosts.has(host)) {
        hosts.add(host)
        answers.push({ name: query.name, type: query.type, data: address })
      }
    }
    return { rcode: 'NOERROR', answers, because: found.because, ...defined({ open, source }) }
  })
}

/** The alias and what its target has; nothing where the target lies in the zone and has no address. */
function follow(
  question: BackendQuestion,
  query: DnsQuery,
  { host, chain }: { readonly host: string; readonly chain: Chain },
): DnsReply {
  const target = normalName(host)
  const nothing = emptyReply('NOERROR', `the alias ${target} is not followed`)
  if (isWithin(query.name, target) || chain.before.length > longestChain || chain.before.includes(target))
    return nothing
  const record: DnsRecord = { name: query.name, type: 'CNAME', data: target }
  if (isWithin(question.zone, target)) {
    const before = [...chain.before, target]
    const reply = addresses(question, { ...query, name: target }, { ...chain, before })
    if (reply.rcode === 'UNKNOWN') return reply
    const found = reply.answers.length > 0 || reply.open !== undefined
    return found ? { ...reply, rcode: 'NOERROR', answers: [record, ...reply.answers] } : nothing
  }
  const reply = chain.side.lookUp({ ...query, name: target })
  if (reply.rcode === 'NO-REPLY') return nothing
  if (reply.rcode === 'UNKNOWN')
    return {
      rcode: 'NOERROR',
      answers: [record],
      because: reply.because,
      open: `${target} is looked up elsewhere: ${reply.because}`,
    }
  return { ...reply, rcode: 'NOERROR', answers: [record, ...reply.answers] }
}
