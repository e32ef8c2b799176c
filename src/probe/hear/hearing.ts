import type { Duplex } from 'node:stream'
import type { Met } from '../../diagnose/journey/observation.ts'

/** An open connection to a program, what is asked of it, and until when. */
export interface Hearing {
  readonly stream: Duplex
  readonly host: string
  readonly path: string
  readonly limitMs: number
  /** What the kubelet says where it could not connect. */
  readonly error: () => string | undefined
}

/** Why nothing was heard: what the kubelet says, or what the program did. */
export function unheard(hearing: Hearing, isOver: boolean): Met {
  const said = hearing.error()
  if (said !== undefined && /connection refused/.test(said))
    return { outcome: 'refused', because: 'nothing listens on loopback of the pod' }
  // it was connected, and the program ended it
  const isReset = said !== undefined && /connection reset|broken pipe|EOF/.test(said)
  if (said !== undefined && !isReset) return { outcome: 'unclear', because: said }
  return isOver || isReset
    ? { outcome: 'closed', because: 'the connection was accepted and closed without an answer' }
    : {
        outcome: 'silent',
        because: `the connection was accepted, and there was no answer within ${hearing.limitMs / 1000} s`,
      }
}

/** Resolves with what the work gives, or after the limit with nothing; ends the connection either way. */
export function within<T>(
  hearing: Hearing,
  work: (done: (value: T) => void) => void,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => end(undefined), hearing.limitMs)
    const end = (value: T | undefined) => {
      clearTimeout(timer)
      hearing.stream.destroy()
      resolve(value)
    }
    // whoever reads the stream hears of it; here it is only kept from being thrown
    hearing.stream.on('error', () => undefined)
    work(end)
  })
}
