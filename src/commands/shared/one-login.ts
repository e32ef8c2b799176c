import type { ConnectionFlags } from './world-flags.ts'

/** Does some work with one log-in for all that it asks of the cluster. Throws what the work throws. */
export async function withOneLogin<F extends ConnectionFlags, T>(
  flags: F,
  work: (flags: F) => Promise<T>,
): Promise<T> {
  const { Login } = await import('../../sources/cluster/login.ts')
  const login = new Login()
  try {
    return await work({ ...flags, login })
  } finally {
    login.end()
  }
}
