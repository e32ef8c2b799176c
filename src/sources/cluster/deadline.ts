/** A limit of time that also ends when someone else gives up first. */
export interface Deadline {
  readonly signal: AbortSignal
  /** Whether it was the time that ran out, and not the user who gave up. */
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

/** The time for a whole command. */
export interface TimeLimit {
  readonly deadline: Deadline
  /** Why nothing more is asked; undefined while there is time. */
  readonly outOfTime: () => string | undefined
  readonly timeLeftMs: () => number
}

/** Starts the limit of everything together; 0 or nothing is none. Its deadline must be ended. */
export function startTimeLimit(options: {
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}): TimeLimit {
  const { timeoutMs = 0, signal = new AbortController().signal } = options
  const deadline = startDeadline(timeoutMs, signal)
  const end = timeoutMs > 0 ? performance.now() + timeoutMs : Infinity
  const because = `the time limit of ${timeoutMs / 1000} s for the whole command was over`
  return {
    deadline,
    outOfTime: () => (deadline.expired() ? because : undefined),
    timeLeftMs: () => end - performance.now(),
  }
}
