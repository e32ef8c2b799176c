import { labelOf } from '../../../world/labels.ts'
import type { PodSpec } from '../../../world/types/manifest.ts'
import type { World } from '../../../world/world.ts'
import { clusterDnsAddresses, clusterDomainOf } from '../cluster-domain.ts'
import type { Client } from './client.ts'
import { podHosts } from './pod-hosts.ts'
import { readResolvConf, type ResolvConf } from './resolv-conf.ts'

/** What a container finds in its /etc/resolv.conf and /etc/hosts. */
export interface PodResolver extends ResolvConf {
  /** Which of the nameservers are the cluster's DNS; any text in `nameservers` stands for it where its address is not known. */
  readonly clusterServers: readonly string[]
  /** Why more suffixes may follow: those of the node, which no object of the API tells. */
  readonly moreSearch?: string
  readonly hosts: ReadonlyMap<string, readonly string[]>
  /** Which setting made it so. */
  readonly because: string
}

const placeholder = 'the cluster’s DNS'
const nodeUnknown = 'the node’s own resolv.conf is not known'

/**
 * The resolver configuration that the kubelet writes for a pod, or why it is not known. `nodeFile`: the resolv.conf of the node, where
 * it is known. Follows GetPodDNS in kubernetes/kubernetes pkg/kubelet/network/dns/dns.go.
 */
export function podResolver(
  world: World,
  client: Client,
  nodeFile?: string,
): PodResolver | { readonly unknown: string } {
  const { spec = {} } = client
  if (isWindows(world, spec)) return { unknown: 'a Windows node has a resolver of its own kind' }
  const node = nodeFile === undefined ? undefined : readResolvConf(nodeFile)
  const base = baseOf(world, client, node)
  if ('unknown' in base) return base
  const merged = withDnsConfig(base, spec)
  const known = clusterDnsAddresses(world)
  return {
    ...merged,
    clusterServers: merged.nameservers.filter((server) => server === placeholder || known.includes(server)),
    ...(base.cluster === true && node === undefined ? { moreSearch: nodeUnknown } : {}),
    hosts: podHosts(world, client),
    because: base.because,
  }
}

type Base = ResolvConf & { readonly because: string; readonly cluster?: true }

/** What the policy starts from: nothing, the node's file, or the cluster's DNS with its suffixes. */
function baseOf(
  world: World,
  { spec = {}, onNode = false, namespace }: Client,
  node: ResolvConf | undefined,
): Base | { readonly unknown: string } {
  const policy = onNode ? 'Default' : (spec.dnsPolicy ?? 'ClusterFirst')
  if (policy === 'Default' || (policy === 'ClusterFirst' && spec.hostNetwork === true)) {
    const because = onNode ? 'a program on a node asks the node’s nameservers' : nodePolicy(spec)
    return node === undefined ? { unknown: `${because}, and ${nodeUnknown}` } : { ...node, because }
  }
  const because = `dnsPolicy ${policy}`
  return policy === 'None'
    ? { nameservers: [], search: [], options: new Map(), because }
    : { ...clusterFirst(world, namespace, node), because, cluster: true }
}

function nodePolicy({ dnsPolicy, hostNetwork }: PodSpec): string {
  return hostNetwork === true && dnsPolicy !== 'Default'
    ? 'hostNetwork with dnsPolicy ClusterFirst counts as Default: it asks the node’s nameservers'
    : 'dnsPolicy Default asks the node’s nameservers'
}

function isWindows(world: World, { os, nodeSelector, nodeName }: PodSpec): boolean {
  const key = 'kubernetes.io/os'
  const node = nodeName === undefined ? undefined : world.get('Node', undefined, nodeName)
  const systems = [os?.name, labelOf(nodeSelector, key), labelOf(node?.manifest.metadata?.labels, key)]
  return systems.includes('windows')
}

function clusterFirst(world: World, namespace: string, node: ResolvConf | undefined): ResolvConf {
  const { domain } = clusterDomainOf(world)
  const [server = placeholder] = clusterDnsAddresses(world)
  const own = [`${namespace}.svc.${domain}`, `svc.${domain}`, domain]
  return {
    nameservers: [server],
    search: [...new Set([...own, ...(node?.search ?? [])])],
    options: new Map([['ndots', '5']]),
  }
}

const mostNameservers = 3
const mostSearches = 32
const longestSearch = 253
const longestSearchLine = 2048

/** The pod's dnsConfig comes behind; then the limits cut. Follows appendDNSConfig and formDNSConfigFitsLimits. */
function withDnsConfig(base: ResolvConf, { dnsConfig }: PodSpec): ResolvConf {
  const { nameservers = [], searches = [], options = [] } = dnsConfig ?? {}
  const merged = new Map(base.options)
  for (const { name, value } of options) if (name) merged.set(name, value ?? '')
  const all = [...new Set([...base.search, ...searches])]
  return {
    nameservers: [...new Set([...base.nameservers, ...nameservers])].slice(0, mostNameservers),
    search: fitting(all.slice(0, mostSearches).filter((suffix) => suffix.length <= longestSearch)),
    options: merged,
  }
}

function fitting(search: readonly string[]): string[] {
  const fits: string[] = []
  let length = 0
  for (const suffix of search) {
    length += suffix.length + (fits.length === 0 ? 0 : 1)
    if (length > longestSearchLine) break
    fits.push(suffix)
  }
  return fits
}
