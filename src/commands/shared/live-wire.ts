import { randomBytes } from 'node:crypto'
import { Interrupted } from '../../errors.ts'
import type { Given } from '../../probe/live/looking.ts'
import type { Wire } from '../../sources/cluster/wire.ts'
import { connectionOf } from './read-live.ts'
import type { WorldFlags } from './world-flags.ts'

/** For whom something is looked at, and what it may cost. */
interface LiveProbe {
  readonly flags: WorldFlags
  readonly mostRequests: number
  /** Of a pod or a container that is created. */
  readonly image?: string
  readonly onEndpoint?: (done: number, of: number) => void
}

/**
 * Opens the cluster for a probe that a user can stop: what was created is taken back then, too. Throws SvcError where it cannot log in, and
 * Interrupted after SIGINT or SIGTERM.
 */
export async function withLiveWire<T>(
  { flags, mostRequests, image = '', onEndpoint }: LiveProbe,
  work: (wire: Wire, given: Given) => Promise<T>,
): Promise<T> {
  const { withWire } = await import('../../sources/cluster/wire.ts')
  const stop = new AbortController()
  const ends = ['SIGINT', 'SIGTERM'] as const
  // once: whoever asks twice gets the end at once
  const end = () => stop.abort()
  for (const name of ends) process.once(name, end)
  const began = performance.now()
  try {
    const given: Given = {
      now: () => new Date().toISOString(),
      elapsed: () => Math.round((performance.now() - began) / 10) / 100,
      image,
      id: randomBytes(4).toString('hex'),
      stopped: stop.signal,
      ...(onEndpoint === undefined ? {} : { onEndpoint }),
    }
    const done = await withWire({ ...connectionOf(flags), mostRequests }, (wire) => work(wire, given))
    if (stop.signal.aborted) throw new Interrupted()
    return done
  } finally {
    for (const name of ends) process.removeListener(name, end)
  }
}
