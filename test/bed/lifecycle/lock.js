import { createServer } from 'node:net'

/**
 * Runs `work` while no other command works on the same state folder. The lock is a name in Linux's abstract socket
 * namespace: the kernel gives it back when its holder ends, however it ends.
 * @template T @param {string} state @param {() => Promise<T>} work @returns {Promise<T>}
 */
export async function withLock(state, work) {
  if (process.platform !== 'linux') return work() // only the oracle runs there, which is built and not kept running
  let server = await hold(state)
  while (!server) {
    await new Promise((done) => setTimeout(done, 100))
    server = await hold(state)
  }
  try {
    return await work()
  } finally {
    server.close()
  }
}

/** @param {string} state @returns {Promise<import('node:net').Server | undefined>} */
function hold(state) {
  return new Promise((done, fail) => {
    const server = createServer()
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) =>
      error.code === 'EADDRINUSE' ? done(undefined) : fail(error),
    )
    // A hash-like tail is enough: the name may have at most 107 bytes.
    server.listen(`\0kubectl-svc-bed:${state.slice(-80)}`, () => done(server))
  })
}
