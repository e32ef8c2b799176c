import { connect, type DetailedPeerCertificate, type PeerCertificate } from 'node:tls'
import { checkServerIdentity } from 'node:tls'
import type { Met, Speech } from '../../diagnose/journey/observation.ts'
import { unheard, within, type Hearing } from './hearing.ts'

const mostNames = 8

/**
 * Begins a TLS handshake with the host of the call as its name (SNI). Whether the certificate is trusted is not asked: that is known to
 * clients alone. Of the certificate only the names are kept.
 */
export async function hearTls(hearing: Hearing): Promise<Met> {
  const { stream, host } = hearing
  const name = host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')
  const isName = !/^[\d.]+$/.test(name) && !name.includes(':')
  const met = await within<Met>(hearing, (done) => {
    const socket = connect({
      socket: stream,
      rejectUnauthorized: false,
      ALPNProtocols: ['h2', 'http/1.1'],
      ...(isName ? { servername: name } : {}),
    })
    socket.once('secureConnect', () => {
      const speech = speechOf(socket.getPeerCertificate(), socket.alpnProtocol, name)
      done({ outcome: 'answered', speech, because: 'it answered the handshake' })
    })
    socket.once('error', (error: NodeJS.ErrnoException) => done(failed(hearing, error)))
    socket.once('close', () => done(unheard(hearing, true)))
  })
  return met ?? unheard(hearing, false)
}

function speechOf(
  certificate: PeerCertificate | DetailedPeerCertificate | undefined,
  alpn: string | false | null,
  name: string,
): Speech {
  const names = namesOf(certificate)
  return {
    protocol: 'TLS',
    ...(typeof alpn === 'string' && alpn !== '' ? { alpn } : {}),
    ...(names.length === 0 || certificate === undefined
      ? {}
      : { names, fits: checkServerIdentity(name, certificate) === undefined }),
  }
}

function namesOf(certificate: PeerCertificate | undefined): string[] {
  const alternative = (certificate?.subjectaltname ?? '')
    .split(', ')
    .flatMap((each) => /^(?:DNS|IP Address):(.+)$/.exec(each)?.[1] ?? [])
  const common = certificate?.subject?.CN
  const names = alternative.length > 0 ? alternative : [common].flat().filter((each) => each !== undefined)
  return names.slice(0, mostNames).map((each) => each.slice(0, 100))
}

/** A server that wants a certificate of the client, or another name, speaks TLS all the same. */
function failed(hearing: Hearing, { code = '', message }: NodeJS.ErrnoException): Met {
  if (/^ERR_SSL_.*ALERT|ALERT_/.test(code) || /alert/i.test(message))
    return {
      outcome: 'answered',
      speech: { protocol: 'TLS' },
      because: 'it ended the handshake with an alert',
    }
  if (
    /WRONG_VERSION_NUMBER|HTTP_REQUEST|PACKET_LENGTH|UNEXPECTED_MESSAGE/.test(code) ||
    /wrong version/i.test(message)
  )
    return { outcome: 'closed', because: 'it does not answer in TLS' }
  return unheard(hearing, true)
}
