import { distinct, type Backend } from './backends.ts'
import type { ProxyGates } from './gates.ts'
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
  backends: readonly Backend[],
  { port, node, gates }: { port: ProxiedPort; node: DecidingNode; gates: ProxyGates },
): CategorizedEndpoints {
  const all = distinct(backends, node.name, gates)
  const ready = all.filter((backend) => backend.ready)
  const fading = all.filter((backend) => !backend.ready && isFading(backend))
  const local = usesLocal(port) ? localOf(all, node) : []
  const topology = usesCluster(port) ? topologyOf(ready, node) : 'none'
  const near = ready.filter((backend) => isFor(backend, topology, node))
  const cluster = !usesCluster(port) ? [] : near.length > 0 ? near : fading
  return { cluster, local, any: ready.length > 0 || fading.length > 0, topology }
}

function localOf(all: readonly Backend[], { name }: DecidingNode): readonly Backend[] {
  const own = all.filter(({ node }) => node !== undefined && node === name)
  const ready = own.filter((backend) => backend.ready)
  return ready.length > 0 ? ready : own.filter(isFading)
}

function isFading({ serving, terminating }: Backend): boolean {
  return serving && terminating
}

function topologyOf(
  ready: readonly Backend[],
  { name, zone }: DecidingNode,
): CategorizedEndpoints['topology'] {
  if (ready.length === 0) return 'none'
  const decides = (hintsOf: (backend: Backend) => readonly string[], own: string) =>
    ready.every((backend) => hintsOf(backend).length > 0) &&
    ready.some((backend) => hintsOf(backend).includes(own))
  if (decides(({ nodeHints }) => nodeHints, name)) return 'node'
  return decides(({ zoneHints }) => zoneHints, zone ?? '') ? 'zone' : 'none'
}

function isFor(
  { nodeHints, zoneHints }: Backend,
  topology: CategorizedEndpoints['topology'],
  node: DecidingNode,
): boolean {
  if (topology === 'node') return nodeHints.includes(node.name)
  return topology === 'none' || zoneHints.includes(node.zone ?? '')
}
