/** Envoy Gateway's translator as an oracle: manifests in, the conditions that its controller would write out. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bedFolder, programFolder } from './lifecycle/places.js'

/** @typedef {{type: string, status: string, reason: string, message?: string}} Condition */
/** @typedef {{kind: string, namespace: string, name: string, parents: {gateway: string, sectionName?: string, port?: number, conditions: Condition[]}[]}} RouteStatus */

const module = 'envoy-gateway'
const program = join(programFolder('egctl', [`${module}/go.mod`, `${module}/go.sum`]), 'egctl')

/** Builds it, once: some five minutes of two cores and 1.5 GB of Go's caches. */
export function buildEgctl() {
  if (existsSync(program)) return
  mkdirSync(dirname(program), { recursive: true })
  const unfinished = `${program}.${process.pid}`
  const source = 'github.com/envoyproxy/gateway/cmd/egctl'
  const argv = ['-n', '10', 'go', 'build', '-trimpath', '-ldflags', '-s -w', '-o', unfinished, source]
  const { status, stderr } = spawnSync('nice', argv, {
    cwd: join(bedFolder, module),
    env: { ...process.env, CGO_ENABLED: '0' },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`building egctl failed:\n${stderr}`)
  renameSync(unfinished, program)
}

/** What the controller says to the routes of these manifests. @param {object[]} manifests @returns {RouteStatus[]} */
export function routeStatuses(manifests) {
  if (!existsSync(program)) throw new Error('egctl is not built: run "node test/bed/egctl.js"')
  const folder = mkdtempSync(join(tmpdir(), 'egctl-'))
  try {
    const file = join(folder, 'world.yaml')
    writeFileSync(file, manifests.map((manifest) => JSON.stringify(manifest)).join('\n---\n'))
    const formats = ['--from', 'gateway-api', '--to', 'gateway-api', '-o', 'json']
    const argv = ['experimental', 'translate', ...formats, '-f', file]
    const { status, stdout, stderr } = spawnSync(program, argv, {
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    })
    if (status !== 0) throw new Error(`egctl refused the manifests: ${stderr}`)
    return Object.values(JSON.parse(stdout)).flatMap((list) =>
      Array.isArray(list) ? list.flatMap(statusOf) : [],
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** @param {any} resource @returns {RouteStatus[]} */
function statusOf({ kind, metadata, status }) {
  if (!kind.endsWith('Route')) return []
  const parents = (status?.parents ?? []).map((/** @type {any} */ { parentRef, conditions }) => ({
    gateway: `${parentRef.namespace ?? metadata.namespace}/${parentRef.name}`,
    sectionName: parentRef.sectionName,
    port: parentRef.port,
    conditions,
  }))
  return [{ kind, namespace: metadata.namespace, name: metadata.name, parents }]
}

if (process.argv[1] === fileURLToPath(import.meta.url)) buildEgctl()
