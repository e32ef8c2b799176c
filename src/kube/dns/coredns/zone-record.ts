import { canonicalAddress, normalName } from '../name.ts'
import type { DnsRecord } from '../reply.ts'

/** What a line of a zone file leaves to its surroundings. */
export interface RecordContext {
  readonly origin: string
  readonly owner?: string
}

/** Splits a line of a zone file: words, quoted strings with their quotes, no comment. */
export function wordsOfRecord(line: string): string[] {
  return (line.match(/"(?:[^"\\]|\\.)*"|;.*|[^\s";]+/gs) ?? []).filter((word) => !word.startsWith(';'))
}

const ttl = /^\d+[smhdw]?(?:\d+[smhdw])*$/i

/**
 * Reads one resource record, as zone files and `template` write it: `[NAME] [TTL] [IN] TYPE DATA`. Undefined for what svc does not
 * read. An absent name is the one before.
 */
export function readRecord(
  words: readonly string[],
  hasName: boolean,
  context: RecordContext,
): DnsRecord | undefined {
  const name = hasName ? absolute(words[0] ?? '', context.origin) : context.owner
  let rest = words.slice(hasName ? 1 : 0)
  while (rest[0] !== undefined && (ttl.test(rest[0]) || rest[0].toUpperCase() === 'IN')) rest = rest.slice(1)
  const [type = '', ...data] = rest
  const text = name === undefined ? undefined : dataOf(type.toUpperCase(), data, context.origin)
  return text === undefined || name === undefined ? undefined : { name, type: type.toUpperCase(), data: text }
}

function absolute(name: string, origin: string): string {
  if (name === '@') return origin
  if (name.endsWith('.')) return normalName(name)
  return normalName(origin === '.' ? name : `${name}.${origin}`)
}

type ReadData = (words: readonly string[], origin: string) => string | undefined

const oneName: ReadData = ([name = '', ...rest], origin) =>
  rest.length === 0 ? absolute(name, origin) : undefined
const oneAddress =
  (ipv6: boolean): ReadData =>
  ([text = '', ...rest]) => {
    const address = rest.length === 0 ? canonicalAddress(text) : undefined
    return address?.includes(':') === ipv6 ? address : undefined
  }
/** Numbers, then one name, as in MX and SRV. */
const numbersAndName =
  (count: number): ReadData =>
  (words, origin) => {
    const numbers = words.slice(0, count).map(Number)
    if (words.length !== count + 1 || numbers.some(Number.isNaN)) return undefined
    return [...numbers, absolute(words[count] ?? '', origin)].join(' ')
  }

const readers: Readonly<Record<string, ReadData>> = {
  A: oneAddress(false),
  AAAA: oneAddress(true),
  CNAME: oneName,
  NS: oneName,
  PTR: oneName,
  DNAME: oneName,
  MX: numbersAndName(1),
  SRV: numbersAndName(3),
  TXT: (words) =>
    words.length === 0
      ? undefined
      : words.map((word) => (word.startsWith('"') ? word : `"${word}"`)).join(' '),
  SOA: ([server = '', mailbox = '', ...times], origin) => {
    const numbers = times.map(seconds)
    if (numbers.length !== 5 || numbers.includes(undefined)) return undefined
    return [absolute(server, origin), absolute(mailbox, origin), ...numbers].join(' ')
  },
}

function dataOf(type: string, words: readonly string[], origin: string): string | undefined {
  return Object.hasOwn(readers, type) ? readers[type]?.(words, origin) : undefined
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

/** `1h30m` → 5400; a number stays itself. */
function seconds(text: string): number | undefined {
  if (/^\d{1,10}$/.test(text)) return Number(text)
  if (!ttl.test(text)) return undefined
  return [...text.matchAll(/(\d+)([smhdw]?)/gi)].reduce(
    (sum, [, number, unit = '']) => sum + Number(number) * (units[unit.toLowerCase()] ?? 1),
    0,
  )
}
