import { labelOf } from '../../world/labels.ts'
import type { Workload } from '../../world/types/manifest.ts'
import { valueAt } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import type { Ground } from './model.ts'

export type ProxyMode = 'nftables' | 'iptables' | 'ipvs'

/** What turns the virtual addresses of a cluster into endpoints, as far as the World shows it. */
export type Proxier =
  | {
      readonly kind: 'kube-proxy'
      /** One when the configuration is in the World, else those that it may be. */
      readonly modes: readonly ProxyMode[]
      /** The setting that narrows the addresses with node ports, if there is one. */
      readonly nodePortAddresses?: Ground
      readonly evidence: readonly Ground[]
    }
  | { readonly kind: 'other'; readonly because: string; readonly evidence: readonly Ground[] }

type DaemonSet = Resource<Workload>

/** A DaemonSet that may do the work of kube-proxy: undefined when it does not, else why it does or may. */
type Suspicion = (world: World, daemonSet: DaemonSet) => string | undefined

/** By the name of the DaemonSet that the project's own manifests install. */
const candidates: Readonly<Record<string, Suspicion>> = {
  cilium: ciliumReplaces,
  anetd: () => 'GKE Dataplane V2 (Cilium) handles Services in place of kube-proxy',
  'kube-router': (_world, daemonSet) =>
    wordsOf(daemonSet).some((word) => /^--run-service-proxy(=true)?$/.test(word))
      ? 'kube-router handles Services in place of kube-proxy'
      : undefined,
  'calico-node': calicoReplaces,
  'ovnkube-node': () => 'OVN-Kubernetes handles Services in place of kube-proxy',
  'antrea-agent': () => 'Antrea handles what its pods send to Services before kube-proxy sees it',
}

/**
 * Who handles Services here. A World without any sign of it is taken for a cluster with kube-proxy, in a mode that
 * not known: k3s and others run it without any object.
 */
export function proxierOf(world: World): Proxier {
  // they are in a namespace of the cluster's own; one that is in sight elsewhere says the same
  world.all('DaemonSet', 'kube-system')
  for (const daemonSet of world.inSight('DaemonSet')) {
    const candidate = Object.hasOwn(candidates, daemonSet.name) ? candidates[daemonSet.name] : undefined
    const because = candidate?.(world, daemonSet)
    if (because !== undefined)
      return { kind: 'other', because, evidence: [{ resource: daemonSet, path: ['metadata', 'name'] }] }
  }
  return kubeProxy(world)
}

function kubeProxy(world: World): Proxier {
  const config = world.get('ConfigMap', 'kube-system', 'kube-proxy')
  const text = labelOf(config?.manifest.data, 'config.conf')
  if (config === undefined || text === undefined)
    return { kind: 'kube-proxy', modes: ['nftables', 'iptables'], evidence: [] }
  const ground = { resource: config, path: ['data', 'config.conf'] }
  const mode = /^mode:[ \t]*["']?(nftables|ipvs|iptables)?\b/m.exec(text)?.[1] as ProxyMode | undefined
  return {
    kind: 'kube-proxy',
    // an empty mode means iptables on Linux in all versions up to 1.36
    modes: [mode ?? 'iptables'],
    ...(narrowsNodePorts(text) ? { nodePortAddresses: ground } : {}),
    evidence: [ground],
  }
}

/** `primary` is the address that people call anyway. */
function narrowsNodePorts(config: string): boolean {
  const [, inline = '', list = ''] = /^nodePortAddresses:([^\n]*)((?:\n[ \t]*-[^\n]*)*)/m.exec(config) ?? []
  const values = `${inline} ${list}`.split(/[\s,[\]"'-]+/).filter(Boolean)
  return values.some((value) => value !== 'null' && value !== '~' && value !== 'primary')
}

function ciliumReplaces(world: World, { namespace }: DaemonSet): string | undefined {
  const config = world.get('ConfigMap', namespace, 'cilium-config')
  if (config === undefined)
    return 'Cilium runs here, and whether it replaces kube-proxy is configured in a ConfigMap that svc has not read'
  const setting = labelOf(config.manifest.data, 'kube-proxy-replacement') ?? 'false'
  return setting === 'false' || setting === 'disabled'
    ? undefined
    : 'Cilium handles Services in place of kube-proxy'
}

/** With its eBPF data plane; otherwise Calico leaves Services to kube-proxy. */
function calicoReplaces(world: World, daemonSet: DaemonSet): string | undefined {
  const containers = daemonSet.manifest.spec?.template?.spec?.containers ?? []
  const byVariable = containers.some(({ env = [] }) =>
    env.some(({ name, value }) => name === 'FELIX_BPFENABLED' && value === 'true'),
  )
  const byResource = world.foreign.some(
    ({ kind, manifest }) =>
      (kind === 'FelixConfiguration' && valueAt(manifest, ['spec', 'bpfEnabled']) === true) ||
      (kind === 'Installation' && valueAt(manifest, ['spec', 'calicoNetwork', 'linuxDataplane']) === 'BPF'),
  )
  return byVariable || byResource
    ? 'Calico’s eBPF data plane handles Services in place of kube-proxy'
    : undefined
}

function wordsOf({ manifest }: DaemonSet): string[] {
  return (manifest.spec?.template?.spec?.containers ?? []).flatMap(({ command = [], args = [] }) => [
    ...command,
    ...args,
  ])
}
