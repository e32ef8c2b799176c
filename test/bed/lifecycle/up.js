import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BedError } from './bed-error.js'
import { removeRemains } from './down.js'
import { refuseWhatIsMissing } from './missing.js'
import { bedFolder, stateFolder, tiers } from './places.js'
import { build, makeOf, program } from './programs.js'
import { sandboxProcesses, startSandbox, stopSandbox } from './sandbox.js'
import { withLock } from './lock.js'
import { writeCertificates } from '../tiers/certificates.js'
import { writeKubeconfig } from '../tiers/kubeconfig.js'
import { connect } from '../tiers/kubernetes.js'

/** @typedef {import('./places.js').Tier} Tier */

const patience = { oracle: 0, 'control-plane': 150, nodes: 400 }

/** Builds what is not built and starts what does not run. @param {Tier} [tier] */
export async function up(tier) {
  for (const each of tier ? [tier] : tiers) {
    refuseWhatIsMissing(each)
    await withLock('build', async () => build([each], console.log))
    if (each === 'oracle') console.log(`oracle: ${program('oracle')}`)
    else await withLock(stateFolder(each), () => start(each))
  }
  return 0
}

/** @param {Exclude<Tier, 'oracle'>} tier */
async function start(tier) {
  const state = stateFolder(tier)
  const kubeconfig = join(state, 'kubeconfig')
  const make = join(state, 'make.txt')
  const current = existsSync(make) && readFileSync(make, 'utf8') === makeOf(tier)
  if (current && (await works(state))) return console.log(`${tier}: runs already; KUBECONFIG=${kubeconfig}`)
  if (sandboxProcesses(state).length > 0 || existsSync(state))
    console.log(
      `${tier}: removing what ${current ? 'an earlier run left behind' : 'was made of other programs or settings'}`,
    )
  await removeRemains(state)
  const started = Date.now()
  mkdirSync(state, { recursive: true, mode: 0o700 })
  writeFileSync(make, makeOf(tier))
  const stop = async () => {
    await removeRemains(state)
    process.exit(130)
  }
  process.once('SIGINT', stop).once('SIGTERM', stop)
  writeCertificates(state)
  const ports = startSandbox(state, [process.execPath, join(bedFolder, 'tiers', 'supervise.js'), tier, state])
  await ready(state, patience[tier])
  // Among nodes CoreDNS runs as pods, and is asked from pods.
  if (tier === 'control-plane') writeFileSync(join(state, 'dns'), `127.0.0.1:${ports.dns}\n`)
  process.off('SIGINT', stop).off('SIGTERM', stop)
  writeKubeconfig({ state, file: 'kubeconfig', server: `https://127.0.0.1:${ports.api}`, user: 'admin' })
  console.log(`${tier}: up in ${((Date.now() - started) / 1000).toFixed(1)} s; KUBECONFIG=${kubeconfig}`)
}

/** Whether a tier is up and answers. @param {string} state */
export async function works(state) {
  if (sandboxProcesses(state).length === 0 || !existsSync(join(state, 'kubeconfig'))) return false
  const api = connect(join(state, 'kubeconfig'))
  try {
    return (await api.succeeds('/readyz')) === true
  } finally {
    api.close()
  }
}

/** @param {string} state @param {number} seconds */
async function ready(state, seconds) {
  const end = Date.now() + seconds * 1000
  while (!existsSync(join(state, 'ready.txt'))) {
    const gone = sandboxProcesses(state).length === 0
    const reason = whyNot(state)
    if (gone || reason || Date.now() > end) {
      await stopSandbox(state) // the state folder stays, for its logs; the next `up` or `down` removes it
      throw new BedError(
        `did not come up: ${reason ?? (gone ? lastWords(state) : `not ready after ${seconds} s`)} (logs: ${state}/*.log)`,
      )
    }
    await new Promise((done) => setTimeout(done, 50))
  }
}

/** @param {string} state */
function lastWords(state) {
  return readFileSync(join(state, 'sandbox.log'), 'utf8').trim() || 'the sandbox was ended by force'
}

/** @param {string} state */
function whyNot(state) {
  const file = join(state, 'failed.txt')
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
}
