/** What stands beside a Service, for tests: real CRDs, Helm's engine, kustomize. Modules are pinned in `beside/go.mod`. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bedFolder } from './lifecycle/places.js'
import { program } from './lifecycle/programs.js'
import { installCrd } from './tiers/crd.js'

/** The kinds that `svc new` writes, and the file of each in its module. */
const files = [
  ...['httproutes', 'grpcroutes', 'referencegrants'].map((name) => [
    'sigs.k8s.io/gateway-api',
    `config/crd/standard/gateway.networking.k8s.io_${name}.yaml`,
  ]),
  [
    'sigs.k8s.io/gateway-api-inference-extension',
    'config/crd/bases/inference.networking.k8s.io_inferencepools.yaml',
    'inference',
  ],
  [
    'github.com/prometheus-operator/prometheus-operator',
    'example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml',
  ],
]

/** Installs the CRDs of companions and returns when they are served. @param {import('./tiers/kubernetes.js').Api} api */
export async function installCompanionKinds(api) {
  for (const [module = '', file = '', pinnedIn = 'beside'] of files) {
    await installCrd(api, readFileSync(join(moduleFolder(module, pinnedIn), file), 'utf8'))
  }
}

/** Installs the CRDs of openreports.io, as they are in its module. @param {import('./tiers/kubernetes.js').Api} api */
export async function installReportKinds(api) {
  const folder = join(moduleFolder('github.com/openreports/reports-api', 'openreports'), 'config', 'crd')
  for (const name of ['clusterreports', 'reports'])
    await installCrd(api, readFileSync(join(folder, `openreports.io_${name}.yaml`), 'utf8'))
}

/**
 * Where Go keeps a module, which is downloaded when it is not there.
 * @param {string} module @param {string} pinnedIn the folder with its go.mod
 */
function moduleFolder(module, pinnedIn) {
  const answer = run('go', ['mod', 'download', '-json', module], { cwd: join(bedFolder, pinnedIn) })
  return /** @type {string} */ (JSON.parse(answer).Dir)
}

/**
 * Renders templates with Helm's engine, in the release `release` of the namespace `default`.
 * @param {readonly {template: string, values?: object}[]} charts
 * @returns {{rendered?: string, error?: string}[]}
 */
export function renderCharts(charts) {
  const input = charts.map((chart) => `${JSON.stringify(chart)}\n`).join('')
  const lines = run(program('render'), [], { input }).trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line))
}

/** What the real kustomize makes of a folder. @param {string} where */
export function kustomize(where) {
  return run(program('kubectl'), ['kustomize', where], {})
}

/** @param {string} command @param {string[]} args @param {import('node:child_process').SpawnSyncOptions} options */
function run(command, args, options) {
  const settings = { ...options, encoding: /** @type {const} */ ('utf8'), maxBuffer: 1 << 28 }
  const { status, stdout, stderr, error } = spawnSync(command, args, settings)
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`)
  return stdout
}
