import {
  createServer as createHttpServer,
  type IncomingHttpHeaders,
  type RequestListener,
  type ServerResponse,
} from 'node:http'
import { createServer as createHttpsServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { gzipSync } from 'node:zlib'

export interface Seen {
  readonly path: string
  readonly resource: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  /** Whom the client's certificate names. */
  readonly client?: string | readonly string[] | undefined
  /** How often this resource was asked for before. */
  readonly before: number
}

/** Answers in place of the list: `page` is what would have been sent. */
export type Reply = (response: ServerResponse, page: string) => void

export interface ListApiOptions {
  /** By plural, of all namespaces; a resource that is not here is not served. */
  readonly objects: Readonly<Record<string, readonly unknown[]>>
  /** Smaller than the limit of the request where given. */
  readonly pageSize?: number
  readonly tls?: ServerOptions
  readonly reply?: (seen: Seen) => Reply | undefined
}

export interface ListApi {
  readonly url: string
  readonly seen: readonly Seen[]
  readonly openConnections: () => Promise<number>
  readonly close: () => Promise<void>
}

const listPath = /^\/(?:api\/v1|apis\/[^/]+\/[^/]+)(?:\/namespaces\/([^/]+))?\/([a-z]+)$/

/** Starts a server on the loopback interface that lists objects as the Kubernetes API does: in pages, with tokens. */
export async function startListApi(options: ListApiOptions): Promise<ListApi> {
  const seen: Seen[] = []
  const times = new Map<string, number>()
  const answer: RequestListener = (request, response) => {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://localhost')
    const [, namespace, resource = pathname] = listPath.exec(pathname) ?? []
    const before = times.get(resource) ?? 0
    times.set(resource, before + 1)
    const client = options.tls && (request.socket as TLSSocket).getPeerCertificate().subject?.CN
    const asked = { path: pathname, resource, query, headers: request.headers, client, before }
    seen.push(asked)
    const page = pathname === '/version' ? '{"gitVersion":"v1.34.1"}' : pageOf(options, asked, namespace)
    const reply = options.reply?.(asked) ?? (page === undefined ? notFound : ordinary(request.headers))
    reply(response, page ?? '')
  }
  const server = options.tls === undefined ? createHttpServer(answer) : createHttpsServer(options.tls, answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    seen,
    openConnections: () => new Promise((resolve) => server.getConnections((_, count) => resolve(count))),
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** A Status, as the API server writes every refusal. */
export function status(code: number, message: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return (response) => {
    response.writeHead(code, { 'Content-Type': 'application/json', ...headers })
    response.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code }))
  }
}

/** Any body with a content type, as a proxy would answer. */
export function body(text: string, contentType: string, code = 200): Reply {
  return (response) => {
    response.writeHead(code, { 'Content-Type': contentType })
    response.end(text)
  }
}

/** The whole answer arrives, but what it says stops in the middle. */
export const truncated: Reply = (response, page) =>
  body(page.slice(0, page.length / 2), 'application/json')(response, page)

/** The connection breaks in the middle of the body. */
export const resetMidBody: Reply = (response, page) => {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': page.length })
  response.write(page.slice(0, page.length / 2), () => response.socket?.resetAndDestroy())
}

/** The headers come, the rest never does. */
export const hang: Reply = (response) => {
  response.writeHead(200, { 'Content-Type': 'application/json' })
  response.flushHeaders()
}

export const silence: Reply = () => {}

/** Damaged on the way: it says gzip and is not. */
export const badGzip: Reply = (response) => {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' })
  response.end('not gzip')
}

/** Go's answer to plain HTTP on a port that speaks TLS. */
export const sentToTls: Reply = (response) => {
  response.writeHead(400)
  response.end('Client sent an HTTP request to an HTTPS server.\n')
}

/** What the API server says of a group that it does not have, in plain text. */
const notFound: Reply = body('404 page not found\n', 'text/plain; charset=utf-8', 404)

const mostUnpacked = 16 * 1024

function ordinary({ 'accept-encoding': accepted }: IncomingHttpHeaders): Reply {
  return (response, page) => {
    // an API server packs what is larger than 128 KiB
    const zipped = accepted === 'gzip' && page.length > mostUnpacked
    response.writeHead(200, {
      'Content-Type': 'application/json',
      ...(zipped && { 'Content-Encoding': 'gzip' }),
    })
    response.end(zipped ? gzipSync(page) : page)
  }
}

function pageOf(
  { objects, pageSize }: ListApiOptions,
  { resource, query }: Seen,
  namespace: string | undefined,
) {
  const all = Object.hasOwn(objects, resource) ? objects[resource] : undefined
  if (all === undefined) return undefined
  const inScope = namespace === undefined ? all : all.filter((object) => namespaceOf(object) === namespace)
  const chosen = inScope.filter((object) => isSelected(object, query))
  const start = Number(query.get('continue') ?? 0)
  const limit = query.has('limit') ? Math.min(Number(query.get('limit')), pageSize ?? Infinity) : Infinity
  const items = chosen.slice(start, start + limit)
  const next = start + items.length
  const metadata =
    next < chosen.length ? { resourceVersion: '7', continue: String(next) } : { resourceVersion: '7' }
  return JSON.stringify({ kind: 'List', apiVersion: 'v1', metadata, items })
}

/** `labelSelector` and `fieldSelector`, with equality alone. */
function isSelected(object: unknown, query: URLSearchParams): boolean {
  const pairs = (name: string) =>
    (query.get(name) ?? '').split(',').flatMap((pair) => {
      const at = pair.indexOf('=')
      return at < 0 ? [] : [[pair.slice(0, at), pair.slice(at + 1)] as const]
    })
  const at = (path: readonly string[]) =>
    path.reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], object)
  return (
    pairs('labelSelector').every(([key, value]) => at(['metadata', 'labels', key]) === value) &&
    pairs('fieldSelector').every(([path, value]) => at(path.split('.')) === value)
  )
}

function namespaceOf(object: unknown): unknown {
  return (object as { metadata?: { namespace?: unknown } } | null)?.metadata?.namespace
}
