/** One question, and the addresses of its answer and of what comes along with it, as DNS has them over TCP (RFC 1035, 4.2.2: two bytes of length in front). */

const typeNumbers = { A: 1, AAAA: 28, SRV: 33 } as const

export type QuestionType = keyof typeof typeNumbers

export interface ParsedReply {
  /** `NOERROR` is 0, `NXDOMAIN` 3. */
  readonly code: number
  readonly addresses: readonly string[]
}

/** In: a complete name. Out: the bytes to send. */
export function dnsQuery(id: number, name: string, type: QuestionType): Buffer {
  const labels = name.replace(/\.$/, '').split('.')
  const question = Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.from([Buffer.byteLength(label)]), Buffer.from(label)])),
    Buffer.from([0, 0, typeNumbers[type], 0, 1]),
  ])
  // recursion desired, one question
  const header = Buffer.from([id >> 8, id & 0xff, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0])
  const message = Buffer.concat([header, question])
  const length = Buffer.alloc(2)
  length.writeUInt16BE(message.length)
  return Buffer.concat([length, message])
}

/** In: the bytes that came so far, with their length in front. Out: the reply; undefined where it is not whole, or is no answer to that question. */
export function dnsReply(bytes: Buffer, id: number): ParsedReply | undefined {
  if (bytes.length < 2) return undefined
  const length = bytes.readUInt16BE(0)
  if (bytes.length < length + 2 || length < 12) return undefined
  const message = bytes.subarray(2, length + 2)
  if (message.readUInt16BE(0) !== id || (message.readUInt8(2) & 0x80) === 0) return undefined
  try {
    return { code: message.readUInt8(3) & 0x0f, addresses: addressesIn(message) }
  } catch {
    // it ends in the middle of a record
    return undefined
  }
}

function addressesIn(message: Buffer): string[] {
  let at = 12
  for (let left = message.readUInt16BE(4); left > 0; left--) at = behindName(message, at) + 4
  const addresses: string[] = []
  // of a question for SRV the addresses are additional records
  const records = message.readUInt16BE(6) + message.readUInt16BE(8) + message.readUInt16BE(10)
  for (let left = records; left > 0; left--) {
    at = behindName(message, at)
    const type = message.readUInt16BE(at)
    const length = message.readUInt16BE(at + 8)
    const data = message.subarray(at + 10, at + 10 + length)
    if (type === typeNumbers.A && length === 4) addresses.push(data.join('.'))
    if (type === typeNumbers.AAAA && length === 16)
      addresses.push(
        Array.from({ length: 8 }, (_, index) => data.readUInt16BE(2 * index).toString(16)).join(':'),
      )
    at += 10 + length
  }
  return addresses
}

function behindName(message: Buffer, start: number): number {
  let at = start
  for (;;) {
    const length = message.readUInt8(at)
    if (length === 0) return at + 1
    // a pointer to an earlier name ends this one
    if (length >= 0xc0) return at + 2
    at += length + 1
  }
}
