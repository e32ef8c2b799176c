import { labelOf } from '../../world/labels.ts'
import type { Protocol, Service } from '../../world/types/manifest.ts'
import { valueAt } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { servicePorts } from '../core/defaults.ts'
import { isUsable, selectedCandidates } from '../endpointslice/candidates.ts'
import { resolveTargetPort } from '../core/target-port.ts'
import type { Connection, DirectionVerdict } from './direction.ts'
import { addressEnd, anyPodOf, labelsOfNamespace, podEnd, type ConnectionEnd, type PodEnd } from './ends.ts'
import { labelsKnown } from '../workload/label-selector.ts'
import { connectionVerdict, type ConnectionVerdict } from './verdict.ts'

/** Where DNS is served unless it was moved: kubeadm, k3s and the managed clusters keep this name for CoreDNS. */
const dnsNamespace = 'kube-system'
const dnsLabels = { 'k8s-app': 'kube-dns' }
/** Where NodeLocal DNSCache listens on every node. */
const nodeLocalAddress = '169.254.20.10'

/** Whether policies let a client ask for names. */
export interface DnsVerdict {
  readonly verdict: 'allowed' | 'denied' | 'unknown'
  readonly because: string
  /** The half that decides, when something is in the way. */
  readonly half?: DirectionVerdict
  /** UDP passes and TCP does not: answers that are too long for UDP are lost. The half that decides. */
  readonly withoutTcp?: DirectionVerdict
}

/**
 * Whether a client's DNS queries reach the cluster's DNS pods. In: the client's end. Out: the verdict for UDP, which all
 * resolvers use first; undefined for a client that does not ask the cluster's DNS.
 * The DNS pods are those behind the Service kube-system/kube-dns; where the World does not hold it, the usual ones.
 */
export function dnsVerdict(world: World, client: ConnectionEnd): DnsVerdict | undefined {
  if (client.is === 'host' || !asksClusterDns(client)) return undefined
  const udp = verdictFor(world, client, 'UDP')
  if (udp.verdict === 'allowed') {
    const tcp = verdictFor(world, client, 'TCP')
    return {
      verdict: 'allowed',
      because: udp.because,
      ...(tcp.verdict === 'denied' ? { withoutTcp: decisiveHalf(tcp) } : {}),
    }
  }
  const half = decisiveHalf(udp)
  const { because } = udp
  if (world.get('DaemonSet', dnsNamespace, 'node-local-dns') !== undefined)
    return nodeLocal(world, client, { verdict: udp.verdict, because, half })
  if (udp.verdict === 'denied' && dnsService(world) === undefined && !deniesAllNames(world, client))
    return { verdict: 'unknown', because: `if DNS is served by the usual pods, ${because}`, half }
  return { verdict: udp.verdict, because, half }
}

function decisiveHalf({ egress, ingress }: ConnectionVerdict): DirectionVerdict {
  return egress.verdict === 'allowed' ? ingress : egress
}

/** A node's own cache answers instead of the pods; whether policies hold for that depends on the plugin. */
function nodeLocal(world: World, client: PodEnd, denial: DnsVerdict): DnsVerdict {
  const asked: Connection = { from: client, to: addressEnd(nodeLocalAddress), port: 53, protocol: 'UDP' }
  const { verdict } = connectionVerdict(world, asked)
  if (verdict === 'allowed') return { verdict, because: `an ipBlock holds ${nodeLocalAddress}` }
  const because = `NodeLocal DNSCache listens on the node, which plugins treat differently; ${denial.because}`
  return { ...denial, verdict: 'unknown', because }
}

/** Whoever serves names in that namespace, with whatever labels and address. */
function deniesAllNames(world: World, client: PodEnd): boolean {
  const anybody: Connection = { from: client, to: anyPodOf(world, dnsNamespace), port: 53, protocol: 'UDP' }
  return connectionVerdict(world, anybody).egress.verdict === 'denied'
}

function verdictFor(world: World, client: PodEnd, protocol: Protocol): ConnectionVerdict {
  const verdicts = dnsEnds(world, protocol).map(({ end, port }) =>
    connectionVerdict(world, { from: client, to: end, port, protocol }),
  )
  // one that answers is enough to resolve a name now and then; a denial of all is what certainly fails
  const [first] = verdicts
  const better =
    verdicts.find(({ verdict }) => verdict === 'allowed') ??
    verdicts.find(({ verdict }) => verdict === 'unknown') ??
    first
  if (better === undefined) throw new Error('there is always a DNS end')
  return better
}

function dnsEnds(world: World, protocol: Protocol): { end: ConnectionEnd; port: number }[] {
  const service = dnsService(world)
  const port = service && servicePorts(service.manifest).find((item) => item.protocol === protocol)
  const known =
    service === undefined || port === undefined
      ? []
      : selectedCandidates(world, service).flatMap((candidate) => {
          const target = resolveTargetPort(port, candidate.podSource.spec)
          return isUsable(candidate) && target.found
            ? [{ end: podEnd(world, candidate.podSource), port: target.port }]
            : []
        })
  return known.length > 0 ? known : [{ end: usualDnsPod(world), port: 53 }]
}

/** As they are in nearly every cluster. */
export function usualDnsPod(world: World): PodEnd {
  return {
    is: 'pod',
    text: `the DNS pods of ${dnsNamespace}`,
    namespace: dnsNamespace,
    identity: dnsLabels,
    labels: labelsKnown(dnsLabels, `the labels of the DNS pods of ${dnsNamespace}`),
    get namespaceLabels() {
      return labelsOfNamespace(world, dnsNamespace)
    },
  }
}

function dnsService(world: World): Resource<Service> | undefined {
  return world.get('Service', dnsNamespace, 'kube-dns') ?? world.derived(labelledDnsService)
}

/** Each client asks for it. */
function labelledDnsService(world: World): Resource<Service> | undefined {
  return world
    .all('Service')
    .find(({ manifest }) => labelOf(manifest.metadata?.labels, 'k8s-app') === dnsLabels['k8s-app'])
}

/** With `Default`, `None`, or on the host network without ClusterFirstWithHostNet, other servers are asked. */
function asksClusterDns({ podSource }: PodEnd): boolean {
  const policy = valueAt(podSource?.spec, ['dnsPolicy']) ?? 'ClusterFirst'
  if (policy === 'ClusterFirst') return podSource?.spec.hostNetwork !== true
  return policy === 'ClusterFirstWithHostNet'
}
