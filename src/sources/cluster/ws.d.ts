/** Of the package `ws`, which brings no types of its own, what is used here. */
declare module 'ws' {
  import type { Agent, ClientRequest, IncomingMessage, OutgoingHttpHeaders } from 'node:http'
  import type { EventEmitter } from 'node:events'

  interface Options {
    readonly agent: Agent
    readonly headers: OutgoingHttpHeaders
    readonly auth?: string
    readonly handshakeTimeout: number
    readonly perMessageDeflate: boolean
    readonly maxPayload: number
  }

  interface Events {
    open: []
    message: [data: Buffer, isBinary: boolean]
    close: [code: number, reason: Buffer]
    error: [error: Error]
    'unexpected-response': [request: ClientRequest, response: IncomingMessage]
  }

  export class WebSocket extends EventEmitter<Events> {
    constructor(address: URL, protocols: readonly string[], options: Options)
    readonly protocol: string
    send(data: Buffer): void
    close(): void
    terminate(): void
  }
}
