import type { World } from '../../world/world.ts'
import { virtualIPs } from '../core/port-lookup.ts'

/** The domain below which the names of Services are, and how it is known. */
export interface ClusterDomain {
  /** Without a closing dot. */
  readonly domain: string
  readonly assumed: boolean
}

/** Of nearly every cluster, where nothing tells another one. */
export const usualDomain = 'cluster.local'
const namespace = 'kube-system'

/**
 * What the kubelets put into search lists: what the user said, else the setting of the kubelets where kubeadm stored it, else `cluster.local`, which nearly
 * every cluster has.
 */
export function clusterDomainOf(world: World): ClusterDomain {
  const domain =
    world.clusterDomain ??
    settingOf(world, 'kubelet-config', /^clusterDomain:[ \t]*["']?([a-z0-9.-]+)/m) ??
    settingOf(world, 'kubeadm-config', /^[ \t]+dnsDomain:[ \t]*["']?([a-z0-9.-]+)/m)
  return domain === undefined
    ? { domain: usualDomain, assumed: true }
    : { domain: domain.replace(/\.$/, ''), assumed: false }
}

/** The addresses of the cluster's DNS server; empty where nothing in sight tells them. */
export function clusterDnsAddresses(world: World): string[] {
  const service = world.get('Service', namespace, 'kube-dns')
  const own = service === undefined ? [] : virtualIPs(service.manifest)
  const set = settingOf(world, 'kubelet-config', /^clusterDNS:[ \t]*\n[ \t]*-[ \t]*["']?([0-9a-fA-F.:]+)/m)
  return [...new Set([...(set === undefined ? [] : [set]), ...own])]
}

/** One line of the YAML that kubeadm stores; the rest of it is none of our business. */
function settingOf(world: World, config: string, line: RegExp): string | undefined {
  const values = Object.values(world.get('ConfigMap', namespace, config)?.manifest.data ?? {})
  return values.flatMap((text) => line.exec(text)?.[1] ?? [])[0]
}
