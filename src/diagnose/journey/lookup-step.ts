import { typeOf } from '../../kube/core/defaults.ts'
import { clusterDomainOf } from '../../kube/dns/cluster-domain.ts'
import { labelsBefore, normalName } from '../../kube/dns/name.ts'
import { lookup, type Lookup, type LookupOutcome, type LookupQuery } from '../../kube/dns/resolver/lookup.ts'
import { podResolver } from '../../kube/dns/resolver/pod-resolver.ts'
import { fqdnOf, resolveService, serviceAtName } from '../../kube/dns/service-name.ts'
import { inNamespace, kubectl } from '../../text/shell.ts'
import { joinList } from '../../text/wording.ts'
import { defined } from '../../world/defined.ts'
import type { Resource } from '../../world/resource.ts'
import type { Service } from '../../world/types/manifest.ts'
import type { World } from '../../world/world.ts'
import type { Calling, NameAnswer } from './calling.ts'
import { dnsReached } from './dns-server.ts'
import { byHosts } from './hosts-step.ts'
import { unresolvedEnd } from './no-name.ts'
import { clientOf, endBehindResolver } from './resolver.ts'
import type { Destination, Field, NameStep } from './model.ts'

type Addresses = LookupOutcome & { readonly kind: 'addresses' }

/** What the client's resolver makes of a name, and where the addresses that come back lead. */
export function byLookup(calling: Calling, host: string): NameAnswer {
  const { worlds, caller } = calling
  const { closed } = worlds
  const from = clientOf(caller)
  const found = lookup(closed, { from, name: host, resolver: 'glibc' })
  const { outcome, queries } = found
  if (outcome.kind === 'addresses' && queries.length === 0) return byHosts(calling, host, outcome.addresses)
  const service = resolveService(closed, host, caller.namespace)
  const elsewhere = asksElsewhere(closed, calling, found)
  if (elsewhere !== undefined) return { end: endBehindResolver(calling, { host, why: elsewhere, service }) }
  const server = dnsReached(worlds, caller)
  if (server.end !== undefined) return { end: server.end }
  const around = { ...defined({ open: server.open }), assumes: server.assumes ?? [] }
  if (outcome.kind !== 'addresses') {
    const answer = unresolvedEnd(calling, { host, lookup: found, service })
    return 'end' in answer ? answer : { step: { ...answer.step, ...around } }
  }
  const step = resolvedStep(calling, host, { lookup: found, outcome })
  const assumes = [...around.assumes, ...shadows(worlds.open, calling, { host, queries, outcome })]
  const musl = lookup(closed, { from, name: host, resolver: 'musl' })
  return {
    step: {
      ...step,
      ...defined({ open: server.open }),
      assumes,
      ...muslFails(calling, step, { musl, host }),
    },
  }
}

/** Why another server than the cluster's DNS is asked. */
function asksElsewhere(world: World, { caller }: Calling, { outcome }: Lookup): string | undefined {
  const conf = podResolver(world, clientOf(caller))
  if ('unknown' in conf) return conf.unknown
  const [first = ''] = conf.nameservers
  return conf.clusterServers.includes(first) || outcome.kind === 'addresses' ? undefined : outcome.because
}

/** Addresses came back, or will: of a Service, of a pod, or of what else a Corefile holds. */
function resolvedStep(
  calling: Calling,
  host: string,
  { lookup: { queries }, outcome }: { lookup: Lookup; outcome: Addresses },
): NameStep {
  const { closed } = calling.worlds
  const own = queries.filter(({ name }) => name === outcome.name)
  const called = serviceAtName(closed, outcome.name)
  const sources = own.flatMap(({ reply }) => reply.source ?? [])
  const [source] = sources
  const service = source === undefined ? undefined : serviceAtName(closed, source)
  const to = own.flatMap((query) => destinationsOf(closed, query, called))
  const at = service ?? called
  return {
    because: describeFound(closed, { host, outcome, called, service, source }),
    fields: at === undefined ? [] : [addressField(called ?? at)],
    to,
  }
}

function addressField(service: Resource<Service>): Field {
  const isAlias = typeOf(service.manifest) === 'ExternalName'
  return { resource: service, path: ['spec', isAlias ? 'externalName' : 'clusterIP'] }
}

function destinationsOf(
  world: World,
  { type, reply }: LookupQuery,
  called: Resource<Service> | undefined,
): Destination[] {
  const family = type === 'A' ? ('IPv4' as const) : ('IPv6' as const)
  const service = reply.source === undefined ? undefined : serviceAtName(world, reply.source)
  const isHeadless = service !== undefined && typeOf(service.manifest) === 'Headless'
  const addresses = reply.answers
    .filter((record) => record.type === type)
    .map(({ data }) => ({ address: data, family, ...(isHeadless ? { service } : {}) }))
  if (reply.open === undefined) return addresses
  if (service !== undefined) {
    const one = reply.source === undefined ? false : isOfOnePod(world, reply.source, service)
    const via = isHeadless ? {} : { via: 'cluster-ip' as const }
    return [...addresses, { service, family, ...via, ...(one ? { one } : {}) }]
  }
  // an alias that leads out of the cluster: its own Service is all that is in sight
  return called === undefined ? addresses : [...addresses, { service: called, family, via: 'cluster-ip' }]
}

/** Was one endpoint asked for, below the name of its Service? */
function isOfOnePod(world: World, source: string, service: Resource<Service>): boolean {
  return normalName(source) !== normalName(fqdnOf(world, service)) && !source.startsWith('?.')
}

interface CalledAddresses {
  readonly host: string
  readonly outcome: Addresses
  readonly called: Resource<Service> | undefined
  readonly service: Resource<Service> | undefined
  readonly source: string | undefined
}

function describeFound(world: World, { host, outcome, called, service, source }: CalledAddresses): string {
  const fqdn = outcome.name.replace(/\.$/, '')
  const full = host.replace(/\.$/, '') === fqdn ? fqdn : `${host} is ${fqdn}`
  if (called !== undefined && typeOf(called.manifest) === 'ExternalName') {
    const { externalName = '' } = called.manifest.spec ?? {}
    return service === undefined || service === called
      ? `${called.name} is an alias for ${externalName}; the client goes there itself, with the port it names`
      : `${called.name} is an alias for ${fqdnOf(world, service)}; DNS answers ${addressText(service, outcome)}`
  }
  if (service === undefined) return `${host} is ${joinList(outcome.addresses)}: ${outcome.because}`
  if (service !== called)
    return `${full}; DNS answers ${addressText(service, outcome)}, because ${outcome.because}`
  const isPod = source !== undefined && fqdn !== fqdnOf(world, service)
  return `${full}; DNS answers ${isPod ? 'the address of that pod' : addressText(service, outcome)}`
}

function addressText(service: Resource<Service>, { addresses }: Addresses): string {
  if (typeOf(service.manifest) === 'Headless') return 'the addresses of its ready pods'
  return addresses[0] ?? 'its virtual IP'
}

/** Names of the search list that come first and would be answered, were there a Service that is not in sight. */
function shadows(
  open: World,
  { caller, worlds }: Calling,
  { host, queries, outcome }: { host: string; queries: readonly LookupQuery[]; outcome: Addresses },
): string[] {
  if (open === worlds.closed) return []
  const before = queries.slice(
    0,
    queries.findIndex(({ name }) => name === outcome.name),
  )
  const asked = lookup(open, { from: clientOf(caller), name: host, resolver: 'glibc' })
  if (before.length === 0 || asked.outcome.kind === 'addresses') return []
  const zone = normalName(clusterDomainOf(open).domain)
  return [...new Set(before.map(({ name }) => name))].flatMap((name) => {
    const [kind, namespace = '', service, endpoint, ...more] = labelsBefore(zone, name).toReversed()
    // a namespace "svc" comes of names that spell out their own: nothing speaks of it
    if (kind !== 'svc' || service === undefined || more.length > 0 || namespace === 'svc') return []
    return [`no ${endpoint === undefined ? '' : 'headless '}Service "${service}" in namespace ${namespace}`]
  })
}

function muslFails(
  { caller }: Calling,
  { because }: NameStep,
  { musl, host }: { musl: Lookup; host: string },
): Partial<NameStep> {
  if (musl.outcome.kind === 'addresses' || musl.outcome.kind === 'unknown') return {}
  const text = `${because}; but musl (Alpine images) fails: it stops at ${musl.queries.at(-1)?.name ?? host}`
  const confirm = kubectl('exec', ...inNamespace(caller.namespace), 'POD', '--', 'cat', '/etc/resolv.conf')
  return {
    because: text,
    odd: { confirm },
    open: { outcome: 'unknown', stage: 'name', because: text, confirm },
  }
}
