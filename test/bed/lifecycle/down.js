import { existsSync, rmSync } from 'node:fs'
import { removeCgroups } from './cgroups.js'
import { stateFolder, tiers } from './places.js'
import { withLock } from './lock.js'
import { stopSandbox } from './sandbox.js'

/** Ends what runs, whole or half, and removes what it left. @param {import('./places.js').Tier} [tier] */
export async function down(tier) {
  for (const each of tier ? [tier] : tiers) {
    if (each === 'oracle') continue // a program, not a service: nothing of it runs between questions
    const state = stateFolder(each)
    const found = await withLock(state, () => removeRemains(state))
    console.log(`${each}: ${found ? 'down' : 'was not up'}`)
  }
  return 0
}

/** Namespaces, mounts and interfaces go with the processes; control groups and files do not. @param {string} state */
export async function removeRemains(state) {
  const stopped = await stopSandbox(state)
  const groups = await removeCgroups(state)
  const files = existsSync(state)
  rmSync(state, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  return stopped + groups > 0 || files
}
