import { defined } from '../../world/defined.ts'
import type { Protocol } from '../../world/types/manifest.ts'
import { meaningOf, settingAt } from './setting.ts'
import { TextSurroundings } from './surroundings.ts'

/** A host, perhaps with a port, that a piece of text speaks of. */
export interface Mention {
  /** The text as written, from the scheme to the port: what a fix replaces. */
  readonly text: string
  readonly host: string
  readonly port?: number
  readonly scheme?: string
  readonly protocol: Protocol
  /** Only the name of a Service can be there. */
  readonly isName?: true
  /** A scheme, a full name or the setting that it is the value of says that a program connects to it. */
  readonly sure?: true
  /** The host alone, without scheme and port; a port then is elsewhere. */
  readonly alone?: true
  /** Where it starts in the text (UTF-16 code units). */
  readonly index: number
}

/** A mention as messages show it: without the user and the password that a URL may hold. */
export function shownText({ text }: Mention): string {
  return text.replace(/\/\/[^/@]*@/, '//')
}

// words first, then one anchored match in each short word: nothing that a text holds can make this slow
const words = /[^\s"'`,;()<>|=[\]{}]+/g
const longestWord = 512
const pattern =
  /^(?:dns(?:srv(?:noa)?)?\+)?(?:(?:(?:jdbc|r2dbc):(?:[a-z0-9]+:)?)?(?<scheme>[a-z][a-z0-9+._-]*):\/\/(?:(?<=^(?:dns|passthrough|kubernetes):\/\/)\/)?(?:[^/@]*@)?)?(?<host>(?:_[a-z0-9-]+\._(?:tcp|udp|sctp)\.)?[a-zA-Z0-9][a-zA-Z0-9.-]*)(?::(?<port>\d{1,5}))?(?=[/?#]|$)/i

const portOfScheme: Readonly<Record<string, number>> = { http: 80, https: 443, ws: 80, wss: 443 }
// what follows `s3://`, `file://`, `oci://` or `spiffe://` is no host that DNS is asked for
const otherSchemes = new Set([
  'abfs',
  'abfss',
  'arn',
  'azblob',
  'docker',
  'file',
  'gcs',
  'git',
  'gs',
  'hdfs',
  'hf',
  'oci',
  'pvc',
  's3',
  's3a',
  'secret',
  'spiffe',
  'unix',
  'urn',
  'vault',
  'wasb',
  'wasbs',
])
const udpSchemes = new Set<string | undefined>(['udp', 'syslog+udp'])

// a scheme, a port, a name in full or that of a port: most texts have none, which is seen at once
const sign = /:[/\d]|\.svc|\._(?:tcp|udp|sctp)\./i

// a ConfigMap may hold a megabyte of anything; a peer's name is near the front or not at all
const longestText = 256 * 1024

// `redis:7` is an image, `node:18` too; no Service of this world listens there
const lowestBarePort = 22

/**
 * The hosts that a text mentions in a way that means a network peer: in a URL, with a port, or as a name that ends in
 * `.svc` or in the cluster domain. A bare word is no mention. `setting`: what the text is the value of, which tells
 * `CATALOG_ADDR=catalog:8082` from `IMAGE=catalog:8082`.
 */
export function mentionsIn(text: string, setting?: string): Mention[] {
  const mentions: Mention[] = []
  if (!sign.test(text)) return mentions
  const surroundings = new TextSurroundings(text)
  let before: Mention | undefined
  for (const word of text.slice(0, longestText).matchAll(words)) {
    const scheme = schemeOfList(text, before, word)
    before = word[0].length > longestWord ? undefined : mentionIn(word[0], word.index, scheme)
    if (before === undefined || !surroundings.speaksOf(before)) continue
    const meant = meantAs(before, { setting, surroundings })
    if (meant !== undefined) mentions.push(meant)
  }
  return mentions
}

// `web:2024` is a tag at least as often as a port
const year = /:(?:19|20)\d\d$/

/**
 * With what the setting says of it; undefined where it says that this is no peer. A `web:8080` among other words, of which no setting
 * says anything, may be a user, an image or a row of a table.
 */
function meantAs(
  mention: Mention,
  {
    setting,
    surroundings,
  }: { readonly setting: string | undefined; readonly surroundings: TextSurroundings },
): Mention | undefined {
  if (mention.scheme !== undefined || isUnmistakable(mention.host)) return { ...mention, sure: true }
  const meaning = meaningOf(settingAt(surroundings, mention.index, setting))
  if (meaning === 'host' || meaning === 'peer') return { ...mention, sure: true }
  if (meaning === 'other' || (setting !== undefined && year.test(mention.text))) return undefined
  return mention.host.includes('.') || surroundings.isOneWord ? mention : undefined
}

/** `redis://a:6379,b:6379`: what follows a URL that ends at a comma has its scheme, unless it is an option (`,timeout=5`). */
function schemeOfList(text: string, before: Mention | undefined, word: RegExpExecArray): string | undefined {
  const isOption = text[word.index + word[0].length] === '=' && !word[0].includes('/')
  if (before?.scheme === undefined || isOption) return undefined
  const end = before.index + before.text.length
  return end === word.index - 1 && text[end] === ',' ? before.scheme : undefined
}

function mentionIn(word: string, start: number, ofList: string | undefined): Mention | undefined {
  const match = pattern.exec(word)
  if (match === null) return undefined
  const { scheme: own = ofList, host = '', port } = match.groups ?? {}
  const scheme = own?.toLowerCase()
  if (scheme !== undefined && otherSchemes.has(scheme)) return undefined
  const number = port === undefined ? portOfScheme[scheme ?? ''] : Number(port)
  if (number !== undefined && (number < 1 || number > 65_535)) return undefined
  if (!meansPeer(scheme, host, number)) return undefined
  const protocol = udpSchemes.has(scheme) ? 'UDP' : 'TCP'
  return defined({ text: match[0], host, index: start, protocol, port: number, scheme } as const)
}

/** A URL, a Service's full name, the SRV name of a port, or a host with a port that is not just the tag of an image. */
function meansPeer(scheme: string | undefined, host: string, port: number | undefined): boolean {
  return scheme !== undefined || isUnmistakable(host) || (port !== undefined && port >= lowestBarePort)
}

/** The full name of a Service, or the SRV name of a port. */
function isUnmistakable(host: string): boolean {
  return /\.svc(\.|$)/.test(host) || host.startsWith('_')
}
