import type { Backend } from './backends.ts'
import { isFading, type KeptEndpoints } from './port-endpoints.ts'
import { usesCluster, usesLocal, type ProxiedPort } from './proxied-port.ts'

/** The node whose kube-proxy decides: all of it that matters here. */
export interface DecidingNode {
  readonly name: string
  readonly zone?: string
}

/** Which endpoints one node may choose from. */
export interface CategorizedEndpoints {
  /** Under the policy Cluster; empty too when no traffic is under that policy. */
  readonly cluster: readonly Backend[]
  /** Under the policy Local. */
  readonly local: readonly Backend[]
  /** Somewhere in the cluster there is one that can be used: otherwise packets are refused, not dropped. */
  readonly any: boolean
  /** How hints narrowed `cluster`. */
  readonly topology: 'none' | 'node' | 'zone'
}

/**
 * What the kube-proxy of a node may choose from, for one port of a Service.
 * Ready endpoints, or where there is none those that terminate and still serve, for each policy on its own; hints narrow
 * the list for the policy Cluster, when every ready endpoint has one and one of them is for this node or its zone.
 * Follows CategorizeEndpoints in kubernetes/kubernetes pkg/proxy/topology.go.
 */
export function categorize(
  kept: KeptEndpoints,
  { port, node }: { port: ProxiedPort; node: DecidingNode },
): CategorizedEndpoints {
  const { ready, fading } = kept
  const local = usesLocal(port) ? localOf(kept, node) : []
  const { topology, near } = usesCluster(port) ? nearOf(kept, node) : { topology: 'none' as const, near: [] }
  const cluster = !usesCluster(port) ? [] : near.length > 0 ? near : fading
  return { cluster, local, any: ready.length > 0 || fading.length > 0, topology }
}

function localOf({ onNode }: KeptEndpoints, { name }: DecidingNode): readonly Backend[] {
  const own = onNode.get(name) ?? []
  const ready = own.filter((backend) => backend.ready)
  return ready.length > 0 ? ready : own.filter(isFading)
}

function nearOf(
  { ready, readyForNode, readyForZone }: KeptEndpoints,
  { name, zone = '' }: DecidingNode,
): { topology: CategorizedEndpoints['topology']; near: readonly Backend[] } {
  const forNode = readyForNode?.get(name)
  if (forNode !== undefined) return { topology: 'node', near: forNode }
  const forZone = readyForZone?.get(zone)
  return forZone === undefined ? { topology: 'none', near: ready } : { topology: 'zone', near: forZone }
}
