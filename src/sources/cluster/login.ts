import { openAccess, type Access, type AccessOptions } from './access.ts'
import type { ClusterContext } from './context.ts'
import { untilAborted } from './deadline.ts'

/**
 * One log-in for all that a command asks of a cluster: a credential plugin runs once, and connections stay open from one part of the
 * work to the next. All parts must name the same context. `end` closes it.
 */
export class Login {
  readonly #ending = new AbortController()
  #access: Promise<Access> | undefined

  /** Logs in the first time. Throws as `openAccess`, each time where it failed, and the reason of the signal of these options. */
  async open(context: ClusterContext, options: AccessOptions): Promise<Access> {
    // the signal of one part would end what the next one needs
    this.#access ??= openAccess(context, { ...options, signal: this.#ending.signal })
    return untilAborted(this.#access, options.signal)
  }

  /** Stops a log-in that still runs, and closes the connections. */
  end(): void {
    this.#ending.abort()
    this.#access?.then(
      ({ agent }) => agent.destroy(),
      () => undefined,
    )
  }
}
