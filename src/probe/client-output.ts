import { defined } from '../world/defined.ts'
import { httpSpeech } from './met-by-proxy.ts'
import { canonicalIP, isAddress } from '../kube/core/canonical-ip.ts'
import { endpointText, unresolved, type Met } from '../diagnose/journey/observation.ts'

/** What the client's script found. */
export interface ClientOutput {
  readonly lookup?: {
    readonly tool: string
    readonly addresses: readonly string[]
    readonly failed?: 'no-such-name' | 'no-answer'
  }
  readonly met: readonly { readonly tool: string; readonly to: string; readonly met: Met }[]
  /** Nothing in the image looks names up, connects, or asks one DNS server. */
  readonly lacks: readonly ('lookup' | 'connect' | 'dns' | 'tls')[]
  /** It came to its end. */
  readonly whole: boolean
}

/** Reads the output of `clientScript`: text of a container, of which only addresses and known words are kept. */
export function readClientOutput(stdout: string): ClientOutput {
  const lines = stdout.split('\n')
  const lookup = lines.flatMap((line) => {
    const [, tool = '', code = ''] = /^svc-lookup (\w+) (\d+)$/.exec(line) ?? []
    return tool === '' ? [] : [{ tool, code: Number(code) }]
  })[0]
  const answers = lines.flatMap((line) => (line.startsWith('svc-answer ') ? [line.slice(11)] : []))
  const met = lines.flatMap((line) => {
    const [, tool = '', code = '', seconds = '', host = '', port = ''] =
      /^svc-met (\w+) (\d+) (\d+) (\S+) (\d+(?:\/(?:UDP|HTTPS?))?)$/.exec(line) ?? []
    if (tool === '') return []
    const prefix = `svc-said ${host} ${port} `
    const said = lines
      .flatMap((each) => (each.startsWith(prefix) ? [each.slice(prefix.length)] : []))
      .join('\n')
    const isDns = port.endsWith('/UDP')
    const to = endpointText(host, Number.parseInt(port, 10), isDns ? 'UDP' : 'TCP')
    const ended = { code: Number(code), seconds: Number(seconds) }
    const heard = port.includes('/HTTP') ? metByHttp(said) : undefined
    return [{ tool, to, met: heard ?? (isDns ? metByDns(said, ended) : metBy(said, ended)) }]
  })
  return {
    ...(lookup === undefined ? {} : { lookup: lookupOf(lookup, answers.join('\n')) }),
    met,
    lacks: [
      ...(lines.includes('svc-no-lookup') ? ['lookup' as const] : []),
      ...(lines.includes('svc-no-connect') ? ['connect' as const] : []),
      ...(lines.includes('svc-no-dns') ? ['dns' as const] : []),
      ...(lines.includes('svc-no-tls') ? ['tls' as const] : []),
    ],
    whole: lines.includes('svc-end'),
  }
}

function lookupOf(
  { tool, code }: { readonly tool: string; readonly code: number },
  text: string,
): NonNullable<ClientOutput['lookup']> {
  const addresses = addressesIn(tool, text)
  if (addresses.length > 0) return { tool, addresses }
  // ended by `timeout`, or with the words of the resolvers
  const isSilent =
    code === 124 ||
    code === 143 ||
    /timed out|no servers could be reached|try again|EAI_AGAIN|temporary failure/i.test(text)
  return { tool, addresses, failed: isSilent ? 'no-answer' : 'no-such-name' }
}

function addressesIn(tool: string, text: string): string[] {
  const words =
    tool === 'nslookup'
      ? // the first address is that of the server
        [...(text.split(/^Name:/m)[1] ?? '').matchAll(/^Address(?: \d+)?:\s*(\S+)/gm)].map(
          ([, word = '']) => word,
        )
      : tool === 'ping'
        ? [...text.matchAll(/\(([0-9a-fA-F.:]+)\)/g)].map(([, word = '']) => word)
        : text.split('\n').map((line) => line.trim().split(/\s+/)[0] ?? '')
  return [...new Set(words.filter((word) => isAddress(word)).map(canonicalIP))].toSorted()
}

const outcomes: readonly { readonly text: RegExp; readonly outcome: Met['outcome'] }[] = [
  { text: /svc-connected-after 0\.0*[1-9]|svc-connected-after [1-9]/, outcome: 'open' },
  { text: /refused/i, outcome: 'refused' },
  { text: /no route|unreachable/i, outcome: 'no-route' },
  {
    text: /\bHTTP\/1|server returned error|connected\.|error getting response|short read|saved/i,
    outcome: 'open',
  },
  { text: /timed? ?out|in progress/i, outcome: 'time-out' },
]

const wordsOf: Partial<Readonly<Record<Met['outcome'], string>>> = {
  open: 'the connection was accepted',
  refused: 'the connection was refused',
  'no-route': 'there is no route to it',
  'time-out': 'there was no answer within 2 s',
}

/** The first status line, and who says so; undefined where there was none. */
function metByHttp(said: string): Met | undefined {
  const [, status] = /HTTP\/[\d.]+ (\d{3})/.exec(said) ?? []
  if (status === undefined) return undefined
  const [, server] = /^\s*server:\s*(\S.*)$/im.exec(said) ?? []
  const speech = httpSpeech(Number(status), defined({ server: server?.trim() }))
  return { outcome: 'answered', speech, because: `it answered ${status}` }
}

/** A DNS server that knows no such name has answered, too. */
function metByDns(said: string, { code }: Ended): Met {
  if (/refused/i.test(said)) return { outcome: 'refused', because: wordsOf.refused ?? '' }
  if (code > 123 || /timed out|no servers could be reached|no reply/i.test(said))
    return { outcome: 'time-out', because: wordsOf['time-out'] ?? '' }
  const isAnswer = code === 0 || /NXDOMAIN|SERVFAIL|can't find|non-existent/i.test(said)
  return isAnswer
    ? { outcome: 'answered', speech: { protocol: 'DNS' }, because: 'it answered in DNS' }
    : { outcome: 'unclear', because: `the program for it ended with exit code ${code}` }
}

interface Ended {
  readonly code: number
  readonly seconds: number
}

function metBy(said: string, { code, seconds }: Ended): Met {
  if (
    /bad address|not known|not resolve|No address associated|ENOTFOUND|EAI_AGAIN|failure in name/i.test(said)
  )
    return { outcome: 'unclear', because: unresolved }
  const isEnded = code > 128 && said.trim() !== 'open'
  const outcome =
    code === 0 || said.trim() === 'open' ? 'open' : outcomes.find(({ text }) => text.test(said))?.outcome
  if (outcome !== undefined && !isEnded) return { outcome, because: wordsOf[outcome] ?? outcome }
  // its own limit of time ends nc without a word
  return code === 1 && seconds >= 2
    ? { outcome: 'time-out', because: wordsOf['time-out'] ?? '' }
    : { outcome: 'unclear', because: `the program for it ended with exit code ${code}` }
}
