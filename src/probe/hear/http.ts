import { request } from 'node:http'
import type { Met } from '../../diagnose/journey/observation.ts'
import { asksForTls, httpSpeech } from '../met-by-proxy.ts'
import { unheard, within, type Hearing } from './hearing.ts'

const mostBody = 1024

/** Asks in HTTP/1.1 for the path of the call, with its Host. What a program of another protocol sends to that is told from its first bytes. */
export async function hearHttp(hearing: Hearing): Promise<Met> {
  const { stream, host, path } = hearing
  const met = await within<Met>(hearing, (done) => {
    const asked = request({
      createConnection: () => stream,
      method: 'GET',
      path,
      headers: { Host: host, 'User-Agent': 'kubectl-svc', Accept: '*/*', Connection: 'close' },
    })
    asked.on('response', (response) => {
      const { statusCode = 0, headers } = response
      const answered = (body: string): Met =>
        asksForTls(statusCode, body)
          ? { outcome: 'answered', speech: { protocol: 'TLS' }, because: 'it asks for TLS' }
          : {
              outcome: 'answered',
              speech: httpSpeech(statusCode, headers),
              because: `it answered ${statusCode}`,
            }
      if (statusCode !== 400) return done(answered(''))
      let body = ''
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString('latin1')
        if (body.length > mostBody) done(answered(body))
      })
      response.on('end', () => done(answered(body)))
      response.on('error', () => done(answered(body)))
      return undefined
    })
    asked.on('error', (error: Error & { rawPacket?: Buffer }) => {
      const { rawPacket } = error
      done(rawPacket === undefined ? unheard(hearing, true) : byFirstBytes(rawPacket))
    })
    asked.end()
  })
  return met ?? unheard(hearing, false)
}

const frameOfSettings = 4

/** A TLS alert, or the first frame of HTTP/2; else another protocol. */
function byFirstBytes(bytes: Buffer): Met {
  if (bytes[0] === 0x15 && bytes[1] === 3)
    return {
      outcome: 'answered',
      speech: { protocol: 'TLS' },
      because: 'it answered plain HTTP with a TLS alert',
    }
  if (bytes[0] === 0 && bytes[1] === 0 && bytes[3] === frameOfSettings)
    return {
      outcome: 'answered',
      speech: { protocol: 'HTTP/2' },
      because: 'it answered with a frame of HTTP/2',
    }
  return { outcome: 'closed', because: 'it speaks another protocol than HTTP' }
}
