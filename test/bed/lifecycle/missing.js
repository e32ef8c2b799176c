/** What a tier needs and this machine does not have, said in one sentence before anything is started. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { BedError } from './bed-error.js'

import { unbuilt } from './programs.js'

/** @typedef {import('./places.js').Tier} Tier */

/** Program to the Debian package that has it. */
const packages = {
  containerd: 'containerd',
  ctr: 'containerd',
  runc: 'runc',
  nft: 'nftables',
  iptables: 'iptables',
  ip: 'iproute2',
  busybox: 'busybox-static',
  gcc: 'gcc libc6-dev',
  'musl-gcc': 'musl-tools',
}
const pluginFolder = '/usr/lib/cni'

/** @param {Tier} tier */
export function refuseWhatIsMissing(tier) {
  const reason = goIsMissing(tier) ?? (tier === 'oracle' ? undefined : systemIsMissing(tier))
  if (reason) throw new BedError(`${tier}: ${reason}`)
}

/** @param {Tier} tier */
function goIsMissing(tier) {
  if (unbuilt([tier]).length === 0 || runs('go', ['version'])) return undefined
  return 'building its programs needs Go 1.26 or newer: install it from https://go.dev/dl/ and put it on the PATH.'
}

/** @param {Tier} tier */
function systemIsMissing(tier) {
  if (process.platform !== 'linux')
    return `needs Linux for its namespaces, and this is ${process.platform}: set SVC_BED_KUBECONFIG to another cluster.`
  if (tier !== 'nodes') return undefined
  if (process.getuid?.() !== 0)
    return 'needs root for containerd, kubelet and their control groups: run it with sudo, or set SVC_BED_KUBECONFIG to another cluster.'
  const lacking = Object.entries(packages)
    .filter(([name]) => !onPath(name))
    .map(([, debian]) => debian)
  if (!existsSync(pluginFolder)) lacking.push('containernetworking-plugins')
  if (lacking.length === 0) return undefined
  return `needs the Debian packages ${[...new Set(lacking)].join(', ')}: run test/bed/install.sh.`
}

/** @param {string} name */
function onPath(name) {
  const folders = `${process.env.PATH}:/usr/sbin:/sbin`.split(':')
  return folders.some((folder) => existsSync(`${folder}/${name}`))
}

/** @param {string} file @param {string[]} argv */
function runs(file, argv) {
  return spawnSync(file, argv, { stdio: 'ignore' }).status === 0
}
