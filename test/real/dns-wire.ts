import { createSocket, type Socket } from 'node:dgram'
import { formatIp } from '../../src/kube/core/ip.ts'

// DNS messages as bytes: node:dns tells neither all types nor all codes, and follows aliases itself

/** What a server answered, in the words of `answerDns`. */
export interface WireReply {
  readonly rcode: string
  readonly answers: readonly { readonly name: string; readonly type: string; readonly data: string }[]
}

const types: Readonly<Record<string, number>> = {
  A: 1, NS: 2, CNAME: 5, SOA: 6, PTR: 12, HINFO: 13, MX: 15, TXT: 16, AAAA: 28, SRV: 33, DS: 43, HTTPS: 65, AXFR: 252, ANY: 255,
} // prettier-ignore
const typeNames = new Map(Object.entries(types).map(([name, number]) => [number, name]))
const rcodes = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED']
const optType = 41

function encodeQuery(id: number, name: string, type: string): Buffer {
  const labels = name === '.' ? [] : name.slice(0, -1).split('.')
  const question = Buffer.concat([
    ...labels.map((label) => Buffer.from([label.length, ...Buffer.from(label, 'latin1')])),
    Buffer.from([0, 0, types[type] ?? 0, 0, 1]),
  ])
  const header = Buffer.from([id >> 8, id & 255, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1])
  // EDNS: an answer of any size in one datagram
  return Buffer.concat([header, question, Buffer.from([0, 0, optType, 0xff, 0x00, 0, 0, 0, 0, 0, 0])])
}

function decodeReply(message: Buffer): WireReply {
  const rcode = (message[3] ?? 0) & 15
  let at = 12
  for (let count = message.readUInt16BE(4); count > 0; count--) at = readName(message, at).end + 4
  const answers = []
  for (let count = message.readUInt16BE(6); count > 0; count--) {
    const { name, end } = readName(message, at)
    const type = typeNames.get(message.readUInt16BE(end)) ?? String(message.readUInt16BE(end))
    const start = end + 10
    at = start + message.readUInt16BE(end + 8)
    answers.push({ name: name.toLowerCase(), type, data: dataOf(message, type, { start, end: at }) })
  }
  return { rcode: rcodes[rcode] ?? String(rcode), answers }
}

function readName(message: Buffer, start: number): { name: string; end: number } {
  const labels: string[] = []
  let at = start
  let end: number | undefined
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    if (length >= 192) {
      end ??= at + 2
      at = message.readUInt16BE(at) & 0x3fff
    } else {
      labels.push(message.toString('latin1', at + 1, at + 1 + length))
      at += 1 + length
    }
  }
  return { name: `${labels.join('.')}.`, end: end ?? at + 1 }
}

function dataOf(message: Buffer, type: string, { start, end }: { start: number; end: number }): string {
  const name = (at: number) => readName(message, at).name.toLowerCase()
  switch (type) {
    case 'A':
      return message.subarray(start, end).join('.')
    case 'AAAA':
      return formatIp([...message.subarray(start, end)])
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return name(start)
    case 'MX':
      return `${message.readUInt16BE(start)} ${name(start + 2)}`
    case 'SRV':
      return `${[0, 2, 4].map((offset) => message.readUInt16BE(start + offset)).join(' ')} ${name(start + 6)}`
    case 'HINFO':
    case 'TXT':
      return strings(message.subarray(start, end))
    case 'SOA': {
      const server = readName(message, start)
      const mailbox = readName(message, server.end)
      const numbers = [0, 4, 8, 12, 16].map((offset) => message.readUInt32BE(mailbox.end + offset))
      return [server.name, mailbox.name, ...numbers].join(' ').toLowerCase()
    }
    default:
      return message.subarray(start, end).toString('hex')
  }
}

function strings(data: Buffer): string {
  const parts: string[] = []
  for (let at = 0; at < data.length; at += 1 + (data[at] ?? 0))
    parts.push(`"${data.toString('latin1', at + 1, at + 1 + (data[at] ?? 0))}"`)
  return parts.join(' ')
}

/** Asks one server over UDP, many questions at a time; a question without an answer is `NO-REPLY`. */
export class DnsClient {
  readonly #socket: Socket = createSocket('udp4')
  readonly #waiting = new Map<number, (reply: WireReply) => void>()
  readonly #server: { readonly host: string; readonly port: number }
  #id = 0

  constructor(server: string) {
    const colon = server.lastIndexOf(':')
    this.#server = { host: server.slice(0, colon), port: Number(server.slice(colon + 1)) }
    this.#socket.on('message', (message) =>
      this.#waiting.get(message.readUInt16BE(0))?.(decodeReply(message)),
    )
    // a server that is not there yet
    this.#socket.on('error', () => undefined)
  }

  ask(name: string, type: string, { timeout = 3000, tries = 2 } = {}): Promise<WireReply> {
    const id = (this.#id = (this.#id + 1) & 0xffff)
    const message = encodeQuery(id, name, type)
    return new Promise((resolve) => {
      let left = tries
      const send = () => {
        if (left-- === 0) return done({ rcode: 'NO-REPLY', answers: [] })
        this.#socket.send(message, this.#server.port, this.#server.host)
      }
      const timer = setInterval(send, timeout)
      const done = (reply: WireReply) => {
        clearInterval(timer)
        this.#waiting.delete(id)
        resolve(reply)
      }
      this.#waiting.set(id, done)
      send()
    })
  }

  close(): void {
    this.#socket.close()
  }
}
