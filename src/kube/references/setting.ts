import { isServerDirective, lineBefore, type TextSurroundings } from './surroundings.ts'

/** What the name of a setting says of its value: the name of a host, an address with a port, surely neither, or nothing. */
export type SettingMeaning = 'host' | 'peer' | 'other' | 'unknown'

// `DB_HOST`, `--broker-url`, `upstream.address`
const hostWords = words(
  'host hosts hostname hostnames addr addrs address addresses url urls uri uris endpoint endpoints server servers broker brokers dsn',
)
// what may as well be a mode (`BACKEND=redis`) or the name of a thing
const peerWords = words(
  'backend backends bootstrap upstream upstreams target targets peer peers seed seeds node nodes proxy gateway connect connection remote join master primary replica leader origin forward service services svc',
)
const otherWords = words(
  'app charset class collection cron database dataset db dbname format group image images key keys kind label labels level locale mode namespace ns partition passwd password path pass prefix pwd ratio realm role schedule schema secret selector subject table tag tags tenant time token topic tz unit user username version window zone',
)
const ends = [
  [/(?:hosts?|hostname|urls?|uri|addr|address|endpoints?|servers?|dsn)$/, 'host'],
  [/(?:image|user|username|password|passwd)$/, 'other'],
] as const

/**
 * What a setting is for, by its name: the last of its words that says anything (`CACHE_KEY_HOST` is a host, `HOST_KEY` a key).
 * In: the name of a variable, a flag, or a key of a file; undefined where the text has none.
 */
export function meaningOf(setting: string | undefined): SettingMeaning {
  if (setting === undefined) return 'unknown'
  const parts = setting
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== '' && !/^\d+$/.test(part))
  // the name that a server gives itself, or what it runs as
  if (parts.at(-1) === 'name' && parts.at(-2) !== 'host') return parts.length === 1 ? 'other' : 'unknown'
  for (const part of parts.toReversed()) {
    if (otherWords.has(part)) return 'other'
    if (hostWords.has(part)) return 'host'
    if (peerWords.has(part)) return 'peer'
    const [, meaning] = ends.find(([end]) => end.test(part)) ?? []
    if (meaning !== undefined) return meaning
  }
  return 'unknown'
}

// `host=`, `"host": "`, `db.host: `, and what of a list is between (`peers=a:80,`)
const assigned = /([A-Za-z_][\w.-]{0,80})["']?[ \t]{0,8}(?:=|:(?=[\s"']))[ \t]{0,8}["']?[^\s"'=]*$/
const flagged = /(?:^|\s)-{1,2}([A-Za-z][\w.-]{0,80})[ \t]+["']?$/
const asked =
  /(?:^|[\s;|&(`])(?:nc|ncat|netcat|wait-for(?:-it)?(?:\.sh)?|ping|nslookup|dig|telnet|curl|wget|mysqladmin|getent[ \t]+a?hosts)(?:[ \t]+-\S{1,40}(?:[ \t]+\d{1,5})?){0,6}[ \t]+["']?$/

/**
 * The setting whose value is at an index of a text: the nearest `key=`, `key: ` or `--flag ` on its line, else the one that the
 * whole text is the value of. A command that takes a host (`nc`, `nslookup`) counts as a setting "host".
 */
export function settingAt(
  { text, isOneWord }: TextSurroundings,
  index: number,
  whole: string | undefined,
): string | undefined {
  const before = lineBefore(text, index)
  const own = assignedIn(before) ?? askedIn(before)
  if (own !== undefined) return own === 'h' ? 'host' : own
  return isOneWord ? whole : undefined
}

// most words of a text have nothing of the kind in front of them, which is seen at once
const assigning = /[=:]/
const endsInBlank = /[ \t]["']?$/

function assignedIn(before: string): string | undefined {
  return assigning.test(before) ? assigned.exec(before)?.[1] : undefined
}

function askedIn(before: string): string | undefined {
  if (!endsInBlank.test(before)) return undefined
  return asked.test(before) || isServerDirective(before) ? 'host' : flagged.exec(before)?.[1]
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '))
}
