/** A limit of time that also ends when someone else gives up first. */
export interface Deadline {
  readonly signal: AbortSignal
  /** Whether it was the time that ran out, and not somebody who gave up. */
  readonly expired: () => boolean
  /** Must be called at the end, or the timer keeps the process alive. */
  readonly end: () => void
}

const longestTimer = 2 ** 31 - 1

/** Starts a limit in milliseconds; 0 is none, as in kubectl's `--request-timeout`. */
export function startDeadline(milliseconds: number, outer: AbortSignal): Deadline {
  const controller = new AbortController()
  let expired = false
  const expire = () => {
    expired = true
    controller.abort()
  }
  const limited = milliseconds > 0 && milliseconds <= longestTimer
  const timer = limited ? setTimeout(expire, milliseconds) : undefined
  return {
    signal: AbortSignal.any([outer, controller.signal]),
    expired: () => expired,
    end: () => clearTimeout(timer),
  }
}

/** Waits for work that cannot be stopped itself, but no longer than until the signal. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    const giveUp = () => reject(signal.reason)
    if (signal.aborted) giveUp()
    else signal.addEventListener('abort', giveUp, { once: true })
  })
  return Promise.race([work, aborted])
}
