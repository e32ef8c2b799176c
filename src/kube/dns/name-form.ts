import { groupsBy } from '../../world/groups-by.ts'
import { answerDns } from './answer-dns.ts'
import { clusterDomainOf } from './cluster-domain.ts'
import { isWithin, labelsBefore, normalName } from './name.ts'
import { fqdnOf } from './service-name.ts'
import { nearest } from '../../text/nearest.ts'
import type { Resource } from '../../world/resource.ts'
import type { Service } from '../../world/types/manifest.ts'
import type { World } from '../../world/world.ts'

/** A Service that a host name means without being its name, and how the name would be right. */
export interface MeantForm {
  readonly service: Resource<Service>
  readonly right: string
}

/**
 * What is meant by a host name that begins like a Service's and does not go on like one: `web.shop.cluster.local`, where `svc` is
 * missing, `web.svc.cluster.local`, where the namespace is, `web.shop.svc.cluster`, which stops too early, and
 * `web.shop.scv.cluster.local`, which has a slip. Undefined for names that are right, and where no Service that was read is meant.
 * Follows https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/.
 */
export function formMeant(world: World, host: string, clientNamespace: string): MeantForm | undefined {
  const [name = '', second = '', ...rest] = host.toLowerCase().replace(/\.$/, '').split('.')
  if (second === 'svc') return withoutNamespace(world, { name, rest: rest.join('.'), clientNamespace })
  const service = world.get('Service', second, name)
  if (service === undefined || rest.length === 0) return undefined
  const end = endMeant(rest.join('.'), domainOf(world, service))
  return end === undefined ? undefined : { service, right: `${name}.${second}.${end}` }
}

/** What follows the namespace, as it would be right; `svc.DOMAIN` is given as `domain`. */
function endMeant(said: string, domain: string): string | undefined {
  if (said === 'svc' || said === domain) return undefined
  const isCut = said.startsWith('svc.') && domain.startsWith(`${said}.`)
  if (isCut || domain === `svc.${said}`) return domain
  return nearest(said, ['svc', domain])[0]
}

interface Short {
  readonly name: string
  readonly rest: string
  readonly clientNamespace: string
}

function servicesByName(world: World): ReadonlyMap<string, readonly Resource<Service>[]> {
  return groupsBy(world.all('Service'), ({ name }) => [name])
}

/** `web.svc`, with or without the domain. */
function withoutNamespace(world: World, { name, rest, clientNamespace }: Short): MeantForm | undefined {
  const own = world.get('Service', clientNamespace, name)
  const [only, another] = own === undefined ? (world.derived(servicesByName).get(name) ?? []) : [own]
  if (only === undefined || another !== undefined) return undefined
  if (rest !== '' && domainOf(world, only) !== `svc.${rest}`) return undefined
  return { service: only, right: [name, only.namespace, 'svc', ...(rest === '' ? [] : [rest])].join('.') }
}

/**
 * Why DNS has no address for a host name that names no Service: of its own domain the cluster’s DNS knows all names. Undefined
 * for names that it has, and where other servers are asked. Follows coredns plugin/kubernetes/parse.go.
 */
export function whyNoAddress(world: World, host: string): string | undefined {
  const { rcode, answers, open, because } = answerDns(world, { name: host, type: 'A' })
  if (answers.length > 0 || open !== undefined) return undefined
  if (lacksNamespace(world, host)) return 'a Service is named with its namespace, in front of .svc'
  return rcode === 'NXDOMAIN' ? because : undefined
}

/** `web.svc.cluster.local`: nothing has so short a name, whatever namespaces there are. */
function lacksNamespace(world: World, host: string): boolean {
  const domain = normalName(clusterDomainOf(world).domain)
  const labels = isWithin(domain, normalName(host)) ? labelsBefore(domain, normalName(host)) : []
  return ['svc', 'pod'].includes(labels.at(-1) ?? '') && labels.length < 3
}

function domainOf(world: World, service: Resource<Service>): string {
  return fqdnOf(world, service).slice(`${service.name}.${service.namespace}.`.length)
}
