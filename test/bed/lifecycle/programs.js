/** The programs of the bed: which tier needs which, and how each is built. */
import {spawnSync} from 'node:child_process'
import {existsSync, mkdirSync, renameSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {bedFolder, ownFolder, pinnedFolder} from './places.js'
import {BedError} from './bed-error.js'

/** @typedef {import('./places.js').Tier} Tier */
/** @typedef {{name: string, source: string, tiers: Tier[]}} Program */

const kubernetes = 'k8s.io/kubernetes/cmd/'

/** @type {readonly Program[]} */
const programs = [
  {name: 'bedtool', source: './bedtool', tiers: ['control-plane', 'nodes']},
  {name: 'etcd', source: 'go.etcd.io/etcd/server/v3', tiers: ['control-plane', 'nodes']},
  {name: 'kube-apiserver', source: `${kubernetes}kube-apiserver`, tiers: ['control-plane', 'nodes']},
  {name: 'kube-controller-manager', source: `${kubernetes}kube-controller-manager`, tiers: ['control-plane', 'nodes']},
  {name: 'kubectl', source: `${kubernetes}kubectl`, tiers: ['control-plane', 'nodes']},
  {name: 'coredns', source: './coredns', tiers: ['control-plane', 'nodes']},
  {name: 'oracle', source: './oracle', tiers: ['oracle']},
  {name: 'kubelet', source: `${kubernetes}kubelet`, tiers: ['nodes']},
  {name: 'kube-scheduler', source: `${kubernetes}kube-scheduler`, tiers: ['nodes']},
  {name: 'kube-proxy', source: `${kubernetes}kube-proxy`, tiers: ['nodes']},
  {name: 'agnhost', source: 'k8s.io/kubernetes/test/images/agnhost', tiers: ['nodes']},
  {name: 'bedapp', source: './bedapp', tiers: ['nodes']},
]

// Without these the components report v0.0.0-master, which kubectl cannot parse and nodes show as their version.
const version = 'k8s.io/component-base/version'
const linkerFlags = `-s -w -X ${version}.gitVersion=v1.36.3 -X ${version}.gitMajor=1 -X ${version}.gitMinor=36`

/** @param {Program} program */
function folderOf(program) {
  return program.source.startsWith('./') ? ownFolder() : pinnedFolder()
}

/** The path of a program by its name. @param {string} name */
export function program(name) {
  const found = programs.find((candidate) => candidate.name === name)
  if (!found) throw new Error(`the bed has no program ${name}`)
  return join(folderOf(found), name)
}

/** Programs of these tiers that are not in the cache yet. @param {readonly Tier[]} wanted */
export function unbuilt(wanted) {
  return programs.filter((each) => each.tiers.some((tier) => wanted.includes(tier)) && !existsSync(join(folderOf(each), each.name)))
}

/**
 * Builds what is not in the cache, one at a time: linking one program can take 2 GB.
 * @param {readonly Tier[]} wanted @param {(line: string) => void} say
 */
export function build(wanted, say) {
  for (const each of unbuilt(wanted)) {
    const started = Date.now()
    say(`building ${each.name} ...`)
    compile(each)
    say(`built ${each.name} in ${Math.round((Date.now() - started) / 1000)} s`)
  }
}

/** @param {Program} each */
function compile(each) {
  const target = join(folderOf(each), each.name)
  mkdirSync(dirname(target), {recursive: true})
  const unfinished = `${target}.${process.pid}`
  const argv = ['-n', '10', 'go', 'build', '-trimpath', '-ldflags', linkerFlags, '-o', unfinished, each.source]
  const {status, stderr} = spawnSync('nice', argv, {cwd: bedFolder, env: {...process.env, CGO_ENABLED: '0'}, encoding: 'utf8'})
  if (status !== 0) throw new BedError(`building ${each.name} failed:\n${stderr.trim()}`)
  renameSync(unfinished, target) // only a finished program ever has the name that others look for
}
