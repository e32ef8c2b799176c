import { writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { request, type Agent } from 'node:https'
import type { AddressInfo } from 'node:net'
import { connectionOf, warningsOf } from './raw-api.ts'

/** One change that a client asked for, and the answer. */
export interface Exchange {
  readonly method: string
  readonly path: string
  readonly sent: string
  readonly status: number
  readonly answer: Readonly<Record<string, unknown>>
  readonly warnings: readonly string[]
}

/** Is between kubectl and the API server, and writes down what the one sends and the other answers. */
export class RecordingProxy {
  readonly #server: string
  readonly #agent: Agent
  readonly #listener: Server
  exchanges: Exchange[] = []
  /** Method and path of all that was asked, reads included: what the audit log of the server says. */
  readonly asked: string[] = []

  readonly #headers: Readonly<Record<string, string>>

  /** `token`: of the user as whom all is passed on, in the place of the one of the kubeconfig; clients send none where there is no TLS. */
  constructor(kubeconfig: string, token?: string) {
    const { server, agent } = connectionOf(kubeconfig, { anonymous: token !== undefined })
    this.#headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    this.#server = server
    this.#agent = agent
    this.#listener = createServer((asked, given) => void this.#pass(asked, given))
  }

  /** Writes a kubeconfig that leads here. */
  async listen(file: string): Promise<void> {
    await new Promise<void>((done) => this.#listener.listen(0, '127.0.0.1', done))
    const { port } = this.#listener.address() as AddressInfo
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'bed', cluster: { server: `http://127.0.0.1:${port}` } }],
      users: [{ name: 'bed', user: {} }],
      contexts: [{ name: 'bed', context: { cluster: 'bed', user: 'bed' } }],
      'current-context': 'bed',
    }
    writeFileSync(file, JSON.stringify(config))
  }

  /** What was exchanged since the last time. */
  take(): Exchange[] {
    const taken = this.exchanges
    this.exchanges = []
    return taken
  }

  async close(): Promise<void> {
    this.#agent.destroy()
    this.#listener.closeAllConnections()
    await new Promise((done) => this.#listener.close(done))
  }

  async #pass(asked: IncomingMessage, given: ServerResponse): Promise<void> {
    const sent = await read(asked)
    const url = new URL(asked.url ?? '/', this.#server)
    this.asked.push(`${asked.method ?? 'GET'} ${url.pathname}`)
    const { 'accept-encoding': _packed, host: _host, ...headers } = asked.headers
    const options = {
      method: asked.method ?? 'GET',
      agent: this.#agent,
      headers: { ...headers, ...this.#headers },
    }
    const answered = await new Promise<IncomingMessage>((done, fail) => {
      request(url, options, done).on('error', fail).end(sent)
    })
    const body = await read(answered)
    if (options.method !== 'GET')
      this.exchanges.push({
        method: options.method,
        path: url.pathname,
        sent: sent.toString('utf8'),
        status: answered.statusCode ?? 0,
        answer: JSON.parse(body.toString('utf8')) as Exchange['answer'],
        warnings: warningsOf(answered),
      })
    given.writeHead(answered.statusCode ?? 500, answered.headers).end(body)
  }
}

async function read(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part as Buffer)
  return Buffer.concat(parts)
}
