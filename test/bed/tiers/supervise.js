/** The main process inside a sandbox: `supervise.js TIER STATE`. It starts the tier, says when it works, and watches it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail } from './component.js'
import { startControlPlane, startDns, withoutNodes } from './control-plane.js'

const [tier = '', state = ''] = process.argv.slice(2)

try {
  if (tier === 'nodes') {
    const { startNodes } = await import('./nodes.js')
    await startNodes(state)
  } else {
    await startControlPlane(state, withoutNodes)
    await startDns(state)
  }
  writeFileSync(join(state, 'ready.txt'), `${tier} works since ${new Date().toISOString()}\n`)
} catch (error) {
  fail(state, error instanceof Error ? (error.stack ?? error.message) : String(error))
}
