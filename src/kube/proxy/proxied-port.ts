import type { Service } from '../../world/types/manifest.ts'
import { parseCidr, type Cidr } from '../core/cidr.ts'
import { servicePorts, typeOf, type DefaultedPort } from '../core/defaults.ts'
import { familyOf, formatIp, parseIp } from '../core/ip.ts'
import { familiesOf } from '../endpointslice/slices.ts'

export type Family = 'IPv4' | 'IPv6'

/** What kube-proxy keeps of one port of a Service for one address family: what decides where its packets go. */
export interface ProxiedPort extends DefaultedPort {
  readonly family: Family
  /** Undefined while the API server has not given one yet. */
  readonly clusterIP?: string
  /** It has a node port, or will get one. */
  readonly onNodes: boolean
  readonly loadBalancerIPs: readonly string[]
  readonly externalIPs: readonly string[]
  /** Empty when any source is let in. */
  readonly sourceRanges: readonly Cidr[]
  readonly internalLocal: boolean
  readonly externalLocal: boolean
  /** Traffic comes in by other ways than the cluster IP. */
  readonly external: boolean
}

/**
 * One port as kube-proxy of that family sees it; undefined for a Service that it does not handle in that family.
 * Follows newBaseServiceInfo in kubernetes/kubernetes pkg/proxy/serviceport.go, and serviceToServiceMap next to it.
 */
export function proxiedPort(service: Service, port: DefaultedPort, family: Family): ProxiedPort | undefined {
  const type = typeOf(service)
  if (type === 'Headless' || type === 'ExternalName') return undefined
  const clusterIP = clusterIPOf(service, family)
  if (clusterIP === undefined) return undefined
  const { spec = {} } = service
  const inFamily = (addresses: readonly string[]) => addresses.flatMap((text) => readAs(family, text))
  const onNodes = hasNodePort(service, port)
  const loadBalancerIPs = inFamily(virtualLoadBalancerIPs(service))
  const externalIPs = inFamily(spec.externalIPs ?? [])
  const acceptsExternal = type !== 'ClusterIP' || (spec.externalIPs ?? []).length > 0
  return {
    ...port,
    family,
    ...(clusterIP === 'to come' ? {} : { clusterIP }),
    onNodes,
    loadBalancerIPs,
    externalIPs,
    sourceRanges: sourceRangesOf(spec.loadBalancerSourceRanges ?? [], family),
    internalLocal: spec.internalTrafficPolicy === 'Local',
    externalLocal: acceptsExternal && spec.externalTrafficPolicy === 'Local',
    external: onNodes || loadBalancerIPs.length > 0 || externalIPs.length > 0,
  }
}

/** Those that packets bear until kube-proxy sees them; a load balancer in mode Proxy keeps its address for itself. */
function virtualLoadBalancerIPs({ status }: Service): string[] {
  const ingress = status?.loadBalancer?.ingress ?? []
  return ingress.flatMap(({ ip, ipMode = 'VIP' }) => (ip && ipMode === 'VIP' ? [ip] : []))
}

function hasNodePort(service: Service, { nodePort }: DefaultedPort): boolean {
  const type = typeOf(service)
  const allocates = service.spec?.allocateLoadBalancerNodePorts !== false
  return nodePort !== undefined || type === 'NodePort' || (type === 'LoadBalancer' && allocates)
}

/** Every port of a Service that kube-proxy handles, family by family. */
export function proxiedPorts(service: Service): ProxiedPort[] {
  return familiesOf(service).flatMap((family) =>
    family === 'FQDN'
      ? []
      : servicePorts(service).flatMap((port) => proxiedPort(service, port, family) ?? []),
  )
}

/** Is the list of all usable endpoints ever used, or only that of the node's own? */
export function usesCluster({ internalLocal, external }: ProxiedPort): boolean {
  return !internalLocal || external
}

export function usesLocal({ internalLocal, externalLocal, external }: ProxiedPort): boolean {
  return internalLocal || (externalLocal && external)
}

/** `to come` where a manifest names none and the API server will. */
function clusterIPOf(service: Service, family: Family): string | undefined {
  const { clusterIP, clusterIPs = [], ipFamilies = [] } = service.spec ?? {}
  const given = clusterIPs.length > 0 ? clusterIPs : clusterIP ? [clusterIP] : []
  const families = ipFamilies.length > 0 ? ipFamilies : familiesOf(service)
  const index = families.indexOf(family)
  if (index === -1) return undefined
  return given[index] ?? 'to come'
}

function readAs(family: Family, text: string): string[] {
  const ip = parseIp(text)
  return ip !== undefined && familyOf(ip) === family ? [formatIp(ip)] : []
}

/** A range of everything lets anybody in, as if there were no range. */
function sourceRangesOf(texts: readonly string[], family: Family): Cidr[] {
  const ranges = texts
    .flatMap((text) => parseCidr(text.trim()) ?? [])
    .filter(({ network }) => familyOf(network) === family)
  return ranges.some(({ bits }) => bits === 0) ? [] : ranges
}
