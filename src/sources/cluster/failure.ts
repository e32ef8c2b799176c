import { SvcError } from '../../errors.ts'
import { valueAt } from '../../world/place.ts'
import { oneLine, withoutSecrets } from '../../text/credentials.ts'
import { shellLine } from '../../text/shell.ts'

/** The API server as sentences name it: never with a user or a password that its URL may hold. */
export interface ServerName {
  readonly url: string
  readonly context: string
  /** The proxy on the way to it, without its credentials. */
  readonly proxy?: string
}

/** What became of a connection, by the error code of Node; the first that fits is said. */
const failures: readonly { readonly code: RegExp; readonly because: string; readonly hint: string }[] = [
  {
    code: /^ECONNREFUSED$/,
    because: 'the connection was refused',
    hint: 'start the cluster, or correct the host and the port of `server` in the kubeconfig',
  },
  {
    code: /^(ENOTFOUND|EAI_\w+)$/,
    because: 'its host name cannot be resolved',
    hint: 'check the host name in the kubeconfig, the DNS of this machine and the VPN',
  },
  {
    code: /^(EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|ETIMEDOUT)$/,
    because: 'nothing answers at its address',
    hint: 'check the network, the VPN and the firewall; a proxy is named by `proxy-url` or HTTPS_PROXY',
  },
  {
    code: /^CERT_HAS_EXPIRED$/,
    because: 'its certificate has expired',
    hint: 'renew the certificate of the API server, and check the clock of this machine',
  },
  {
    code: /^CERT_NOT_YET_VALID$/,
    because: 'its certificate is not valid yet',
    hint: 'check the clock of this machine, and that of the machine where the certificate was made',
  },
  {
    code: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    because: 'its certificate is for another host name',
    hint: 'use a host name of the certificate in `server`, or name one in `tls-server-name`',
  },
  {
    code: /SELF_SIGNED_CERT|^UNABLE_TO_|^CERT_|^INVALID_CA$/,
    because: 'its certificate is not signed by an authority that the kubeconfig trusts',
    hint: 'put the authority of this cluster in `certificate-authority-data`',
  },
  {
    code: /^(EPROTO|ERR_SSL_\w+|ERR_TLS_\w+|ERR_OSSL_\w+)$/,
    because: 'the TLS handshake failed',
    hint: 'check that `server` has the right port, and that the client certificate is of this cluster',
  },
  {
    code: /^HPE_/,
    because: 'it does not speak HTTP',
    hint: 'check the port of `server` in the kubeconfig, and whether it is `https://`',
  },
  {
    code: /^(Z_\w+|ERR_BUFFER_TOO_LARGE)$/,
    because: 'its compressed answer is damaged or far too large',
    hint: 'look for a proxy between here and the API server',
  },
]

const resets = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'])

/** Whether the other side went away in the middle, as when an API server restarts: worth a second try. */
export function wasReset(error: unknown): boolean {
  return resets.has(textOf(error, 'code'))
}

/** A request that got no answer at all: when no other gets one either, nothing can be read. */
export class UnansweredError extends SvcError {}

/** The server does not accept the credentials: it will not for anything else. */
export class Unauthorized extends SvcError {}

/** Without a tunnel only the proxy has been spoken to. */
function isNoWay(error: unknown): boolean {
  return /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|ETIMEDOUT)$/.test(
    textOf(error, 'code'),
  )
}

/** The error for a request that got no answer, from whatever Node or a proxy agent threw. */
export function unreachable(server: ServerName, error: unknown, tries = 1): SvcError {
  if (error instanceof SvcError) return error
  const { proxy } = server
  if (proxy !== undefined && isNoWay(error))
    return new UnansweredError(
      'cluster-unreachable',
      `cannot reach the proxy ${proxy} of ${nameServer(server)}: ${explain(error, tries).because}`,
      { hint: 'start the proxy, or correct `proxy-url` of the kubeconfig or HTTPS_PROXY' },
    )
  const { because, hint } = explain(error, tries)
  return new UnansweredError('cluster-unreachable', `cannot reach ${nameServer(server)}: ${because}`, {
    hint,
  })
}

/** The error for a request that went unanswered for longer than was allowed. */
export function tooSlow(server: ServerName, milliseconds: number): SvcError {
  return new UnansweredError(
    'cluster-unreachable',
    `cannot reach ${nameServer(server)}: it did not answer within ${milliseconds / 1000} s`,
    { hint: 'check the network and the VPN, or allow more time with --request-timeout' },
  )
}

/** `https://10.0.0.1:6443 (context "prod")`. */
export function nameServer({ url, context }: ServerName): string {
  return `${url} (context "${oneLine(context)}")`
}

/** The flag that makes kubectl ask the same cluster, quoted for a shell where it must be. */
export function contextFlag(context: string): string {
  return shellLine(['--context', oneLine(context)])
}

/** A text field of whatever was thrown, or an empty string. Not every error of Node is an `Error` of this realm. */
export function textOf(error: unknown, field: 'code' | 'message' | 'path' | 'reason'): string {
  const value = valueAt(error, [field])
  return typeof value === 'string' ? value : ''
}

function explain(error: unknown, tries: number): { because: string; hint: string } {
  if (wasReset(error)) {
    return {
      because: `it closed the connection before its answer was complete, ${tries === 1 ? 'and was asked once' : `${tries} times`}`,
      hint: 'try again; when it stays so, look for a proxy or a load balancer that cuts connections',
    }
  }
  const known = failures.find(({ code }) => code.test(textOf(error, 'code')))
  // what OpenSSL has to say, as in "wrong version number" of a server that speaks plain HTTP
  const reason = oneLine(textOf(error, 'reason'))
  if (known !== undefined) return { ...known, because: `${known.because}${reason && ` (${reason})`}` }
  const text = textOf(error, 'message')
  const proxy = /^Bad response: (\d+)$/.exec(text)
  const because =
    proxy === null ? withoutSecrets(text) || 'the request failed' : `its proxy answered ${proxy[1]}`
  return { because, hint: 'check `server` and `proxy-url` in the kubeconfig' }
}
