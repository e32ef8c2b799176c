/** What stands beside a Service, for tests: real CRDs, Helm's engine, kustomize. Modules are pinned in `beside/go.mod`. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bedFolder, programFolder } from './lifecycle/places.js'
import { program } from './lifecycle/programs.js'
import { until } from './tiers/component.js'

const folder = join(bedFolder, 'beside')
const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

/** The kinds that `svc new` writes, and the file of each in its module. */
const files = [
  ...['httproutes', 'grpcroutes', 'referencegrants'].map((name) => [
    'sigs.k8s.io/gateway-api',
    `config/crd/standard/gateway.networking.k8s.io_${name}.yaml`,
  ]),
  [
    'github.com/prometheus-operator/prometheus-operator',
    'example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml',
  ],
]

/** Installs the CRDs of companions and returns when they are served. @param {import('./tiers/kubernetes.js').Api} api */
export async function installCompanionKinds(api) {
  for (const [module = '', file = ''] of files) {
    const yaml = readFileSync(join(moduleFolder(module), file), 'utf8')
    const path = `${crds}/${/^ {2}name: (\S+)$/m.exec(yaml)?.[1]}`
    const { status, body } = await api.ask(`${path}?fieldManager=bed&force=true`, {
      method: 'PATCH',
      body: yaml,
      contentType: 'application/apply-patch+yaml',
    })
    if (status >= 400) throw new Error(`PATCH ${path}: ${status} ${body.message}`)
    await until(`${path} is established`, async () => {
      const conditions = (await api.get(path)).status?.conditions ?? []
      const holds = (/** @type {any} */ each) => each.type === 'Established' && each.status === 'True'
      return conditions.some(holds) || undefined
    })
  }
}

/** Where Go keeps a module of go.mod, which is downloaded when it is not there. @param {string} module */
function moduleFolder(module) {
  const answer = run('go', ['mod', 'download', '-json', module], { cwd: folder })
  return /** @type {string} */ (JSON.parse(answer).Dir)
}

/**
 * Renders templates with Helm's engine, in the release `release` of the namespace `default`.
 * @param {readonly {template: string, values?: object}[]} charts
 * @returns {{rendered?: string, error?: string}[]}
 */
export function renderCharts(charts) {
  const input = charts.map((chart) => `${JSON.stringify(chart)}\n`).join('')
  const lines = run(renderer(), [], { input }).trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line))
}

function renderer() {
  const sources = ['go.mod', 'go.sum', 'main.go'].map((file) => join('beside', file))
  const target = join(programFolder('beside', sources), 'render')
  if (existsSync(target)) return target
  mkdirSync(dirname(target), { recursive: true })
  const unfinished = `${target}.${process.pid}`
  run('nice', ['-n', '10', 'go', 'build', '-trimpath', '-ldflags', '-s -w', '-o', unfinished, '.'], {
    cwd: folder,
    env: { ...process.env, CGO_ENABLED: '0' },
  })
  renameSync(unfinished, target)
  return target
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

// what takes minutes is done before a test waits for it
if (process.argv[1] === fileURLToPath(import.meta.url)) renderer()
