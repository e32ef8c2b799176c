import { writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { request, type Agent, type RequestOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { connectionOf } from './raw-api.ts'

/** What becomes of a request: it is never passed on, passed on and never answered, or its connection is broken. */
export type Fault = 'stall' | 'stall-answer' | 'break'

/** Requests that meet a fault: `METHOD PATH` is matched. */
export interface Faulty {
  readonly what: RegExp
  readonly fault: Fault
}

/** Is between svc and the API server of the bed, as an API server that does not answer all of the time. WebSockets pass, too. */
export class FaultyDoor {
  readonly #server: URL
  readonly #agent: Agent
  readonly #listener: Server
  readonly #faulty: Faulty
  readonly #sockets = new Set<Duplex>()
  /** How many requests met the fault. */
  met = 0

  constructor(kubeconfig: string, faulty: Faulty) {
    const { server, agent } = connectionOf(kubeconfig)
    this.#server = new URL(server)
    this.#agent = agent
    this.#faulty = faulty
    this.#listener = createServer((asked, given) => this.#pass(asked, given))
    this.#listener.on('upgrade', (asked, socket) => this.#upgrade(asked, socket))
    // longer than svc keeps a connection without using it
    this.#listener.keepAliveTimeout = 60_000
    this.#listener.on('connection', (socket) => this.#sockets.add(socket))
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

  async close(): Promise<void> {
    this.#agent.destroy()
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((done) => this.#listener.close(done))
  }

  #faultOf({ method, url }: IncomingMessage): Fault | undefined {
    const { what, fault } = this.#faulty
    if (!what.test(`${method} ${url}`)) return undefined
    this.met += 1
    return fault
  }

  #optionsFor({ method, url, headers }: IncomingMessage): RequestOptions {
    const { hostname, port, host } = this.#server
    return { method, hostname, port, path: url, agent: this.#agent, headers: { ...headers, host } }
  }

  #pass(asked: IncomingMessage, given: ServerResponse): void {
    const fault = this.#faultOf(asked)
    if (fault === 'break') return void asked.socket.destroy()
    if (fault === 'stall') return
    const passed = request(this.#optionsFor(asked), (answer) => {
      if (fault === 'stall-answer') {
        answer.resume()
        return
      }
      given.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(given)
    })
    passed.on('error', () => given.destroy())
    asked.pipe(passed)
  }

  #upgrade(asked: IncomingMessage, socket: Duplex): void {
    const fault = this.#faultOf(asked)
    socket.on('error', () => undefined)
    if (fault === 'break') return void socket.destroy()
    if (fault === 'stall') return
    const { ca, cert, key } = this.#agent.options
    const passed = request({ ...this.#optionsFor(asked), agent: false, ca, cert, key })
    socket.on('close', () => passed.destroy())
    passed.on('error', () => socket.destroy())
    passed.on('response', (answer) => {
      const { statusCode, statusMessage } = answer
      socket.write(`HTTP/1.1 ${statusCode} ${statusMessage}\r\nconnection: close\r\n\r\n`)
      answer.pipe(socket)
    })
    passed.on('upgrade', (answer, other, head) => {
      other.on('error', () => socket.destroy())
      socket.on('close', () => other.destroy())
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${headerLines(answer)}\r\n`)
      if (fault === 'stall-answer') return
      socket.write(head)
      other.pipe(socket)
      socket.pipe(other)
    })
    passed.end()
  }
}

function headerLines({ rawHeaders }: IncomingMessage): string {
  return rawHeaders
    .flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1] ?? ''}\r\n`] : []))
    .join('')
}
