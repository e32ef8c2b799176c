import type { Service } from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { typeOf } from '../core/defaults.ts'
import { answerDns } from './answer-dns.ts'
import { clusterDomainOf, usualDomain } from './cluster-domain.ts'
import { isWithin, labelsBefore, normalName } from './name.ts'

/** A Service name as a host name spells it. */
export interface ServiceName {
  readonly name: string
  readonly namespace: string
  /** The host name asks for one endpoint of the Service. */
  readonly endpoint?: string
  /** The name cannot be anything else than a Service's: it ends in `.svc` or in the cluster domain. */
  readonly certain: boolean
}

/** The FQDN of a Service in the cluster domain of the World. */
export function fqdnOf(world: World, { name, namespace }: Pick<Resource, 'name' | 'namespace'>): string {
  return `${name}.${namespace ?? ''}.svc.${clusterDomainOf(world).domain}`
}

/**
 * The Services that a host name can mean in this World: `namesIn` with its cluster domain.
 */
export function serviceNamesFor(world: World, host: string, clientNamespace: string): ServiceName[] {
  return namesIn(host, clientNamespace, clusterDomainOf(world).domain)
}

/**
 * The Services that a host name can mean for a client in a namespace, likeliest first; empty for a name that cannot be
 * a Service's. The resolver's search list (`NS.svc.DOMAIN`, `svc.DOMAIN`, `DOMAIN`; ndots 5) makes `web` the client's
 * own, `web.shop` another namespace's, and `web-0.web` one endpoint of a Service next to the client. `_pg._tcp.db` asks for the
 * port of a Service.
 */
export function namesIn(host: string, clientNamespace: string, domain = usualDomain): ServiceName[] {
  const service = srvName.exec(host)?.[1]
  // DNS knows the ports of Services, not those of one endpoint
  if (service !== undefined)
    return namesIn(service, clientNamespace, domain).filter(({ endpoint }) => endpoint === undefined)
  const absolute = host.endsWith('.')
  const labels = (absolute ? host.slice(0, -1) : host).toLowerCase().split('.')
  if (!labels.every((label) => dnsLabel.test(label)) || labels.every((label) => /^\d+$/.test(label)))
    return []
  const relative = withoutDomain(labels, domain)
  if (relative !== undefined) return beforeSvc(relative, true)
  if (absolute) return []
  const [first = '', second] = labels
  if (second === undefined) return [{ name: first, namespace: clientNamespace, certain: false }]
  if (labels.at(-1) === 'svc') return beforeSvc(labels.slice(0, -1), true)
  if (labels.length > 3) return []
  const elsewhere = beforeSvc(labels, false)
  if (labels.length === 3) return elsewhere
  return [...elsewhere, { name: second, namespace: clientNamespace, endpoint: first, certain: false }]
}

/** The Service of that name which the World holds; one endpoint's name counts for a headless Service only. */
export function resolveService(
  world: World,
  host: string,
  clientNamespace: string,
): Resource<Service> | undefined {
  for (const { name, namespace, endpoint } of serviceNamesFor(world, host, clientNamespace)) {
    const service = world.get('Service', namespace, name)
    if (service !== undefined && (endpoint === undefined || typeOf(service.manifest) === 'Headless'))
      return service
  }
  return undefined
}

/**
 * Why DNS has no such endpoint, for a host name that asks for one pod of a Service which is there: `db-7.db` where the
 * StatefulSet stops at `db-2`. Undefined for any other name, for a pod that is merely not ready, and where it is not known.
 */
export function whyNoSuchPod(world: World, host: string, clientNamespace: string): string | undefined {
  const meant = serviceNamesFor(world, host, clientNamespace).find(
    ({ name, namespace }) => world.get('Service', namespace, name) !== undefined,
  )
  const service = meant && world.get('Service', meant.namespace, meant.name)
  if (service === undefined || meant?.endpoint === undefined) return undefined
  // `api.dev` may be a host outside, whatever Services are called
  if (typeOf(service.manifest) !== 'Headless' && host.split('.').length < 3) return undefined
  if (world.get('Pod', service.namespace, meant.endpoint) !== undefined) return undefined
  const name = `${meant.endpoint}.${fqdnOf(world, service)}`
  const { rcode, because } = answerDns(world, { name, type: 'A' })
  return rcode === 'NXDOMAIN' ? because : undefined
}

/**
 * The name that a host name should have: it ends in the cluster domain that nearly every cluster has, and this one is known to
 * have another, so that its DNS knows no such name. Undefined for any other name.
 */
export function inOtherDomain(world: World, host: string): string | undefined {
  const { domain } = clusterDomainOf(world)
  const bare = host.toLowerCase().replace(/\.$/, '')
  const end = `.svc.${usualDomain}`
  if (domain === usualDomain || !bare.endsWith(end)) return undefined
  return answerDns(world, { name: bare, type: 'A' }).rcode === 'NOERROR'
    ? undefined
    : `${bare.slice(0, -end.length)}.svc.${domain}`
}

/** The Service whose full name, or whose endpoint's full name, this is. */
export function serviceAtName(world: World, name: string): Resource<Service> | undefined {
  const labels = labelsBefore(normalName(clusterDomainOf(world).domain), normalName(name))
  const [kind, namespace = '', service = ''] = labels.toReversed()
  return kind === 'svc' && isWithin(normalName(clusterDomainOf(world).domain), normalName(name))
    ? world.get('Service', namespace, service)
    : undefined
}

/** `_pg._tcp.db`: the SRV name of a port, in front of that of its Service. */
const srvName = /^_[a-z0-9-]{1,15}\._(?:tcp|udp|sctp)\.([^_].*)$/i

const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

function withoutDomain(labels: readonly string[], domain: string): readonly string[] | undefined {
  const end = labels.length - domain.split('.').length
  return labels[end - 1] === 'svc' && labels.slice(end).join('.') === domain.toLowerCase()
    ? labels.slice(0, end - 1)
    : undefined
}

/** `[endpoint,] name, namespace`; still more labels in front name a port for SRV. */
function beforeSvc(labels: readonly string[], certain: boolean): ServiceName[] {
  const name = labels.at(-2)
  const namespace = labels.at(-1)
  const endpoint = labels.at(-3)
  if (name === undefined || namespace === undefined) return []
  return [{ name, namespace, certain, ...(endpoint === undefined ? {} : { endpoint }) }]
}
