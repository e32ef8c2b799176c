/** Where things are: the programs in a cache, what a running tier owns in a state folder. Both lie outside of the repository. */
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const bedFolder = dirname(dirname(fileURLToPath(import.meta.url)))

/** @typedef {'oracle' | 'control-plane' | 'nodes'} Tier */

/** @type {readonly Tier[]} */
export const tiers = ['oracle', 'control-plane', 'nodes']

/** The folder that belongs to one running tier; another emulated version is another cluster beside it. @param {Tier} tier */
export function stateFolder(tier, env = process.env) {
  const root =
    env.SVC_BED_STATE ?? join(env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'kubectl-svc-bed')
  return join(root, env.SVC_BED_VERSION ? `${tier}-${env.SVC_BED_VERSION}` : tier)
}

function cacheRoot(env = process.env) {
  return env.SVC_BED_CACHE ?? join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'kubectl-svc-bed')
}

/** The cached folder of the programs that change with these files of the bed. @param {string} name @param {string[]} files */
export function programFolder(name, files, env = process.env) {
  return join(cacheRoot(env), `${name}-${digest(files)}`)
}

/** The Go files of one of the bed's own programs. @param {string} folder */
export function sourcesOf(folder) {
  return readdirSync(join(bedFolder, folder))
    .filter((file) => file.endsWith('.go'))
    .sort()
    .map((file) => join(folder, file))
}

/** @param {string[]} files */
function digest(files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(bedFolder, file)))
  return hash.digest('hex').slice(0, 16)
}
