/** One node: namespaces of its own, containerd, kubelet and kube-proxy. Runs inside the sandbox. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { program } from '../lifecycle/programs.js'
import { startComponent, startRestarting, until } from './component.js'
import { addresses } from './addresses.js'
import { writeKubeconfig } from './kubeconfig.js'
import {
  cniConfig,
  containerSocket,
  containerdConfig,
  kubeProxyConfig,
  kubeletArguments,
  kubeletConfig,
} from './node-files.js'

/** @typedef {import('./node-files.js').Site} Site */

const server = `https://${addresses.controlPlane}:6443`

/**
 * What kubelet would set for the whole machine. It leaves a setting alone that already has the value it wants, so it is shown
 * files with those values in their place.
 */
const kernelSettings = {
  'vm/overcommit_memory': 1,
  'vm/panic_on_oom': 0,
  'kernel/panic': 10,
  'kernel/panic_on_oops': 1,
  'kernel/keys/root_maxkeys': 1_000_000,
  'kernel/keys/root_maxbytes': 25_000_000,
}

/** Starts a node up to the point where it registers itself. @param {Site} site @param {string} images an archive */
export async function startNode(site, images) {
  const { state, folder, node } = site
  mkdirSync(join(folder, 'cni'), { recursive: true })
  writeFileSync(join(folder, 'containerd.toml'), containerdConfig(site))
  writeFileSync(join(folder, 'cni', '10-bed.conflist'), cniConfig(site))
  writeFileSync(join(folder, 'kubelet.json'), kubeletConfig(site))
  writeFileSync(join(folder, 'resolv.conf'), 'nameserver 192.0.2.53\n') // leads nowhere: the bed has no names but its own
  writeKubeconfig({ state, file: `${node.name}.kubeconfig`, server, user: node.name })

  const enter = await ownNamespaces(site)
  startComponent(state, `${node.name}-containerd`, [
    ...enter,
    'containerd',
    '--config',
    join(folder, 'containerd.toml'),
  ])
  const ctr = [...enter, 'ctr', '--address', containerSocket, '--namespace', 'k8s.io']
  await until('containerd answers', async () => succeeds([...ctr, 'version']))
  if (!(await succeeds([...ctr, 'images', 'import', images], 'inherit')))
    throw new Error(`${node.name}: images could not be imported`)
  startRestarting(state, `${node.name}-kubelet`, [...enter, program('kubelet'), ...kubeletArguments(site)])
  return enter
}

/** @param {Site} site @param {string[]} enter */
export function startKubeProxy(site, enter) {
  const { state, folder, node } = site
  writeKubeconfig({ state, file: 'kube-proxy.kubeconfig', server, user: 'kube-proxy' })
  const config = join(folder, 'kube-proxy.json')
  writeFileSync(config, kubeProxyConfig(site, process.env.SVC_BED_PROXY || 'nftables'))
  startComponent(state, `${node.name}-kube-proxy`, [...enter, program('kube-proxy'), `--config=${config}`])
}

/**
 * Makes the node's mount namespace, kept by a process that sleeps, and returns the words that start a program in it.
 * The folders that programs insist on writing to are overlaid: what they write stays in the node.
 * @param {Site} site
 */
async function ownNamespaces({ state, folder, node }) {
  const ready = join(folder, 'namespaces-ready')
  const settings = join(folder, 'kernel-settings')
  mkdirSync(settings)
  const fakes = Object.entries(kernelSettings).map(([name, value]) => {
    const file = join(settings, name.replaceAll('/', '.'))
    writeFileSync(file, `${value}\n`)
    return `[ ! -e /proc/sys/${name} ] || mount --bind '${file}' /proc/sys/${name}`
  })
  const script = [
    'set -e',
    'mount -t tmpfs -o mode=755 tmpfs /run',
    ...['/var/lib', '/var/log'].map(overlay),
    ...fakes,
    storage(join(folder, 'containerd')),
    `echo yes > '${ready}'`,
    'exec sleep 2147483647',
  ].join('\n')
  const holder = startComponent(state, `${node.name}-namespaces`, [
    'nsenter',
    `--net=/run/netns/${node.name}`,
    'unshare',
    '--mount',
    '--propagation',
    'private',
    'sh',
    '-c',
    script,
  ])
  await until(`${node.name} has its namespaces`, async () => existsSync(ready) || undefined, { seconds: 10 })
  return ['nsenter', `--target=${holder.pid}`, '--net', '--mount', '--']
}

/** containerd overlays images; on a disk where that fails, such as a container's own, it works in memory. @param {string} folder */
function storage(folder) {
  const probe = `${folder}/probe`
  const options = `lowerdir=${probe}/lower,upperdir=${probe}/upper,workdir=${probe}/work`
  return `mkdir -p '${probe}/lower' '${probe}/upper' '${probe}/work' '${probe}/merged'
if mount -t overlay overlay -o '${options}' '${probe}/merged'; then umount '${probe}/merged'; rm -r '${probe}'
else mount -t tmpfs tmpfs '${folder}'; fi`
}

/** Its upper side lies in memory: the disk below may itself be an overlay, on which none can stand. @param {string} folder */
function overlay(folder) {
  const upper = `/run/overlay${folder.replaceAll('/', '-')}`
  return `mkdir -p ${upper}/upper ${upper}/work && mount -t overlay overlay -o lowerdir=${folder},upperdir=${upper}/upper,workdir=${upper}/work ${folder}`
}

/**
 * @param {string[]} argv @param {'ignore' | 'inherit'} [complaints] what it says on stderr
 * @returns {Promise<true | undefined>}
 */
function succeeds([file = '', ...argv], complaints = 'ignore') {
  return new Promise((done) => {
    const child = spawn(file, argv, { stdio: ['ignore', 'ignore', complaints] })
    child.once('exit', (code) => done(code === 0 || undefined))
  })
}
