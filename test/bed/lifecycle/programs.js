/** The programs of the bed: which tier needs which, and how each is built. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { bedFolder, programFolder, sourcesOf } from './places.js'
import { BedError } from './bed-error.js'

/** @typedef {import('./places.js').Tier} Tier */
/**
 * @typedef {object} Program
 * @property {string} name
 * @property {string} source a package; or `MODULE:FOLDER`, a folder of a module that is kept as it is
 * @property {string} [module] the folder of its own go.mod, when that of the bed does not pin it
 * @property {string[]} [compiler] of a source in C
 * @property {Tier[]} tiers
 */

const kubernetes = 'k8s.io/kubernetes/cmd/'
const getaddrinfo = 'getaddrinfo/getaddrinfo.c'

/** @type {readonly Program[]} */
const programs = [
  { name: 'bedtool', source: './bedtool', tiers: ['control-plane', 'nodes'] },
  { name: 'etcd', source: 'go.etcd.io/etcd/server/v3', tiers: ['control-plane', 'nodes'] },
  { name: 'kube-apiserver', source: `${kubernetes}kube-apiserver`, tiers: ['control-plane', 'nodes'] },
  {
    name: 'kube-controller-manager',
    source: `${kubernetes}kube-controller-manager`,
    tiers: ['control-plane', 'nodes'],
  },
  { name: 'kubectl', source: `${kubernetes}kubectl`, tiers: ['control-plane', 'nodes'] },
  { name: 'coredns', source: './coredns', module: 'coredns', tiers: ['control-plane', 'nodes'] },
  { name: 'resolvers', source: './resolvers', tiers: ['control-plane', 'nodes'] },
  { name: 'lookup-glibc', source: getaddrinfo, compiler: ['gcc'], tiers: ['nodes'] },
  { name: 'lookup-musl', source: getaddrinfo, compiler: ['musl-gcc', '-static'], tiers: ['nodes'] },
  { name: 'render', source: './beside', module: 'beside', tiers: ['control-plane'] },
  { name: 'terminal', source: './terminal', tiers: ['control-plane'] },
  { name: 'oracle', source: './oracle', tiers: ['oracle'] },
  {
    name: 'egctl',
    source: 'github.com/envoyproxy/gateway/cmd/egctl',
    module: 'envoy-gateway',
    tiers: ['oracle'],
  },
  { name: 'kubelet', source: `${kubernetes}kubelet`, tiers: ['nodes'] },
  { name: 'kube-scheduler', source: `${kubernetes}kube-scheduler`, tiers: ['nodes'] },
  { name: 'kube-proxy', source: `${kubernetes}kube-proxy`, tiers: ['nodes'] },
  { name: 'agnhost', source: 'k8s.io/kubernetes/test/images/agnhost', tiers: ['nodes'] },
  { name: 'bedapp', source: './bedapp', tiers: ['nodes'] },
  {
    name: 'traefik',
    source: 'github.com/traefik/traefik/v3/cmd/traefik',
    module: 'traefik',
    tiers: ['nodes'],
  },
  {
    name: 'gateway-api-crds',
    source: 'sigs.k8s.io/gateway-api:config/crd/experimental',
    module: 'traefik',
    tiers: ['control-plane', 'nodes'],
  },
]

/** Without these flags the components report v0.0.0-master, which kubectl cannot parse and nodes show as their version. */
function linkerFlags() {
  const [, version, major, minor] =
    /^\tk8s\.io\/kubernetes (v(\d+)\.(\d+)\.\S+)$/m.exec(readFileSync(join(bedFolder, 'go.mod'), 'utf8')) ??
    []
  const variables = { gitVersion: version, gitMajor: major, gitMinor: minor }
  return [
    '-s -w',
    ...Object.entries(variables).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`),
  ].join(' ')
}

/** Programs of others change with the pinned versions only; the bed's own with their sources as well. @param {Program} program */
function folderOf({ name, source, module = '.', compiler }) {
  if (compiler) return programFolder(name, [source])
  const pins = [join(module, 'go.mod'), join(module, 'go.sum')]
  if (source.startsWith('./')) return programFolder(name, [...pins, ...sourcesOf(source)])
  return programFolder(module === '.' ? 'kubernetes' : module, pins)
}

/** What a tier is made of, as a text that changes with it. @param {Tier} tier */
export function makeOf(tier, env = process.env) {
  const files = programs.filter(({ tiers }) => tiers.includes(tier)).map(({ name }) => program(name))
  const settings = tier === 'nodes' ? [`SVC_BED_PROXY=${env.SVC_BED_PROXY ?? ''}`] : []
  return `${[...files, ...settings].join('\n')}\n`
}

/** Every folder that has programs, as a PATH. */
export function programPath() {
  return [...new Set(programs.map(folderOf))].join(':')
}

/** The path of a program by its name. @param {string} name */
export function program(name) {
  const found = programs.find((candidate) => candidate.name === name)
  if (!found) throw new Error(`the bed has no program ${name}`)
  return join(folderOf(found), name)
}

/** Programs of these tiers that are not in the cache yet. @param {readonly Tier[]} wanted */
export function unbuilt(wanted) {
  return programs.filter(
    (each) =>
      each.tiers.some((tier) => wanted.includes(tier)) && !existsSync(join(folderOf(each), each.name)),
  )
}

/**
 * Builds what is not in the cache, one at a time: linking one program can take 2 GB.
 * @param {readonly Tier[]} wanted @param {(line: string) => void} say
 */
export function build(wanted, say) {
  for (const each of unbuilt(wanted)) {
    const started = Date.now()
    say(`building ${each.name} ...`)
    if (each.source.includes(':')) copyFolder(each)
    else compile(each)
    say(`built ${each.name} in ${Math.round((Date.now() - started) / 1000)} s`)
  }
}

/** @param {Program} each */
function compile(each) {
  const target = join(folderOf(each), each.name)
  mkdirSync(dirname(target), { recursive: true })
  const unfinished = `${target}.${process.pid}`
  // a module of the bed's own is one program
  const source = each.module !== undefined && each.source.startsWith('./') ? '.' : each.source
  const compiler = each.compiler ?? ['go', 'build', '-trimpath', '-ldflags', linkerFlags()]
  const { status, stderr, error } = spawnSync('nice', ['-n', '10', ...compiler, '-o', unfinished, source], {
    cwd: join(bedFolder, each.module ?? '.'),
    env: { ...process.env, CGO_ENABLED: '0' },
    encoding: 'utf8',
  })
  if (status !== 0) throw unbuildable(each, error?.message ?? stderr)
  renameSync(unfinished, target) // only a finished program ever has the name that others look for
}

/** @param {Program} each */
function copyFolder(each) {
  const [module = '', folder = ''] = each.source.split(':')
  const { status, stdout, stderr } = spawnSync('go', ['mod', 'download', '-json', module], {
    cwd: join(bedFolder, each.module ?? '.'),
    encoding: 'utf8',
  })
  if (status !== 0) throw unbuildable(each, `${stdout}${stderr}`)
  const target = join(folderOf(each), each.name)
  const unfinished = `${target}.${process.pid}`
  cpSync(join(JSON.parse(stdout).Dir, folder), unfinished, { recursive: true })
  renameSync(unfinished, target)
}

/** @param {Program} each @param {string} output */
function unbuildable({ name }, output) {
  return new BedError(`building ${name} failed:\n${output.replaceAll(/^go: downloading .*\n/gm, '').trim()}`)
}
