import type { World } from '../../../world/world.ts'
import { defined } from '../../../world/defined.ts'
import { answerDns, type DnsQuestion } from '../answer-dns.ts'
import { canonicalAddress, isQueryable, normalName } from '../name.ts'
import { unknownReply, type DnsReply } from '../reply.ts'
import { namesTried, type NameTried, type Resolver } from './candidates.ts'
import type { Client } from './client.ts'
import { podResolver, type PodResolver } from './pod-resolver.ts'

export interface LookupQuestion {
  readonly from: Client
  /** As the program has it: `db.prod`, `db`, `db.prod.svc.cluster.local.` */
  readonly name: string
  readonly resolver: Resolver
  /** The resolv.conf of the client’s node, where it is known. */
  readonly nodeResolvConf?: string
  /** Instead of that of the cluster. */
  readonly corefile?: string
}

/** One question that goes out, and its answer; a question that is repeated for want of an answer occurs once. */
export interface LookupQuery {
  readonly name: string
  readonly type: 'A' | 'AAAA'
  readonly reply: DnsReply
}

/** `addresses`: of these names or of `open`. The others are what programs report: not known, no address, try again. */
export type LookupOutcome = { readonly because: string } & (
  | {
      readonly kind: 'addresses'
      readonly name: string
      readonly addresses: readonly string[]
      readonly open?: string
    }
  | { readonly kind: 'no-name' | 'no-data' | 'try-again' | 'unknown' }
)

export interface Lookup {
  readonly queries: readonly LookupQuery[]
  readonly outcome: LookupOutcome
  /** What was taken to be so, because nothing in sight tells it. */
  readonly assuming?: string
}

/**
 * Looks a name up as a program in a container does (getaddrinfo for any family): /etc/hosts, then each name of the search list with A
 * and AAAA, until an answer decides. glibc and musl send A before AAAA; Go sends both at once. Throws nothing.
 */
export function lookup(world: World, question: LookupQuestion): Lookup {
  const { from, name, resolver, nodeResolvConf } = question
  const literal = canonicalAddress(name)
  if (literal !== undefined)
    return {
      queries: [],
      outcome: { kind: 'addresses', name, addresses: [literal], because: 'it is an address' },
    }
  const conf = podResolver(world, from, nodeResolvConf)
  if ('unknown' in conf) return { queries: [], outcome: { kind: 'unknown', because: conf.unknown } }
  const own = addressesInHosts(conf.hosts, name, resolver)
  if (own.length > 0)
    return {
      queries: [],
      outcome: { kind: 'addresses', name, addresses: own, because: '/etc/hosts of the pod has it' },
    }
  const tried = namesTried(name, conf, resolver).filter((each) => isQueryable(each.name))
  const walk = walkers[resolver](tried, (each) => ask(world, question, { conf, name: each.name }))
  const unsure = conf.moreSearch !== undefined && !name.endsWith('.') && passesNode(tried, walk)
  return unsure ? { ...walk, assuming: `no suffix of the node makes a name of it: ${conf.moreSearch}` } : walk
}

/**
 * What /etc/hosts says to a name; the kubelet writes it in small letters and without a closing dot. glibc takes the first line that
 * has the name, the others all; musl compares the text; Go takes a closing dot off names that have another one.
 * Follows nss/nss_files/files-hosts.c in glibc, name_from_hosts in musl src/network/lookup_name.c, net/hosts.go in Go.
 */
function addressesInHosts(hosts: PodResolver['hosts'], name: string, resolver: Resolver): readonly string[] {
  const closed = name.endsWith('.')
  if (closed && (resolver !== 'go' || !name.slice(0, -1).includes('.'))) return []
  if (resolver === 'musl' && name !== name.toLowerCase()) return []
  const addresses = hosts.get(normalName(name)) ?? []
  return resolver === 'glibc' ? addresses.slice(0, 1) : addresses
}

/** Were all suffixes of the cluster tried in vain, so that the node’s come next? */
function passesNode(tried: readonly NameTried[], { queries }: Lookup): boolean {
  const last = tried.findLast(({ final }) => !final)
  return last !== undefined && queries.some(({ name, reply }) => name === last.name && !hasRecords(reply))
}

interface Asking {
  readonly conf: PodResolver
  readonly name: string
}

function ask(world: World, { corefile }: LookupQuestion, { conf, name }: Asking): LookupQuery[] {
  const [first = ''] = conf.nameservers
  const types = ['A', 'AAAA'] as const
  return types.map((type) => ({
    name,
    type,
    reply: conf.clusterServers.includes(first)
      ? answerTo(world, { name, type, ...defined({ corefile }) })
      : unknownReply(
          first === '' ? 'the pod has no nameserver' : `${first} is asked, which is not the cluster’s DNS`,
        ),
  }))
}

const mostAnswersKept = 4096

/** Every client of a name asks the same, and each of its resolvers. */
function answerTo(world: World, question: Pick<DnsQuestion, 'name' | 'type' | 'corefile'>): DnsReply {
  const known = world.derived(answersKnown)
  const key = `${question.type} ${question.name} ${question.corefile ?? ''}`
  const reply = known.get(key) ?? answerDns(world, question)
  if (known.size >= mostAnswersKept) known.clear()
  known.set(key, reply)
  return reply
}

function answersKnown(): Map<string, DnsReply> {
  return new Map()
}

type Ask = (tried: NameTried) => LookupQuery[]
type Walk = (tried: readonly NameTried[], ask: Ask) => Lookup

function hasRecords({ rcode, answers, open }: DnsReply): boolean {
  return rcode === 'NOERROR' && (answers.length > 0 || open !== undefined)
}

/** Whoever decided: its addresses, or what a name without one comes to. */
function decided(
  queries: readonly LookupQuery[],
  pair: readonly LookupQuery[],
  none: 'no-data' | 'no-name',
): Lookup {
  const addresses = pair.flatMap(({ type, reply }) =>
    reply.answers.filter((record) => record.type === type).map(({ data }) => data),
  )
  const open = pair.find(({ reply }) => reply.open !== undefined)?.reply.open
  const [first] = pair
  const name = first?.name ?? ''
  const telling = pair.find(({ reply }) => hasRecords(reply)) ?? first
  const because = telling?.reply.because ?? ''
  if (addresses.length === 0 && open === undefined) return { queries, outcome: { kind: none, because } }
  return {
    queries,
    outcome: { kind: 'addresses', name, addresses, because, ...(open === undefined ? {} : { open }) },
  }
}

function unknownOf(pair: readonly LookupQuery[]): string | undefined {
  return pair.find(({ reply }) => reply.rcode === 'UNKNOWN')?.reply.because
}

const failed = (
  queries: readonly LookupQuery[],
  kind: 'no-name' | 'no-data' | 'try-again' | 'unknown',
  because: string,
): Lookup => ({
  queries,
  outcome: { kind, because },
})

const glibc: Walk = (tried, ask) => {
  const queries: LookupQuery[] = []
  const seen: { readonly status: string; readonly asTypedFirst: boolean }[] = []
  for (const each of tried) {
    // what is neither an answer nor a plain no ends the search list, but neither begins nor ends with the name as typed
    const stuck = seen.some(({ status, asTypedFirst }) => !asTypedFirst && !goesOn.has(status))
    if (stuck && !each.final) continue
    const pair = ask(each)
    queries.push(...pair)
    const unknown = unknownOf(pair)
    if (unknown !== undefined) return failed(queries, 'unknown', unknown)
    // an alias without an address ends the search too
    if (pair.some(({ reply }) => hasRecords(reply))) return decided(queries, pair, 'no-name')
    seen.push({ status: statusOf(pair), asTypedFirst: each.final && tried[0] === each })
  }
  // the first try as typed decides which failure is told, else the kindest that was seen
  const first = seen.find(({ asTypedFirst }) => asTypedFirst)
  const kindest = ['NOERROR', 'SERVFAIL'].find((status) => seen.some((each) => each.status === status))
  const told = first?.status ?? kindest ?? seen.at(-1)?.status ?? 'NXDOMAIN'
  return failed(queries, failureOf(told), queries.at(-1)?.reply.because ?? '')
}

const goesOn = new Set(['NXDOMAIN', 'NOERROR', 'SERVFAIL'])

function failureOf(status: string): 'no-data' | 'try-again' | 'no-name' {
  if (status === 'NOERROR') return 'no-data'
  return status === 'NXDOMAIN' ? 'no-name' : 'try-again'
}

/** The first answer tells, unless it is fine and the second is not. */
function statusOf([first, second]: readonly LookupQuery[]): string {
  const code = first?.reply.rcode ?? 'NO-REPLY'
  return code === 'NOERROR' ? (second?.reply.rcode ?? code) : code
}

const musl: Walk = (tried, ask) => {
  const queries: LookupQuery[] = []
  let because = ''
  for (const each of tried) {
    const pair = ask(each)
    queries.push(...pair)
    const unknown = unknownOf(pair)
    if (unknown !== undefined) return failed(queries, 'unknown', unknown)
    because = pair[0]?.reply.because ?? ''
    const codes = pair.map(({ reply }) => reply.rcode)
    // REFUSED and other codes are passed over, as if nothing had come
    if (codes.some((code) => code !== 'NOERROR' && code !== 'NXDOMAIN'))
      return failed(queries, 'try-again', because)
    if (codes.includes('NXDOMAIN')) continue
    return decided(queries, pair, 'no-data')
  }
  return failed(queries, 'no-name', because)
}

const go: Walk = (tried, ask) => {
  const queries: LookupQuery[] = []
  let failure: DnsReply | undefined
  for (const each of tried) {
    const pair = ask(each)
    queries.push(...pair)
    const unknown = unknownOf(pair)
    if (unknown !== undefined) return failed(queries, 'unknown', unknown)
    const found = decided(queries, pair, 'no-name')
    if (found.outcome.kind === 'addresses') return found
    // the failure of the first name is told, or that of the name as typed
    if (failure === undefined || each.final)
      failure = pair.find(({ reply }) => reply.rcode !== 'NOERROR')?.reply ?? pair[0]?.reply
  }
  const again = failure !== undefined && failure.rcode !== 'NXDOMAIN' && failure.rcode !== 'NOERROR'
  return failed(queries, again ? 'try-again' : 'no-name', failure?.because ?? '')
}

const walkers: Readonly<Record<Resolver, Walk>> = { glibc, musl, go }
