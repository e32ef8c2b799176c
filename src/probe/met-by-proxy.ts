import type { Met, Speech } from '../diagnose/journey/observation.ts'
import { withoutSecrets } from '../text/credentials.ts'
import { valueAt } from '../world/place.ts'
import { contentOf } from './content.ts'

/** What the API server answered to a request that it was to pass on; `failed` where it gave no answer in time. */
export interface ProxyAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Its beginning; it is looked at, and never shown. */
  readonly body: string
}

/**
 * Tells from the answer of `pods/proxy` or `services/proxy` what the program did. An error of the API server itself is a Status that says
 * what its dialler met: k8s.io/apimachinery pkg/util/proxy, `error trying to reach service`.
 */
export function metByProxy(answer: ProxyAnswer): Met {
  const said = errorOf(answer)
  return said === undefined ? answered(answer) : failedBy(said)
}

/** The message of a Status by which the API server says that it got nowhere. */
function errorOf({ status, body }: ProxyAnswer): string | undefined {
  const content = status < 400 ? undefined : contentOf({ body })
  if (valueAt(content, ['kind']) !== 'Status') return undefined
  const message = valueAt(content, ['message'])
  return typeof message === 'string' && isOfApiServer(message) ? message : undefined
}

function isOfApiServer(message: string): boolean {
  return (
    /^error trying to reach service: |^no endpoints available for service |^no service port |^the server is currently unable|^address not allowed|^unable to find the pod|cannot get resource/.test(
      message,
    ) || /^(pods|services) "[^"]*" not found$/.test(message)
  )
}

const errors: readonly { readonly text: RegExp; readonly met: Met }[] = [
  { text: /connection refused/, met: { outcome: 'refused', because: 'the connection was refused' } },
  {
    text: /no route to host|network is unreachable/,
    met: { outcome: 'no-route', because: 'there is no route to it' },
  },
  {
    text: /i\/o timeout|deadline exceeded|Client\.Timeout/,
    met: { outcome: 'time-out', because: 'there was no answer in time' },
  },
  {
    text: /server gave HTTP response to HTTPS client/,
    met: {
      outcome: 'answered',
      speech: { protocol: 'HTTP/1.1' },
      because: 'it answered TLS with plain HTTP',
    },
  },
  {
    // the first byte of a TLS alert
    text: /malformed HTTP response "\\x15\\x03|transport connection broken.*\\x15\\x03/,
    met: {
      outcome: 'answered',
      speech: { protocol: 'TLS' },
      because: 'it answered plain HTTP with a TLS alert',
    },
  },
  {
    // the frame SETTINGS, with which a server of HTTP/2 begins
    text: /malformed HTTP response "\\x00\\x00.\S*\\x04|malformed HTTP response "\\x00\\x00\\x/,
    met: {
      outcome: 'answered',
      speech: { protocol: 'HTTP/2' },
      because: 'it answered HTTP/1.1 with a frame of HTTP/2',
    },
  },
  {
    text: /malformed HTTP|first record does not look like a TLS handshake|tls: |remote error/,
    met: { outcome: 'closed', because: 'it speaks another protocol' },
  },
  {
    text: /EOF|connection reset|broken pipe|server closed/,
    met: { outcome: 'closed', because: 'it accepted the connection and closed it' },
  },
]

function failedBy(message: string): Met {
  return (
    errors.find(({ text }) => text.test(message))?.met ?? {
      outcome: 'unclear',
      because: withoutSecrets(withoutQueries(message.replace(/^error trying to reach service: /, ''))),
    }
  )
}

// what servers of TLS say to plain HTTP, as HTTP: Go, nginx, Apache, Tomcat, Node's proxies
const tlsWanted =
  /HTTP request to an HTTPS server|plain HTTP request was sent to HTTPS port|speaking plain HTTP to an SSL-enabled|requires TLS/i

function answered({ status, headers, body }: ProxyAnswer): Met {
  if (status === 400 && tlsWanted.test(body))
    return { outcome: 'answered', speech: { protocol: 'TLS' }, because: 'it asks for TLS' }
  return { outcome: 'answered', speech: httpSpeech(status, headers), because: `it answered ${status}` }
}

const longestHeader = 80

/** Of an answer of HTTP what may be shown: the status, who says so, and where a redirect leads. */
export function httpSpeech(status: number, headers: ProxyAnswer['headers']): Speech {
  const server = oneHeader(headers['server'])
  const location = status >= 300 && status < 400 ? oneHeader(headers['location']) : undefined
  return {
    protocol: 'HTTP/1.1',
    status,
    ...(server === undefined ? {} : { server }),
    ...(location === undefined ? {} : { location: withoutQuery(location) }),
  }
}

function oneHeader(value: string | readonly string[] | undefined): string | undefined {
  const text = typeof value === 'string' ? value : value?.[0]
  return text === undefined || text === '' ? undefined : withoutSecrets(text).slice(0, longestHeader)
}

/** Of the URL that was asked for. */
function withoutQueries(text: string): string {
  return text.replace(/(:\/\/[^\s"?#]*)[?#][^\s"]*/g, '$1')
}

/** A query may hold a token, and so may user and password of a URL. */
function withoutQuery(location: string): string {
  return location
    .replace(/[?#].*$/s, '')
    .replace(/\/\/[^/@]*@/, '//')
    .replace(/^.*\/api\/v1\/namespaces\/[^/]+\/(?:pods|services)\/[^/]+\/proxy/, '')
}

/** What plain HTTP met that a server of TLS answered, by the text that such servers send. */
export function asksForTls(status: number, body: string): boolean {
  return status === 400 && tlsWanted.test(body)
}
