import { isWithin, labelsBefore, normalName } from '../name.ts'
import { emptyReply, unknownReply, type DnsQuery, type DnsRecord, type DnsReply } from '../reply.ts'
import type { ServerSide } from './plugin.ts'
import { readRecord, wordsOfRecord } from './zone-record.ts'

/** A zone file in memory. */
export interface Zone {
  readonly origin: string
  readonly byName: ReadonlyMap<string, readonly DnsRecord[]>
  /** Names between a record and the origin that have no records themselves. */
  readonly between: ReadonlySet<string>
}

/** Reads a zone file; a clause instead when it holds something that svc does not read. */
export function readZone(text: string, zoneName: string): Zone | string {
  const byName = new Map<string, DnsRecord[]>()
  let origin = zoneName
  let owner: string | undefined
  for (const line of linesOf(text)) {
    const words = wordsOfRecord(line)
    const [directive = '', argument = ''] = words
    if (words.length === 0 || directive.toUpperCase() === '$TTL') continue
    if (directive.toUpperCase() === '$ORIGIN') {
      origin = argument.endsWith('.') ? normalName(argument) : normalName(`${argument}.${origin}`)
      continue
    }
    const record = readRecord(words, !/^[ \t]/.test(line), {
      origin,
      ...(owner === undefined ? {} : { owner }),
    })
    if (record === undefined)
      return `svc does not read the line "${line.trim().slice(0, 60)}" of the zone ${zoneName}`
    owner = record.name
    const list = byName.get(record.name)
    if (list === undefined) byName.set(record.name, [record])
    else list.push(record)
  }
  return (byName.get(zoneName) ?? []).some(({ type }) => type === 'SOA')
    ? { origin: zoneName, byName, between: namesBetween(zoneName, byName) }
    : `the zone file of ${zoneName} has no SOA record`
}

function namesBetween(zoneName: string, byName: ReadonlyMap<string, unknown>): ReadonlySet<string> {
  const above = [...byName.keys()].flatMap((name) => namesAbove(zoneName, name))
  return new Set(above.filter((name) => !byName.has(name)))
}

/** Records may go over several lines in parentheses. */
function linesOf(text: string): string[] {
  const lines: string[] = []
  let open = ''
  for (const line of text.split('\n')) {
    const bare = outsideQuotes(line.replaceAll('\r', ''), (part) => part.replace(/;.*$/, ''))
    const joined = open === '' ? bare : `${open} ${bare}`
    let depth = 0
    const flat = outsideQuotes(joined, (part) => {
      depth += part.split('(').length - part.split(')').length
      return part.replaceAll(/[()]/g, ' ')
    })
    open = depth > 0 ? joined : ''
    if (depth <= 0) lines.push(flat)
  }
  return open === '' ? lines : [...lines, open]
}

function outsideQuotes(line: string, change: (part: string) => string): string {
  return line.replaceAll(/"(?:[^"\\]|\\.)*"|[^"]+/g, (part) => (part.startsWith('"') ? part : change(part)))
}

/** The names between the origin and a name, from the origin down, both left out. */
function namesAbove(origin: string, name: string): string[] {
  const labels = labelsBefore(origin, name)
  return labels.map((_, index) => `${labels.slice(labels.length - index).join('.')}.${origin}`).slice(1)
}

const longestChain = 8

/** What a zone answers. Follows Lookup in coredns plugin/file/lookup.go; DNSSEC is left out. */
export function lookUpInZone(
  zone: Zone,
  query: DnsQuery,
  side: ServerSide,
): DnsReply & { readonly missing?: boolean } {
  const { name, type } = query
  const because = `the zone file of ${zone.origin} says so`
  const found = (answers: readonly DnsRecord[]): DnsReply => ({ rcode: 'NOERROR', answers, because })
  if (name === zone.origin && (type === 'SOA' || type === 'NS'))
    return apex(found((zone.byName.get(name) ?? []).filter((record) => record.type === type)))
  const cut = delegation(zone, query)
  if (cut !== undefined) return cut
  const own = ownRecords(zone, name)
  if (own === undefined) {
    return zone.between.has(name) || (name === zone.origin && zone.byName.size > 1)
      ? { ...emptyReply('NOERROR', `only names below ${name} have records`), missing: true }
      : { ...emptyReply('NXDOMAIN', `the zone file of ${zone.origin} has no such name`), missing: true }
  }
  const alias = type === 'CNAME' ? undefined : own.find((record) => record.type === 'CNAME')
  if (alias !== undefined) return followAlias(zone, { query, alias }, side)
  return found(own.filter((record) => record.type === type))
}

/** A zone without name servers has nothing to say of them, and so counts as missing. */
function apex(reply: DnsReply): DnsReply & { readonly missing?: boolean } {
  return reply.answers.length === 0 ? { ...reply, missing: true } : reply
}

/** A name above, or the name itself, that other servers hold. */
function delegation(zone: Zone, { name, type }: DnsQuery): DnsReply | undefined {
  for (const above of [...namesAbove(zone.origin, name), name].filter((each) => each !== zone.origin)) {
    const types = (zone.byName.get(above) ?? []).map((record) => record.type)
    if (types.includes('DNAME')) return unknownReply(`svc does not follow the DNAME of ${above}`)
    if (types.includes('NS') && !(type === 'DS' && above === name))
      return emptyReply('NOERROR', `${above} is delegated to other servers`)
  }
  return undefined
}

/** SOA and NS of the zone itself are kept apart: without others, the zone counts as a name without records. */
function ownRecords(zone: Zone, name: string): readonly DnsRecord[] | undefined {
  const records = zone.byName.get(name)
  if (name !== zone.origin) return records ?? expanded(zone, name)
  const others = (records ?? []).filter(({ type }) => type !== 'SOA' && type !== 'NS')
  return others.length === 0 ? undefined : others
}

/** The records of the nearest wildcard, under the name that was asked for. */
function expanded(zone: Zone, name: string): readonly DnsRecord[] | undefined {
  let wild: readonly DnsRecord[] | undefined
  for (const each of [...namesAbove(zone.origin, name), name]) {
    if (zone.byName.has(each)) continue
    const parent = each.slice(each.indexOf('.') + 1)
    wild = zone.byName.get(`*.${parent}`) ?? wild
  }
  return wild?.map((record) => ({ ...record, name }))
}

function followAlias(
  zone: Zone,
  { query, alias }: { readonly query: DnsQuery; readonly alias: DnsRecord },
  side: ServerSide,
): DnsReply {
  const answers = [alias]
  const because = `${query.name} is an alias in the zone file of ${zone.origin}`
  for (let target = alias.data; answers.length <= longestChain + 1;) {
    const own = isWithin(zone.origin, target) ? zone.byName.get(target) : undefined
    if (own === undefined || query.type === 'NS')
      return elsewhere(side.lookUp({ ...query, name: target }), answers)
    const next = own.find((record) => record.type === 'CNAME')
    if (next === undefined)
      return {
        rcode: 'NOERROR',
        because,
        answers: [...answers, ...own.filter(({ type }) => type === query.type)],
      }
    answers.push(next)
    target = next.data
  }
  return { rcode: 'NOERROR', because, answers }
}

function elsewhere(reply: DnsReply, answers: readonly DnsRecord[]): DnsReply {
  if (reply.rcode === 'UNKNOWN') return reply
  const rcode = reply.rcode === 'NXDOMAIN' || reply.rcode === 'SERVFAIL' ? reply.rcode : 'NOERROR'
  return { ...reply, rcode, answers: [...answers, ...reply.answers] }
}
