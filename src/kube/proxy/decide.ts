import { count } from '../../text/wording.ts'
import type { Backend } from './backends.ts'
import type { CategorizedEndpoints } from './categorize.ts'
import type { ReachOutcome, ReachCode, Via } from './model.ts'
import type { ProxiedPort } from './proxied-port.ts'
import type { ProxyMode } from './proxier.ts'
import { sourceAllowed } from './source-ranges.ts'

/** How the deciding node sees a packet: from a pod of the cluster, from a process of its own, or from anywhere else. */
type PacketOrigin = 'pod' | 'own-process' | 'elsewhere'

/** A packet that arrives at the rules of one node. */
export interface Packet {
  readonly via: Via
  readonly origin: PacketOrigin
  readonly source?: string
}

export interface ProxyDecision {
  readonly outcome: ReachOutcome
  readonly code: ReachCode
  readonly because: string
  readonly chosen: readonly Backend[]
  /** The policy of the Service that decides. */
  readonly field?: PolicyField
}

type PolicyField = 'internalTrafficPolicy' | 'externalTrafficPolicy'

/**
 * What the rules of one node do with a packet to a port of a Service.
 * Follows syncProxyRules in kubernetes/kubernetes pkg/proxy/nftables/proxier.go and pkg/proxy/iptables/proxier.go.
 */
export function decide(mode: ProxyMode, { port, choice, node, packet }: Situation): ProxyDecision {
  const refusal = beforeEndpoints(mode, { port, choice, node, packet })
  if (refusal !== undefined) return refusal
  const isLocal = packet.via === 'cluster-ip' ? port.internalLocal : port.externalLocal
  if (!isLocal) return fromCluster(choice, node)
  if (mode === 'ipvs')
    return unknown('ipvs', 'kube-proxy runs in mode ipvs, whose handling of Local policies svc does not know')
  if (packet.via !== 'cluster-ip' && packet.origin !== 'elsewhere') {
    const who = packet.origin === 'pod' ? 'pods of the cluster' : 'processes on the node'
    const ruling = fromCluster(choice, node)
    return {
      ...ruling,
      code: 'short-circuit',
      because: `externalTrafficPolicy Local does not bind ${who}: ${ruling.because}`,
    }
  }
  return fromLocal(choice, node, packet)
}

export interface Situation {
  readonly port: ProxiedPort
  readonly choice: CategorizedEndpoints
  readonly node: string
  readonly packet: Packet
}

/** Source ranges, and what happens when nothing in the whole cluster can answer. */
function beforeEndpoints(mode: ProxyMode, { port, choice, packet }: Situation): ProxyDecision | undefined {
  const ranged = packet.via === 'load-balancer' ? sourceAllowed(port, packet.source) : true
  // iptables builds the chain of source ranges only where there are endpoints
  if (ranged !== true && (choice.any || mode !== 'iptables'))
    return ranged === false
      ? verdict('dropped', 'source-ranges', `loadBalancerSourceRanges does not hold ${packet.source ?? 'it'}`)
      : unknown(
          'source-not-known',
          'loadBalancerSourceRanges decides, and the address of the client is not known',
        )
  if (choice.any) return undefined
  const toAddress = packet.via === 'load-balancer' || packet.via === 'external-ip'
  if (mode === 'iptables' && toAddress && packet.origin === 'own-process')
    return verdict(
      'no-route',
      'not-on-output',
      'no endpoint can be used, and in mode iptables nothing refuses what the node itself sends there',
    )
  return verdict('refused', 'no-endpoint', 'no endpoint can be used')
}

function fromCluster({ cluster, topology }: CategorizedEndpoints, node: string): ProxyDecision {
  // either all of them are ready, or all end
  if (cluster[0]?.ready !== true)
    return endpoints(
      'only-terminating',
      `none is ready; ${count(cluster.length, 'endpoint')} that ${cluster.length === 1 ? 'ends still serves' : 'end still serve'}`,
      cluster,
    )
  if (topology === 'node')
    return endpoints(
      'same-node',
      `hints keep it on node ${node}: ${count(cluster.length, 'endpoint')}`,
      cluster,
    )
  if (topology === 'zone')
    return endpoints(
      'same-zone',
      `hints keep it in the zone of node ${node}: ${count(cluster.length, 'endpoint')}`,
      cluster,
    )
  return endpoints(
    'any-endpoint',
    cluster.length === 1 ? 'its only endpoint' : `any of its ${cluster.length} endpoints`,
    cluster,
  )
}

function fromLocal({ local }: CategorizedEndpoints, node: string, { via }: Packet): ProxyDecision {
  const field: PolicyField = via === 'cluster-ip' ? 'internalTrafficPolicy' : 'externalTrafficPolicy'
  if (local.length === 0) {
    const because = `${field} is Local, and node ${node} has no endpoint that can be used`
    return { ...verdict('dropped', 'no-local-endpoint', because), field }
  }
  const fading = local[0]?.ready !== true ? ' that ends and still serves' : ''
  const because = `${field} is Local: ${count(local.length, 'endpoint')}${fading} on node ${node}`
  return { ...endpoints('local-endpoints', because, local), field }
}

function endpoints(code: ReachCode, because: string, chosen: readonly Backend[]): ProxyDecision {
  return { outcome: 'endpoints', code, because, chosen }
}

function verdict(outcome: ReachOutcome, code: ReachCode, because: string): ProxyDecision {
  return { outcome, code, because, chosen: [] }
}

function unknown(code: ReachCode, because: string): ProxyDecision {
  return verdict('unknown', code, because)
}
