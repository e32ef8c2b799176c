import type { IncomingHttpHeaders } from 'node:http'
import type { Home } from './cluster.ts'
import { withCluster, type ConnectionOptions } from './cluster.ts'
import { openForward, runCommand, type CommandRun, type Forward, type PodPlace } from './channels.ts'
import { startDeadline } from './deadline.ts'
import { textOf, wasReset } from './failure.ts'
import { withoutSecrets } from '../../text/credentials.ts'
import { respond, type ServerConnection } from './request.ts'

/** One request; it is sent again, once, where its connection was reset: one that was kept open may have been closed by then. */
interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below the server, with its query. */
  readonly path: string
  readonly body?: unknown
  readonly type?: string
  readonly limitMs: number
  /** It makes something, and may not be done twice. */
  readonly once?: true
  /** Also beyond the limit of number: it takes back what was written. */
  readonly always?: true
}

/** Why there is no answer: time, number of requests, a connection that broke, or what else Node says. */
export interface NoAnswer {
  readonly failed: 'time-out' | 'too-many-requests' | 'interrupted' | 'reset' | 'error'
  readonly because: string
}

interface WireAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** Its beginning. */
  readonly body: string
}

/** What a probe asks of a cluster, counted, each request within its own limit of time. */
export interface Wire extends Home {
  readonly requests: () => number
  /** Aborted when the user wants to stop. */
  readonly signal: AbortSignal
  ask(request: WireRequest): Promise<WireAnswer | NoAnswer>
  exec(place: PodPlace, command: readonly string[], limitMs: number): Promise<CommandRun | NoAnswer>
  forward(place: PodPlace, port: number, limitMs: number): Promise<Forward | NoAnswer>
}

export interface WireOptions extends ConnectionOptions {
  readonly mostRequests: number
}

// more than the head of any answer
const mostBytes = 16 * 1024

/**
 * Opens the cluster for a probe. In: which cluster, as whom, and how many requests are allowed. Out: what the work makes of it.
 * Throws as `readCluster` where it cannot log in; what single requests come to are values.
 */
export async function withWire<T>(options: WireOptions, work: (wire: Wire) => Promise<T>): Promise<T> {
  return withCluster(options, (connection, home) => work(wireOf(connection, home, options.mostRequests)))
}

function wireOf(connection: ServerConnection, home: Home, most: number): Wire {
  let requests = 0
  const counted = async <T>(
    limitMs: number,
    send: (signal: AbortSignal) => Promise<T>,
    always?: true,
  ): Promise<T | NoAnswer> => {
    if (requests >= most && always !== true)
      return { failed: 'too-many-requests', because: `the limit of ${most} requests is reached` }
    requests++
    const deadline = startDeadline(limitMs, connection.signal)
    try {
      return await send(deadline.signal)
    } catch (error) {
      if (deadline.expired()) return { failed: 'time-out', because: `no answer within ${limitMs / 1000} s` }
      if (connection.signal.aborted) return { failed: 'interrupted', because: 'it was interrupted' }
      const failed = wasReset(error) ? 'reset' : 'error'
      return { failed, because: withoutSecrets(textOf(error, 'message')) || 'the request failed' }
    } finally {
      deadline.end()
    }
  }
  return {
    ...home,
    requests: () => requests,
    signal: connection.signal,
    ask: async (request) => {
      const send = () =>
        counted(request.limitMs, (signal) => ask(connection, request, signal), request.always)
      const first = await send()
      return 'failed' in first && first.failed === 'reset' && request.once !== true ? send() : first
    },
    exec: (place, command, limitMs) =>
      counted(limitMs, (signal) => runCommand(connection, { place, command }, signal)),
    forward: (place, port, limitMs) =>
      counted(limitMs, (signal) => openForward(connection, { place, port }, signal)),
  }
}

async function ask(
  connection: ServerConnection,
  request: WireRequest,
  signal: AbortSignal,
): Promise<WireAnswer> {
  const { method, path, body, type } = request
  const response = await respond(
    connection,
    {
      method,
      path,
      // a program behind a proxy may take anything, and compress nothing
      accept: '*/*',
      encoding: 'identity',
      ...(body === undefined ? {} : { body: JSON.stringify(body), type: type ?? 'application/json' }),
    },
    signal,
  )
  const { statusCode = 0, headers } = response
  return { status: statusCode, headers, body: await beginningOf(response) }
}

/** A program may answer without an end. */
async function beginningOf(response: AsyncIterable<Buffer> & { destroy: () => unknown }): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= mostBytes) break
  }
  if (size >= mostBytes) response.destroy()
  return Buffer.concat(chunks).subarray(0, mostBytes).toString('utf8')
}
