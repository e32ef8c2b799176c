import type { Service } from '../../../../world/types/manifest.ts'
import { nameOf, type Resource } from '../../../../world/resource.ts'
import { count } from '../../../../text/wording.ts'
import { servicePorts, typeOf } from '../../../core/defaults.ts'
import { familiesOf } from '../../../endpointslice/slices.ts'
import { virtualIPs } from '../../../core/port-lookup.ts'
import { canonicalAddress } from '../../name.ts'
import {
  clusterRecords,
  type ClusterRecords,
  type ReadyAddress,
  type ReadyGroup,
} from '../cluster-records.ts'
import {
  endpointLabel,
  fullNameOf,
  type BackendQuestion,
  type BackendRecord,
  type Found,
  type KubernetesOptions,
  type ParsedName,
} from './question.ts'

/** Follows findServices in coredns plugin/kubernetes/kubernetes.go. */
export function serviceRecords(question: BackendQuestion, parsed: ParsedName): Found {
  const { world, options } = question
  const { service: name, namespace, endpoint, port, protocol } = parsed
  if (name === undefined) return { records: [], because: `${namespace} is a namespace` }
  const records = clusterRecords(world, options.labels)
  const service = records.service(namespace, name)
  if (service === undefined) {
    const doubt = world.doubt(['Service'], namespace)
    const none = `there is no Service ${namespace}/${name}`
    return doubt === undefined
      ? { nameError: true, because: none }
      : { unknown: true, because: `${none} here, but ${doubt.because}` }
  }
  const type = typeOf(service.manifest)
  if (type === 'ExternalName') {
    if (endpoint !== undefined || port !== '' || protocol !== '')
      return { nameError: true, because: `${nameOf(service)} is an alias: nothing is below it` }
    return aliasRecord(question, service)
  }
  if (type !== 'Headless' && options.ignoreEmptyService) {
    const empty = whyEmpty(records, options, service)
    if (empty !== undefined) return empty
  }
  return type === 'Headless' || endpoint !== undefined
    ? endpointRecords({ ...question, records, service }, parsed)
    : virtualRecords(question, service, parsed)
}

function aliasRecord({ zone }: BackendQuestion, service: Resource<Service>): Found {
  const host = service.manifest.spec?.externalName ?? ''
  const because = `${nameOf(service)} is an alias for "${host}"`
  if (canonicalAddress(host) !== undefined)
    return { nameError: true, because: `${because}, which is an address and no name` }
  return { records: [{ host, port: 0, owner: fullNameOf(service, zone) }], because }
}

function whyEmpty(
  records: ClusterRecords,
  options: KubernetesOptions,
  service: Resource<Service>,
): Found | undefined {
  const groups = options.noEndpoints ? [] : records.ready(service)
  if (groups.some(({ addresses }) => addresses.length > 0)) return undefined
  const doubt = options.noEndpoints ? undefined : records.readyDoubt(service)
  const because = `${nameOf(service)} has no ready endpoint, and the Corefile leaves such ones out`
  return doubt === undefined
    ? { nameError: true, because }
    : { unknown: true, because: `${because}, but ${doubt}` }
}

type EndpointQuestion = BackendQuestion & {
  readonly records: ClusterRecords
  readonly service: Resource<Service>
}

function endpointRecords(question: EndpointQuestion, parsed: ParsedName): Found {
  const { options, records, service } = question
  const groups = options.noEndpoints ? [] : records.ready(service)
  const found = groups.flatMap((group) => recordsOfGroup(group, parsed, question))
  if (found.length > 0) {
    const many = count(new Set(found.map(({ host, owner }) => `${host} ${owner}`)).size, 'ready endpoint')
    const named = parsed.endpoint === undefined ? '' : ' of that name'
    return { records: found, because: `${nameOf(service)} has ${many}${named}` }
  }
  if (options.noEndpoints)
    return { nameError: true, because: 'the Corefile switches endpoints off (noendpoints)' }
  const addresses = groups.flatMap((group) => group.addresses)
  const because = whyNoEndpoint(service, parsed, addresses)
  const { endpoint } = parsed
  const isToCome = endpoint !== undefined && addresses.some((each) => mayGet(each, endpoint, options))
  const doubt =
    records.readyDoubt(service) ?? (isToCome ? 'the addresses of its pods are not known yet' : undefined)
  return doubt === undefined
    ? { nameError: true, because }
    : { unknown: true, because: `${because}, but ${doubt}` }
}

function recordsOfGroup(
  group: ReadyGroup,
  { endpoint, port, protocol }: ParsedName,
  { options, zone, service }: EndpointQuestion,
): BackendRecord[] {
  const ports = group.ports.filter((each) => matches(port, each.name) && matches(protocol, each.protocol))
  return group.addresses.flatMap((address) => {
    const label = endpointLabel(address, options)
    if (endpoint !== undefined && label !== endpoint) return []
    const owner = `${label ?? '?'}.${fullNameOf(service, zone)}`
    const host = address.address === undefined ? { family: firstFamily(service) } : { host: address.address }
    return ports.map((each) => ({ ...host, port: each.port, owner }))
  })
}

const spelledAddress = /^\d+(-\d+){3}$|^[\da-f]*(-[\da-f]*){2,7}$/

/** May an endpoint whose pod is to come get that label? Without a host name it is the address, spelled with hyphens. */
function mayGet(
  { address, hostname, pod = '' }: ReadyAddress,
  label: string,
  { endpointPodNames }: KubernetesOptions,
): boolean {
  if (address !== undefined || hostname !== undefined) return false
  return endpointPodNames ? label.startsWith(`${pod}-`) : spelledAddress.test(label)
}

function whyNoEndpoint(
  service: Resource<Service>,
  { endpoint, port, protocol }: ParsedName,
  addresses: readonly ReadyAddress[],
): string {
  const names = [...new Set(addresses.flatMap(({ hostname }) => hostname ?? []))]
  const others =
    names.length === 0 ? '' : `; it has ${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}`
  if (endpoint !== undefined) return `${nameOf(service)} has no ready endpoint "${endpoint}"${others}`
  if (addresses.length > 0 && (port !== '' || protocol !== ''))
    return `no endpoint of ${nameOf(service)} has a port ${port}/${protocol}`
  return `${nameOf(service)} is headless and has no ready endpoint`
}

function virtualRecords(
  { zone }: BackendQuestion,
  service: Resource<Service>,
  { port, protocol }: ParsedName,
): Found {
  const ports = servicePorts(service.manifest)
  const ips = virtualIPs(service.manifest)
  const owner = fullNameOf(service, zone)
  // a Service without ports counts as one with a port of -1
  const all = ports.length === 0 ? [{ name: '', protocol: '', port: -1 }] : ports
  const called = all.filter((each) => matches(port, each.name) && matches(protocol, each.protocol))
  if (called.length === 0)
    return { nameError: true, because: `${nameOf(service)} has no port ${port}/${protocol}` }
  const hosts =
    ips.length > 0
      ? ips.map((host) => ({ host }))
      : familiesOf(service.manifest).map((family) => ({
          family: family === 'IPv6' ? ('IPv6' as const) : ('IPv4' as const),
        }))
  const records = called.flatMap((each) => hosts.map((host) => ({ ...host, port: each.port, owner })))
  const because =
    ips.length > 0
      ? `${nameOf(service)} has the virtual IP ${ips.join(' and ')}`
      : `${nameOf(service)} gets a virtual IP`
  return { records, because }
}

function firstFamily(service: Resource<Service>): 'IPv4' | 'IPv6' {
  return familiesOf(service.manifest)[0] === 'IPv6' ? 'IPv6' : 'IPv4'
}

/** An empty label asks for any. */
function matches(asked: string, own: string): boolean {
  return asked === '' || asked === own.toLowerCase()
}
