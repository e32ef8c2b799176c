import { parseIp } from '../../core/ip.ts'
import { mayBeService } from '../../dns/may-be-service.ts'
import { resolveService } from '../../dns/service-name.ts'
import { secretName } from '../../../text/credentials.ts'
import type { World } from '../../../world/world.ts'
import { meaningOf, settingAt } from '../setting.ts'
import { TextSurroundings } from '../surroundings.ts'

/** What takes the place of a word: it can be no host, no number and no address. */
export const removed = '***'

/** Knows the Services that a text of a namespace can name. */
export interface TextReader {
  /** A Service that is there. */
  readonly isName: (word: string) => boolean
  /** A host that can be a Service, there or missing, or is meant for one, or is of the cluster’s own domain or zones. */
  readonly mayBeService: (host: string) => boolean
}

export function reducerFor(world: World, namespace: string): TextReader {
  return {
    isName: (word) => resolveService(world, word.toLowerCase(), namespace) !== undefined,
    mayBeService: (host) => mayBeService(world, host, namespace),
  }
}

const longestText = 256 * 1024
const words = /[^\s"'`,;()<>|=[\]{}&]+/g

/**
 * A text that programs read, reduced to what tells whom they call and where they listen: hosts that may be Services, with
 * scheme and port, addresses, ports, truth values, and the names of settings. Every other word, user, password, path and
 * query is replaced; remarks go. `setting` is what the text is the value of.
 */
export function reduceText(text: string, reader: TextReader, setting?: string): string {
  const read = text.slice(0, longestText)
  const surroundings = new TextSurroundings(read)
  let next = 0
  return read
    .split('\n')
    .map((line) => {
      const start = next
      next += line.length + 1
      if (/^[ \t]*(?:#|\/\/|;)/.test(line)) return '#'
      return line.replaceAll(words, (word, at: number) => {
        const own = settingAt(surroundings, start + at, setting)
        return reduceWord(word, { reader, setting: own, text: line, end: at + word.length })
      })
    })
    .join('\n')
}

interface SettingPlace {
  readonly reader: TextReader
  readonly setting: string | undefined
  readonly text: string
  readonly end: number
}

const url =
  /^(?<prefix>(?:(?:jdbc|r2dbc):(?:[a-z0-9]+:)?)?[a-z][a-z0-9+._-]*:\/\/)(?:[^/@]*@)?(?<host>[a-zA-Z0-9_][a-zA-Z0-9._-]*|)(?<port>:\d{1,5})?(?<rest>[/?#].*)?$/is
const hostAndPort = /^(?<host>[a-zA-Z0-9][a-zA-Z0-9.-]*)(?<port>:\d{1,5})?(?<rest>[/?#].*)?$/s
const harmless =
  /^(?:true|false|yes|no|on|off|null|none|localhost|verify-full|verify_identity|strict|partial|probe|disabled|upstream|http\.server|nc|ncat|netcat|wait-for(?:-it)?(?:\.sh)?|ping|nslookup|dig|telnet|curl|wget|mysqladmin|getent|a?hosts|-z|-P\d{1,5}|(?:[a-z]+:\/\/)?\$|:|\+|\*)$/i
const client = /exporter|psql|mysql|redis-cli|pg_isready|mongosh|curl|wget|client/i
const variable =
  /^\$?[A-Z][A-Z0-9_]*_(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?|PORT_\d{1,5}_(?:TCP|UDP|SCTP)(?:_(?:ADDR|PORT|PROTO))?|PORT)$/

function reduceWord(word: string, place: SettingPlace): string {
  const kept = keptWord(word, place)
  if (kept !== undefined) return kept
  const { reader, text, end } = place
  if (/^-{1,2}[A-Za-z]/.test(word)) return isTellingFlag(word) ? word : `-${removed}`
  // `key=`, `"key": ` and `key:`
  if (/^(?:=|[ \t]*["']?[ \t]*[=:])/.test(text.slice(end, end + 8)) || word.endsWith(':'))
    return reduceKey(word)
  if (word.includes('@')) return `${removed}@${reduceWord(word.slice(word.lastIndexOf('@') + 1), place)}`
  if (!word.includes(':') || word.includes('://')) return client.exec(word)?.[0] ?? removed
  const [first = '', ...rest] = word.split(':')
  const key = first === '' || reader.isName(first) ? first : reduceKey(first)
  return [key, ...rest.map((part) => (part === '' ? '' : reduceWord(part, place)))].join(':')
}

/** A word that is an address, a port, a host or a variable, without what may be secret in it; undefined for any other. */
function keptWord(word: string, { reader, setting }: SettingPlace): string | undefined {
  if (harmless.test(word) || variable.test(word) || isAddress(word)) return word
  if (/^\d{1,5}$/.test(word) && Number(word) <= 65_535) return isSecretName(setting) ? removed : word
  return reduceHost(url.exec(word), reader, setting) ?? reduceHost(hostAndPort.exec(word), reader, setting)
}

/** `:8080`, `0.0.0.0:8080`, `*:80`, `10.0.0.0/8`: what a program listens on, or an address that it calls. */
function isAddress(word: string): boolean {
  const [, address = ''] = /^([0-9a-fA-F.:]+?)(?:\/\d{1,3})?$/.exec(word) ?? []
  if (address !== '' && parseIp(address) !== undefined) return true
  const [, host = '', port] = /^(\*|\+|\d+\.\d+\.\d+\.\d+|)(:\d{1,5})$/.exec(word) ?? []
  return port !== undefined && (host === '' || host === '*' || host === '+' || parseIp(host) !== undefined)
}

/** Without user, password, path and query; the slash of a path stays, which ends an address of a list. */
function reduceHost(match: RegExpExecArray | null, reader: TextReader, setting: string | undefined) {
  const { prefix = '', host = '', port = '', rest = '' } = match?.groups ?? {}
  const isPeer = prefix !== '' || port !== '' || isFullName(host)
  const isKept = isPeer ? isPeerKept(host, reader) : isHostKept(host, reader, setting)
  return match !== null && isKept ? `${prefix}${host}${port}${reducedRest(rest)}` : undefined
}

/** A slash for a path, and the name of a query's parameter that says whether certificates are checked; its value is a word of its own. */
function reducedRest(rest: string): string {
  if (rest === '') return ''
  const parameter = rest.slice(rest.lastIndexOf('?') + 1)
  return certificateSetting.test(parameter) ? `/?${parameter}` : '/'
}

function isPeerKept(host: string, reader: TextReader): boolean {
  if (host === '' || host === 'localhost' || parseIp(host) !== undefined) return true
  return isFullName(host) || reader.mayBeService(host)
}

function isHostKept(host: string, reader: TextReader, setting: string | undefined): boolean {
  return reader.isName(host) || (takesHost(setting) && isHostAlone(host))
}

/** Of NodeLocal DNSCache, whose `-upstreamsvc` is the name of a Service. */
function takesHost(setting: string | undefined): boolean {
  return setting === 'upstreamsvc' || meaningOf(setting) === 'host'
}

function isHostAlone(host: string): boolean {
  return /[a-z]/i.test(host) && host.replace(/\.$/, '').split('.').length <= 3
}

/** Of a Service of this cluster, or of one with another domain. */
function isFullName(host: string): boolean {
  return /\.svc(?:\.|$)/i.test(host)
}

function isTellingFlag(word: string): boolean {
  const name = word.replace(/^-+/, '')
  return (
    // one dash may be followed by a password: `-psecret`
    /^(?:-[bhpPDz]|--[a-z][a-z0-9._-]{1,60})$/.test(word) ||
    /port$/i.test(name) ||
    /^(?:run-service-proxy|upstreamsvc|interface)$/.test(name) ||
    /(?:^|[-._])(?:bind|listen)/i.test(name) ||
    meaningOf(name) !== 'unknown'
  )
}

// with `verify-full`, `true` and the like behind them, see the rule alias-certificate-name
const certificateSetting = /^(?:sslmode|ssl-mode|tls|ssl|encrypt|useSSL)$/i

// a word of each meaning: which one it was decides, and not what it was called
const keys = { host: 'host', peer: 'backend', other: 'key' } as const

function reduceKey(word: string): string {
  const [, name = '', colon = ''] = /^(.*?)(:?)$/s.exec(word) ?? []
  if (/^(?:port|upstreamsvc)$/i.test(name) || certificateSetting.test(name)) return word
  const meaning = meaningOf(name)
  return `${meaning === 'unknown' ? removed : keys[meaning]}${colon}`
}

/** A variable, a parameter or a header that carries a credential, by its name. */
export function isSecretName(name: string | undefined): boolean {
  return secretName.test(name ?? '')
}
