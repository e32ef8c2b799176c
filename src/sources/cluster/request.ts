import { request as httpRequest, type Agent, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isAscii } from 'node:buffer'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Access } from './access.ts'
import { startDeadline, untilAborted } from './deadline.ts'
import type { Trim } from './trim.ts'
import type { Watch } from './watch.ts'
import { tooSlow, unreachable, wasReset, type ServerName } from './failure.ts'

/** What an API server said, whatever the status. */
export interface ServerAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** How often it was asked. */
  readonly tries: number
}

export interface ServerConnection {
  readonly server: ServerName
  readonly url: URL
  readonly access: Access
  readonly requestTimeoutMs: number
  /** Before a second try, where the server does not say how long to wait. */
  readonly retryPauseMs: number
  readonly signal: AbortSignal
  /** Why nothing more is asked, when the time for the whole command is over. */
  readonly outOfTime: () => string | undefined
  /** Milliseconds until then. */
  readonly timeLeftMs: () => number
  readonly watch?: Watch
  readonly trim?: Trim
  /** What came of all lists so far: until one is answered, a request without an answer ends it all. */
  readonly lists: {
    /** With any status. */
    answered: boolean
    /** With objects, or with a refusal. */
    usable: boolean
  }
}

/** A string of V8 cannot be longer, so a larger answer could not be parsed anyway. */
const largestBody = 512 * 1024 * 1024

/** As often as client-go: `maxRetries` in rest/request.go. */
const mostRetries = 10

/**
 * One GET, tried again as kubectl does: after a connection that broke, on a fresh one; and after an answer that asks for
 * patience with Retry-After (429 and 5xx), up to ten times. Where such an answer names no time, once.
 * Follows `IsNextRetry` in rest/with_retry.go of client-go. Throws `SvcError` when nothing answers.
 */
export async function get(connection: ServerConnection, path: string): Promise<ServerAnswer> {
  return ask(connection, { method: 'GET', path })
}

/** What is asked of the API server; `type` is the content type of the body. */
export interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly accept?: string
  /** Which compression is taken; gzip where nothing is said. */
  readonly encoding?: 'identity'
  readonly type?: string
  readonly body?: string
}

type Attempt = { readonly answer: Omit<ServerAnswer, 'tries'> } | { readonly error: unknown }

/** The same for any request that may be sent twice without harm. */
export async function ask(connection: ServerConnection, request: Request): Promise<ServerAnswer> {
  const { server, signal, access } = connection
  for (let tries = 1; ; tries++) {
    const attempt = await exchange(connection, request).then(
      (answer): Attempt => ({ answer }),
      (error: unknown): Attempt => ({ error }),
    )
    if (signal.aborted) throw signal.reason
    const pause = pauseAfter(connection, attempt, tries)
    if (pause === undefined) {
      if ('error' in attempt) throw unreachable(server, attempt.error, tries)
      return { ...attempt.answer, body: withoutOwnSecrets(attempt.answer, access), tries }
    }
    // a server that went away has left other connections behind that look alive
    if ('error' in attempt) closeIdle(access.agent)
    await wait(pause, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) throw signal.reason
  }
}

/** How long to wait before the next try, in milliseconds; undefined where there is no use in one, or no time for it. */
function pauseAfter(connection: ServerConnection, attempt: Attempt, tries: number): number | undefined {
  if (tries > mostRetries) return undefined
  const { retryPauseMs } = connection
  if ('error' in attempt) {
    if (!wasReset(attempt.error)) return undefined
    // Go's own transport asks at once on a fresh connection when one of those that it kept was dead
    return tries === 1 ? 0 : retryPauseMs
  }
  const { status, headers } = attempt.answer
  if (status !== 429 && status < 500) return undefined
  const { 'retry-after': asked } = headers
  const seconds = asked !== undefined && /^\d+$/.test(asked) ? Number(asked) : undefined
  const isPassing = status === 429 || (status >= 502 && status <= 504)
  if (seconds === undefined) return isPassing && tries === 1 ? retryPauseMs : undefined
  return seconds * 1000 < connection.timeLeftMs() ? seconds * 1000 : undefined
}

function closeIdle(agent: Agent): void {
  for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy()
}

/** A server that repeats what it was sent, in an error, must not bring a token to a terminal or a log. */
function withoutOwnSecrets({ status, body }: Omit<ServerAnswer, 'tries'>, { headers, auth }: Access): string {
  if (status < 300) return body
  const { authorization, Authorization = authorization } = headers
  const words = [
    auth,
    auth?.slice(auth.indexOf(':') + 1),
    ...String(Authorization ?? '')
      .split(' ')
      .slice(1),
  ]
  return words.reduce<string>((text, word) => (word ? text.replaceAll(word, '[removed]') : text), body)
}

async function exchange(
  connection: ServerConnection,
  request: Request,
): Promise<Omit<ServerAnswer, 'tries'>> {
  const { server, requestTimeoutMs, signal } = connection
  const deadline = startDeadline(requestTimeoutMs, signal)
  const started = performance.now()
  let bytes = 0
  try {
    // a request that still waits for a proxy to let it through does not hear its signal
    const response = await untilAborted(respond(connection, request, deadline.signal), deadline.signal)
    const { statusCode = 0, headers } = response
    const { text, size } = await bodyOf(response)
    bytes = size
    return { status: statusCode, headers, body: text }
  } catch (error) {
    throw deadline.expired() ? tooSlow(server, requestTimeoutMs) : error
  } finally {
    deadline.end()
    connection.watch?.({ path: request.path, bytes, ms: performance.now() - started })
  }
}

/** Sends a request once, and waits for the head of its answer. Rejects with what Node says. */
export function respond(
  { url, access }: ServerConnection,
  { method, path, accept = 'application/json', encoding, type, body }: Request,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { agent, auth } = access
  const headers = {
    ...access.headers,
    Accept: accept,
    'Accept-Encoding': encoding ?? 'gzip',
    'User-Agent': 'kubectl-svc',
    ...(type !== undefined && { 'Content-Type': type }),
  }
  // a server may live below a path, as behind Rancher
  const target = new URL(`${url.pathname.replace(/\/+$/, '')}${path}`, url)
  const send = url.protocol === 'http:' ? httpRequest : httpsRequest
  return new Promise((resolve, reject) => {
    const options = { method, agent, headers, signal, ...(auth !== undefined && { auth }) }
    const request = send(target, options, resolve)
    request.on('error', reject)
    request.end(body)
  })
}

async function bodyOf(response: IncomingMessage): Promise<{ text: string; size: number }> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    if (size > largestBody) throw new Error('its answer is far too large')
  }
  const bytes = Buffer.concat(chunks)
  const isZipped = response.headers['content-encoding'] === 'gzip'
  return { text: textOf(isZipped ? await unzipped(bytes) : bytes), size }
}

/** More of it at once is not asked for, whatever the end of the zipped text says. */
const largestPiece = 16 * 1024 * 1024

/** Made in one piece where it says its size at its end (RFC 1952): thousands of small pieces take as long as the work itself. */
function unzipped(bytes: Buffer): Promise<Buffer> {
  const size = bytes.length < 4 ? 0 : bytes.readUInt32LE(bytes.length - 4)
  // one byte more, so that the end is seen in the first piece
  const chunkSize = Math.max(16_384, Math.min(size + 1, largestPiece))
  return promisify(gunzip)(bytes, { chunkSize, maxOutputLength: largestBody })
}

/** Node leaves a text of more bytes outside of V8's heap (EXTERN_APEX in its src/string_bytes.cc), and V8 then looks for garbage often. */
const insideHeap = 1_000_000

/** V8 needs a fourth of the time for text that it need not decode, which nearly each list is. */
function textOf(bytes: Buffer): string {
  if (!isAscii(bytes)) return bytes.toString('utf8')
  if (bytes.length > largestPiece) return bytes.toString('latin1')
  let text = ''
  for (let at = 0; at < bytes.length; at += insideHeap) text += bytes.toString('latin1', at, at + insideHeap)
  return text
}
