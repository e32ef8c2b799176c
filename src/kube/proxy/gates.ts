import { minorOf, newestVersion } from '../core/versions.ts'

/** What differs between the kube-proxies of the versions that are predicted. */
export interface ProxyGates {
  /** PreferSameTrafficDistribution: hints for nodes are read. */
  readonly nodeHints: boolean
  /** Of two endpoints with one address the one that is not terminating counts; before, the one on the own node. */
  readonly preferLiving: boolean
  /** A Service that carries the label of headless ones is not watched, whatever its cluster IP. */
  readonly skipsHeadlessLabel: boolean
  /** Mode nftables gives a pod that is sent to itself another source address only on the pod's own node. */
  readonly hairpinsOnOwnNode: boolean
}

/**
 * By version, as `1.34` or `v1.34.1`; the newest one when it is not known.
 * Follows pkg/features/kube_features.go, pkg/proxy/endpointslicecache.go and cmd/kube-proxy/app/server.go at 1.33 to 1.36.
 */
export function proxyGatesOf(version: string | undefined): ProxyGates {
  const minor = minorOf(version ?? newestVersion)
  return {
    nodeHints: minor >= 34,
    preferLiving: minor >= 36,
    skipsHeadlessLabel: minor <= 35,
    hairpinsOnOwnNode: minor >= 36,
  }
}
