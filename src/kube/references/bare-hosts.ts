import { defined } from '../../world/defined.ts'
import type { Mention } from './mentions.ts'
import { meaningOf, settingAt } from './setting.ts'
import { TextSurroundings } from './surroundings.ts'

// the name of a Service, perhaps with its namespace, or with the name of a pod in front
const words = /[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?){0,2}\.?/gi
const before = /^[\s=:"'`,;()<>|[\]{}&@]?$/
const behind = /^[\s"'`,;()<>|[\]{}&/]?$/
const longestText = 256 * 1024
const longestWord = 253

/** A host alone in a text, and how sure it is that a program connects to it. */
export interface BareHost {
  readonly mention: Mention
  readonly certain: boolean
}

/**
 * The words of a text that are nothing but a host: `DB_HOST=user-db`, `host=user-db port=5432`, `pg_isready -h user-db`. Certain
 * where the setting is one for a host; any other word may be the name of something else. `isName` says which words are of interest
 * without such a setting.
 */
export function bareHostsIn(
  text: string,
  setting: string | undefined,
  isName: (word: string) => boolean,
): BareHost[] {
  const read = text.slice(0, longestText)
  const surroundings = new TextSurroundings(read)
  return [...read.matchAll(words)].flatMap(({ 0: word, index }) => {
    if (word.length > longestWord || !before.test(read[index - 1] ?? '')) return []
    const known = isName(word.toLowerCase())
    if (!endsAlone(read, index + word.length, known)) return []
    const meaning = known || mayBeHost(word) ? meaningOf(settingAt(surroundings, index, setting)) : 'other'
    if (meaning === 'other' || (meaning !== 'host' && !known) || surroundings.isComment(index)) return []
    const port = portBehind(read.slice(index + word.length, index + word.length + 120))
    const mention = { text: word, host: word, index, protocol: 'TCP', alone: true, port } as const
    const certain = meaning === 'host'
    return [{ mention: { ...defined(mention), ...(certain ? { sure: true as const } : {}) }, certain }]
  })
}

/** Of a Service that is there a port may follow: `server user-db:5432;`. */
function endsAlone(text: string, end: number, known: boolean): boolean {
  if (text.startsWith('//', end)) return false
  return behind.test(text[end] ?? '') || (known && /^:\d/.test(text.slice(end, end + 2)))
}

/** Not a number, a truth value or the machine itself. */
function mayBeHost(word: string): boolean {
  return /[a-z]/i.test(word) && !/^(?:true|false|yes|no|on|off|null|none|localhost)$/i.test(word)
}

/** `port=5432`, `-p 5432`, or a number that follows, on the same line. */
function portBehind(rest: string): number | undefined {
  const [line = ''] = rest.split('\n')
  const found =
    /^:(\d{1,5})(?!\w)/.exec(line)?.[1] ??
    /^["']?[ \t]+(\d{1,5})(?![\w.])/.exec(line)?.[1] ??
    /(?:^|[\s;&])(?:port[ \t]?=[ \t]?|--port[ =]|-[pP] ?)["']?(\d{1,5})(?!\w)/.exec(line)?.[1]
  const number = Number(found ?? 0)
  return number >= 1 && number <= 65_535 ? number : undefined
}
