import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Access } from './access.ts'
import { startDeadline, untilAborted } from './deadline.ts'
import { tooSlow, unreachable, wasReset, type ServerName } from './failure.ts'

/** What an API server said, whatever the status. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Connection {
  readonly server: ServerName
  readonly url: URL
  readonly access: Access
  readonly requestTimeoutMs: number
  readonly signal: AbortSignal
}

/** A string of V8 cannot be longer, so a larger answer could not be parsed anyway. */
const largestBody = 512 * 1024 * 1024
const longestWaitMs = 2000

/**
 * One GET, with a second try where that is likely to help: after a connection that broke, and after an answer that
 * asks for patience (429) or admits a failure (5xx). Throws `SvcError` when nothing answers.
 */
export async function get(connection: Connection, path: string): Promise<Answer> {
  return ask(connection, { method: 'GET', path })
}

/** What is asked of the API server; `type` is the content type of the body. */
export interface Request {
  readonly method: 'GET' | 'PATCH'
  readonly path: string
  readonly accept?: string
  readonly type?: string
  readonly body?: string
}

/** The same for any request that may be sent twice without harm. */
export async function ask(connection: Connection, request: Request): Promise<Answer> {
  const { server, signal } = connection
  try {
    const answer = await exchangeAgainAfterReset(connection, request)
    if (answer.status !== 429 && answer.status < 500) return answer
    await wait(patienceAskedFor(answer), undefined, { signal })
    return await exchangeAgainAfterReset(connection, request)
  } catch (error) {
    throw signal.aborted ? signal.reason : unreachable(server, error)
  }
}

async function exchangeAgainAfterReset(connection: Connection, request: Request): Promise<Answer> {
  try {
    return await exchange(connection, request)
  } catch (error) {
    if (!wasReset(error) || connection.signal.aborted) throw error
    return exchange(connection, request)
  }
}

async function exchange(connection: Connection, request: Request): Promise<Answer> {
  const { server, requestTimeoutMs, signal } = connection
  const deadline = startDeadline(requestTimeoutMs, signal)
  try {
    // a request that still waits for a proxy to let it through does not hear its signal
    const response = await untilAborted(respond(connection, request, deadline.signal), deadline.signal)
    const { statusCode = 0, headers } = response
    return { status: statusCode, headers, body: await bodyOf(response) }
  } catch (error) {
    throw deadline.expired() ? tooSlow(server, requestTimeoutMs) : error
  } finally {
    deadline.end()
  }
}

function respond(
  { url, access }: Connection,
  { method, path, accept = 'application/json', type, body }: Request,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { agent, auth } = access
  const headers = {
    ...access.headers,
    Accept: accept,
    'Accept-Encoding': 'gzip',
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

async function bodyOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    if (size > largestBody) throw new Error('its answer is far too large')
  }
  const bytes = Buffer.concat(chunks)
  if (response.headers['content-encoding'] !== 'gzip') return bytes.toString('utf8')
  return (await promisify(gunzip)(bytes, { maxOutputLength: largestBody })).toString('utf8')
}

function patienceAskedFor({ headers }: Answer): number {
  const seconds = Number(headers['retry-after'] ?? 1)
  return seconds >= 0 ? Math.min(seconds * 1000, longestWaitMs) : longestWaitMs
}
