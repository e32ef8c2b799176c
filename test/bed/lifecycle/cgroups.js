/** The control groups of tier (c): the kernel keeps them after the processes inside have ended. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'

/** The name of the group that holds everything of one state folder, in every hierarchy. @param {string} state */
export function cgroupName(state) {
  return `kubectl-svc-bed-${createHash('sha256').update(state).digest('hex').slice(0, 8)}`
}

/** Removes the groups, deepest first, and returns how many there were. @param {string} state */
export async function removeCgroups(state) {
  let removed = 0
  for (const top of tops(cgroupName(state))) {
    for (let attempt = 0; existsSync(top); attempt++) {
      removed += removeTree(top)
      if (attempt === 100) throw new Error(`the control group ${top} stays busy`)
      if (existsSync(top)) await new Promise((done) => setTimeout(done, 50)) // its last process is still being collected
    }
  }
  return removed
}

/** One hierarchy (version 2) or one for each controller (version 1). @param {string} name */
function tops(name) {
  const root = '/sys/fs/cgroup'
  if (!existsSync(root)) return []
  const hierarchies = existsSync(join(root, 'cgroup.controllers'))
    ? [root]
    : readdirSync(root).map((each) => join(root, each))
  return hierarchies.map((hierarchy) => join(hierarchy, name)).filter((folder) => existsSync(folder))
}

/** @param {string} folder @returns {number} */
function removeTree(folder) {
  let removed = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removed += removeTree(join(folder, entry.name))
  }
  try {
    rmdirSync(folder)
    return removed + 1
  } catch {
    return removed // busy: the caller tries again
  }
}
