import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { stateFolder, tiers } from './places.js'
import { program, unbuilt } from './programs.js'
import { sandboxProcesses } from './sandbox.js'
import { works } from './up.js'

/** One line for each tier; exit code 1 when a tier that was asked about by name is not up. @param {import('./places.js').Tier} [tier] */
export async function status(tier) {
  let down = false
  for (const each of tier ? [tier] : tiers) {
    const line = await describe(each)
    down ||= !line.up
    console.log(`${each}: ${line.text}`)
  }
  return tier && down ? 1 : 0
}

/** @param {import('./places.js').Tier} tier @returns {Promise<{up: boolean, text: string}>} */
async function describe(tier) {
  const missing = unbuilt([tier]).map(({ name }) => name)
  const built = missing.length === 0 ? 'built' : `not built: ${missing.join(', ')}`
  if (tier === 'oracle')
    return { up: missing.length === 0, text: missing.length === 0 ? `built; ${program('oracle')}` : built }
  const state = stateFolder(tier)
  if (await works(state)) return { up: true, text: `up; KUBECONFIG=${join(state, 'kubeconfig')}` }
  if (sandboxProcesses(state).length > 0)
    return { up: false, text: `starting or broken; logs: ${state}/*.log` }
  return {
    up: false,
    text: existsSync(state) ? `failed or ended by force; logs: ${state}/*.log` : `down; ${built}`,
  }
}
