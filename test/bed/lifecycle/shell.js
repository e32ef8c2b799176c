import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { BedError } from './bed-error.js'
import { stateFolder } from './places.js'
import { programPath } from './programs.js'
import { sandboxProcesses } from './sandbox.js'

/**
 * A shell, or one command, with the bed's programs on the PATH and KUBECONFIG set. For the nodes it runs inside the sandbox,
 * as a client outside of the cluster that reaches the nodes' addresses.
 * @param {import('./places.js').Tier} [tier] @param {string[]} [command]
 */
export async function shell(tier = 'control-plane', command = []) {
  const state = stateFolder(tier)
  const [pid] = sandboxProcesses(state)
  if (tier !== 'oracle' && !pid) throw new BedError(`${tier}: is not up; start it with: up ${tier}`)
  const argv = command.length > 0 ? command : [process.env.SHELL ?? '/bin/sh']
  const entered =
    tier === 'nodes'
      ? [
          'nsenter',
          `--target=${pid}`,
          '--mount',
          '--pid',
          `--net=/proc/${pid}/root/run/netns/outside`,
          '--',
          ...argv,
        ]
      : argv
  const environment = {
    ...process.env,
    PATH: `${programPath()}:${process.env.PATH}`,
    ...(tier === 'oracle' ? {} : { KUBECONFIG: join(state, 'kubeconfig') }),
    ...(tier === 'nodes' ? { KUBECONFIG: join(state, 'outside.kubeconfig') } : {}),
  }
  return run(entered, environment)
}

/** @param {string[]} argv @param {NodeJS.ProcessEnv} env @returns {Promise<number>} */
function run([file = '', ...args], env) {
  return new Promise((done, fail) => {
    const child = spawn(file, args, { stdio: 'inherit', env })
    child.once('error', (error) => fail(new BedError(`${file} could not be started: ${error.message}`)))
    child.once('exit', (code, signal) => done(signal ? 1 : (code ?? 1)))
  })
}
