/** The configuration files of one node's programs, as text. JSON is written where YAML is read: every reader takes both. */
import { join } from 'node:path'
import { addresses, addresses6 } from './addresses.js'
import { images } from './images.js'

/** @typedef {import('./addresses.js').BedNode} BedNode */
/** @typedef {{state: string, folder: string, node: BedNode, cgroup: string}} Site where one node keeps its things */

export const containerSocket = '/run/containerd/containerd.sock'

/** @param {Site} site */
export function containerdConfig({ folder }) {
  const cri = 'plugins."io.containerd.grpc.v1.cri"'
  return `version = 2
root = "${folder}/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.devmapper"]
[grpc]
  address = "${containerSocket}"
[plugins."io.containerd.internal.v1.opt"]
  path = "${folder}/opt"
[${cri}]
  sandbox_image = "${images.pause}"
  restrict_oom_score_adj = true
  disable_apparmor = true
  # Else the network namespaces of pods appear by name among those of the machine.
  netns_mounts_under_state_dir = true
  [${cri}.cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${folder}/cni"
  [${cri}.containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
`
}

/** @param {Site} site */
export function cniConfig({ folder, node }) {
  return text({
    cniVersion: '1.0.0',
    name: 'bed',
    plugins: [
      {
        type: 'bridge',
        bridge: 'cni0',
        isGateway: true,
        ipMasq: false, // a backend sees the address of the pod that asks, as with most network plugins
        hairpinMode: true, // a pod may be its own backend
        ipam: {
          type: 'host-local',
          dataDir: join(folder, 'ipam'),
          ranges: [
            [{ subnet: node.podRange, gateway: node.podGateway }],
            [{ subnet: node.podRange6, gateway: node.podGateway6 }],
          ],
          routes: [{ dst: '0.0.0.0/0' }, { dst: '::/0' }],
        },
      },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  })
}

/** @param {Site} site */
export function kubeletConfig({ state, folder, node, cgroup }) {
  const pki = (/** @type {string} */ file) => join(state, 'pki', file)
  return text({
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: pki('ca.crt') },
    },
    authorization: { mode: 'Webhook' },
    tlsCertFile: pki(`${node.name}.crt`),
    tlsPrivateKeyFile: pki(`${node.name}.key`),
    clusterDNS: [addresses.dnsService],
    clusterDomain: 'cluster.local',
    resolvConf: join(folder, 'resolv.conf'),
    containerRuntimeEndpoint: `unix://${containerSocket}`,
    podLogsDir: join(folder, 'pod-logs'),
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${cgroup}/${node.name}`,
    failCgroupV1: false,
    failSwapOn: false,
    enforceNodeAllocatable: [],
    localStorageCapacityIsolation: false,
    // The machine's disk may be fuller than a kubelet likes; images must not be collected, for nothing could bring them back.
    evictionHard: {
      'memory.available': '0%',
      'nodefs.available': '0%',
      'imagefs.available': '0%',
      'nodefs.inodesFree': '0%',
    },
    imageGCHighThresholdPercent: 100,
    imageMinimumGCAge: '24h',
    nodeStatusUpdateFrequency: '5s',
    syncFrequency: '10s',
    shutdownGracePeriod: '0s',
  })
}

/** @param {Site} site @param {string} mode */
export function kubeProxyConfig({ state, node }, mode) {
  const sync = { minSyncPeriod: '10ms' } // 0s would mean "not set", which is 1 s
  return text({
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode,
    hostnameOverride: node.name,
    clusterCIDR: `${addresses.podRange},${addresses6.podRange}`,
    clientConnection: { kubeconfig: join(state, 'kube-proxy.kubeconfig') },
    healthzBindAddress: '0.0.0.0:10256',
    metricsBindAddress: '0.0.0.0:10249',
    conntrack: { maxPerCore: 0, min: 0 }, // the table's size is one for the whole machine
    iptables: sync,
    nftables: sync,
  })
}

/** @param {Site} site */
export function kubeletArguments({ state, folder, node }) {
  return [
    `--config=${join(folder, 'kubelet.json')}`,
    `--kubeconfig=${join(state, `${node.name}.kubeconfig`)}`,
    `--root-dir=${join(folder, 'kubelet')}`,
    `--cert-dir=${join(folder, 'kubelet-pki')}`,
    `--hostname-override=${node.name}`,
    `--node-ip=${node.address},${node.address6}`,
  ]
}

/** @param {unknown} value */
function text(value) {
  return `${JSON.stringify(value, null, 2)}\n`
}
