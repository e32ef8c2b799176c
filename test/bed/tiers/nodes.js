/** Tier (c): a control plane with all it needs for workloads, two real nodes, and CoreDNS as a workload on them. */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cgroupName } from '../lifecycle/cgroups.js'
import { program } from '../lifecycle/programs.js'
import { addresses, nodes } from './addresses.js'
import { dnsObjects } from './cluster-dns.js'
import { startComponent, until } from './component.js'
import { startControlPlane, withNodes } from './control-plane.js'
import { startGateway } from './gateway-api.js'
import { writeImages } from './images.js'
import { writeKubeconfig } from './kubeconfig.js'
import { makeNetwork } from './network.js'
import { startKubeProxy, startNode } from './node.js'

/** @param {string} state */
export async function startNodes(state) {
  makeNetwork()
  const cgroup = cgroupName(state)
  for (const node of nodes) makeCgroups(cgroup, node.name)
  const images = writeImages(state)
  const sites = nodes.map((node) => ({ state, node, cgroup, folder: join(state, node.name) }))
  const [api, entrances] = await Promise.all([
    startControlPlane(state, withNodes),
    Promise.all(sites.map((site) => startNode(site, images))),
  ])
  writeKubeconfig({
    state,
    file: 'outside.kubeconfig',
    server: `https://${addresses.controlPlane}:6443`,
    user: 'admin',
  })
  startScheduler(state)
  for (const [collection, object] of dnsObjects()) await api.post(collection, object)
  await Promise.all(
    nodes.map((node) =>
      until(`${node.name} is registered`, () => api.succeeds(`/api/v1/nodes/${node.name}`)),
    ),
  )
  sites.forEach((site, index) => startKubeProxy(site, entrances[index] ?? []))
  await Promise.all([...nodes.map((node) => ready(api, node)), dnsAnswers(api), startGateway(state, api)])
}

/** @param {string} state */
function startScheduler(state) {
  writeKubeconfig({
    state,
    file: 'kube-scheduler.kubeconfig',
    server: 'https://127.0.0.1:6443',
    user: 'kube-scheduler',
  })
  const kubeconfig = `--kubeconfig=${join(state, 'kube-scheduler.kubeconfig')}`
  startComponent(state, 'kube-scheduler', [program('kube-scheduler'), kubeconfig, '--leader-elect=false'])
}

/** @param {import('./kubernetes.js').Api} api @param {import('./addresses.js').BedNode} node */
async function ready(api, node) {
  const path = `/api/v1/nodes/${node.name}`
  await until(`${node.name} is Ready`, async () => {
    const { status } = await api.get(path)
    return (
      status.conditions?.some((/** @type {any} */ each) => each.type === 'Ready' && each.status === 'True') ||
      undefined
    )
  })
  await until(`kube-proxy works on ${node.name}`, () =>
    fetch(`http://${node.address}:10256/healthz`).then(
      ({ ok }) => ok || undefined,
      () => undefined,
    ),
  )
  // Only now: a kube-proxy that starts on a node with a zone sometimes never learns it (1.36.3 registers its handler late).
  await api.patch(path, {
    metadata: {
      labels: { 'topology.kubernetes.io/zone': node.zone, 'topology.kubernetes.io/region': 'bed' },
    },
  })
}

/** @param {import('./kubernetes.js').Api} api */
async function dnsAnswers(api) {
  const path = '/apis/apps/v1/namespaces/kube-system/deployments/coredns'
  await until('CoreDNS is ready', async () => (await api.get(path)).status.readyReplicas === 2 || undefined)
}

/** kubelet wants its group to exist in every hierarchy; that of cpuset must be filled before it may hold a process. @param {string} cgroup @param {string} name */
function makeCgroups(cgroup, name) {
  const root = '/sys/fs/cgroup'
  const hierarchies = existsSync(join(root, 'cgroup.controllers'))
    ? [root]
    : readdirSync(root).map((each) => join(root, each))
  for (const hierarchy of hierarchies) {
    mkdirSync(join(hierarchy, cgroup, name), { recursive: true })
    for (const file of ['cpuset.cpus', 'cpuset.mems']) {
      if (!existsSync(join(hierarchy, file)) || hierarchy === root) continue
      for (const group of [join(hierarchy, cgroup), join(hierarchy, cgroup, name)])
        writeFileSync(join(group, file), readFileSync(join(hierarchy, file)))
    }
  }
}
