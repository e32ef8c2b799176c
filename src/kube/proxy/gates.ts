import { newestVersion, valuesIn, type VersionRange } from '../core/versions.ts'

/**
 * What differs between the kube-proxies of the versions that are predicted.
 * Follows pkg/features/kube_features.go, pkg/proxy/endpointslicecache.go and cmd/kube-proxy/app/server.go at 1.33 to 1.36.
 */
const gates = {
  /** PreferSameTrafficDistribution: hints for nodes are read. */
  nodeHints: { since: '1.34' },
  /** Of two endpoints with one address the one that is not terminating counts; before, the one on the own node. */
  preferLiving: { since: '1.36' },
  /** A Service that carries the label of headless ones is not watched, whatever its cluster IP. */
  skipsHeadlessLabel: { before: '1.36' },
  /** Mode nftables gives a pod that is sent to itself another source address only on the pod's own node. */
  hairpinsOnOwnNode: { since: '1.36' },
} as const satisfies Readonly<Record<string, VersionRange>>

export type ProxyGates = Readonly<Record<keyof typeof gates, boolean>>

/** By version, as `1.34` or `v1.34.1`; the newest one when it is not known. */
export function proxyGatesOf(version: string = newestVersion): ProxyGates {
  return valuesIn(version, gates)
}
