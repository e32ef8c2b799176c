/** Envoy Gateway's translator as an oracle: manifests in, the conditions that its controller would write out. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { program } from './lifecycle/programs.js'

/** @typedef {{type: string, status: string, reason: string, message?: string}} Condition */
/** @typedef {{kind: string, namespace: string, name: string, parents: {gateway: string, sectionName?: string, port?: number, conditions: Condition[]}[]}} RouteStatus */

/** What the controller says to the routes of these manifests. @param {object[]} manifests @returns {RouteStatus[]} */
export function routeStatuses(manifests) {
  const egctl = program('egctl')
  if (!existsSync(egctl)) throw new Error('egctl is not built: run "node test/bed/bed.js up oracle"')
  const folder = mkdtempSync(join(tmpdir(), 'egctl-'))
  try {
    const file = join(folder, 'world.yaml')
    writeFileSync(file, manifests.map((manifest) => JSON.stringify(manifest)).join('\n---\n'))
    const formats = ['--from', 'gateway-api', '--to', 'gateway-api', '-o', 'json']
    const argv = ['experimental', 'translate', ...formats, '-f', file]
    const { status, stdout, stderr } = spawnSync(egctl, argv, {
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
