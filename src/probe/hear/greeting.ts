import type { Met, Spoken } from '../../diagnose/journey/observation.ts'
import { unheard, within, type Hearing } from './hearing.ts'

// `SSLRequest` of PostgreSQL: a server answers with one byte, S or N
const postgres = Buffer.from([0, 0, 0, 8, 4, 0xd2, 0x16, 0x2f])
const redis = Buffer.from('*1\r\n$4\r\nPING\r\n')

/** Waits for a server that speaks first, then asks as clients of PostgreSQL or Redis do. Of the answer only the protocol is kept. */
export async function hearGreeting(hearing: Hearing, ask: 'nothing' | 'postgres' | 'redis'): Promise<Met> {
  const { stream } = hearing
  const met = await within<Met>(hearing, (done) => {
    stream.once('data', (bytes: Buffer) => {
      const protocol = protocolOf(bytes, ask)
      done(
        protocol === undefined
          ? { outcome: 'open', because: 'it answered in a protocol that is not known' }
          : { outcome: 'answered', speech: { protocol }, because: `it greeted in ${protocol}` },
      )
    })
    stream.once('end', () => done(unheard(hearing, true)))
    stream.once('close', () => done(unheard(hearing, true)))
    if (ask === 'postgres') stream.write(postgres)
    if (ask === 'redis') stream.write(redis)
  })
  return met ?? unheard(hearing, false)
}

function protocolOf(bytes: Buffer, ask: 'nothing' | 'postgres' | 'redis'): Spoken | undefined {
  const text = bytes.toString('latin1')
  if (ask === 'postgres') return text === 'S' || text === 'N' ? 'PostgreSQL' : undefined
  if (ask === 'redis')
    return /^[+-](PONG|NOAUTH|ERR|DENIED|NOPERM|LOADING|MISCONF)/.test(text) ? 'Redis' : undefined
  if (text.startsWith('SSH-')) return 'SSH'
  if (/^220[ -]/.test(text)) return 'SMTP'
  // a packet with number 0 and version 10 of the protocol, or one with an error
  return bytes[3] === 0 && (bytes[4] === 10 || bytes[4] === 0xff) ? 'MySQL' : undefined
}
