import { connect, constants } from 'node:http2'
import type { Met, Speech } from '../../diagnose/journey/observation.ts'
import { unheard, within, type Hearing } from './hearing.ts'

// `ServingStatus` of grpc.health.v1
const healths = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN']
// a message of no bytes: the health of the server as a whole
const emptyMessage = Buffer.alloc(5)

/** Speaks HTTP/2 without TLS from the first byte, and asks gRPC's health service. */
export async function hearHttp2(hearing: Hearing): Promise<Met> {
  const { stream, host } = hearing
  const met = await within<Met>(hearing, (done) => {
    const session = connect(`http://${host}`, { createConnection: () => stream })
    let isHttp2 = false
    const answered = (speech: Speech): Met => ({ outcome: 'answered', speech, because: 'it speaks HTTP/2' })
    session.on('error', () => done(isHttp2 ? answered({ protocol: 'HTTP/2' }) : unheard(hearing, true)))
    session.on('close', () => done(isHttp2 ? answered({ protocol: 'HTTP/2' }) : unheard(hearing, true)))
    session.on('remoteSettings', () => {
      isHttp2 = true
      const call = session.request({
        [constants.HTTP2_HEADER_METHOD]: 'POST',
        [constants.HTTP2_HEADER_PATH]: '/grpc.health.v1.Health/Check',
        [constants.HTTP2_HEADER_CONTENT_TYPE]: 'application/grpc',
        te: 'trailers',
      })
      const body: Buffer[] = []
      let isGrpc = false
      call.on('response', (headers) => {
        isGrpc = String(headers[constants.HTTP2_HEADER_CONTENT_TYPE] ?? '').startsWith('application/grpc')
      })
      call.on('data', (chunk: Buffer) => body.push(chunk))
      call.on('error', () => done(answered({ protocol: 'HTTP/2' })))
      call.on('end', () => {
        const health = isGrpc ? healthIn(Buffer.concat(body)) : undefined
        done(answered({ protocol: isGrpc ? 'gRPC' : 'HTTP/2', ...(health === undefined ? {} : { health }) }))
        session.close()
      })
      call.end(emptyMessage)
    })
  })
  return met ?? unheard(hearing, false)
}

/** The enumeration in field 1 of the message behind its five bytes of frame; absent where the server has no such service. */
function healthIn(bytes: Buffer): string | undefined {
  return bytes[5] === 8 ? healths[bytes[6] ?? 0] : undefined
}
