/** A variable, a flag, a parameter or a header that carries a credential, by its name. */
export const secretName =
  /pass|pwd|secret|token|credential|auth|session|cookie|private|signature|api_?-?key|access_?-?key|pin$|otp$/i

// what is masked already stays as long as it is
const userinfo = /(:\/\/)(?!\*+@)([^\s/@"'`\\]{1,1024}@)/g

/** A text without the user and the password of URLs in it. */
export function withoutCredentials(text: string): string {
  return text.replace(userinfo, '$1***@')
}

/** Whether a text holds the user or the password of a URL. */
export function hasCredentials(text: string): boolean {
  return text.search(userinfo) !== -1
}

const query = /(:\/\/[^\s"'`\\?#]{1,500}[?#])([^\s"'`,\\\]}]+)/g
// the end of the name decides: `secretName` names a Secret and holds none
const assigned =
  /((?:pass(?:word|wd|phrase)?|pwd|secret|token|credentials?|cookie|signature|authorization|(?:private|api|access)[-_]?key)["']?[ \t]{0,8}[:=][ \t]{0,8}["']?)([^\s"',\]}]+)/gi
const plainValue = /^([ \t-]*["']?value["']?[ \t]*:[ \t]*)(\S.*)$/
// the other words of a command line have nothing to do with what is pointed at
const flowOfTexts = /^[ \t-]*["']?(?:args|command)["']?[ \t]*:[ \t]*\[/
const quoted = /"[^"]*"|'[^']*'/g
// only from its first character on: else each of them is tried
const longWord = /(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/=_-]{32,}/g

/** What is pointed at in a line: 1-based, the end exclusive. */
export interface Mark {
  readonly column: number
  readonly endColumn: number
}

/**
 * A line of a manifest with everything masked that may be secret, each character by a star so that columns stay: user,
 * password and query of URLs, values of settings that are called so, long random words, other words of a command line;
 * and of a line that is only there for context (that has no column which is pointed at) the value of a variable.
 */
export function maskedLine(line: string, mark?: Mark): string {
  const short = line
    .replace(userinfo, (_, scheme: string, user: string) => `${scheme}${stars(user.slice(0, -1))}@`)
    .replace(query, (_, url: string, rest: string) => url + stars(rest))
    .replace(assigned, (_, name: string, value: string) => name + stars(value))
    .replace(longWord, (word) => (isRandom(word) ? stars(word) : word))
  if (mark === undefined)
    return short.replace(plainValue, (_, key: string, value: string) => key + stars(value))
  const { column, endColumn } = mark
  const [, key = '', value = ''] = plainValue.exec(short) ?? []
  // of a value that is more than one word only what is pointed at
  if (/[\s{=,;]|\\"/.test(value.trim()))
    return key + around(value, column - 1 - key.length, endColumn - 1 - key.length)
  if (!flowOfTexts.test(short)) return short
  return short.replace(quoted, (text, index: number) =>
    index < column && column <= index + text.length ? text : stars(text),
  )
}

function around(value: string, start: number, end: number): string {
  return (
    stars(value.slice(0, Math.max(0, start))) + value.slice(Math.max(0, start), end) + stars(value.slice(end))
  )
}

function isRandom(word: string): boolean {
  return /\d/.test(word) && /[A-Z]/.test(word) && /[a-z]/.test(word)
}

function stars(text: string): string {
  return '*'.repeat(text.length)
}

/** Foreign text in one short line that cannot move the cursor. */
export function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- exactly these are taken out
  const line = text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim()
  return line.length <= 300 ? line : `${line.slice(0, 299)}…`
}

/**
 * The same for what others said (a plugin, a server, a kubelet, a controller): what looks like a credential is cut out,
 * since this may end in the log of a CI. What a header, a field or a flag calls one goes whatever it looks like.
 */
export function withoutSecrets(text: string): string {
  const withoutNamed = text
    .replace(/\b(bearer|basic)(\s+)[^\s,;"']+/gi, `$1$2${removed}`)
    .replace(
      /((?:authorization|cookie|token|passw(?:or)?d|passphrase|secret|credential|(?:api|access)[-_]?key)["']?\s*[:=]\s*["']?)(?!\s*(?:bearer|basic)\b)[^\s,;"']+/gi,
      `$1${removed}`,
    )
    .replace(namedByFlag, `$1${removed}`)
    .replace(/:\/\/[^\s/@"']+@/g, `://${removed}@`)
  // the digest of an image is none
  return oneLine(
    withoutNamed.replace(/(?<!\bsha256:)[\w+=~.-]{16,}/g, (word) => (looksSecret(word) ? removed : word)),
  )
}

const removed = '[removed]'
const namedByFlag =
  /(--?[\w-]*(?:token|passw(?:or)?d|passphrase|secret|credential|(?:api|access)[-_]?key)[\w-]*\s+["']?)[^\s,;"'-][^\s,;"']*/gi

/** A bootstrap token, a JWT, a UUID, or letters and digits in one run that is longer than names are. */
function looksSecret(word: string): boolean {
  if (/^[a-z0-9]{6}\.[a-z0-9]{16}$/.test(word) || /\beyJ[\w-]{8,}/.test(word)) return true
  if (/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.test(word)) return true
  return word.split(/[.~-]/).some((part) => part.length >= 20 && /\d/.test(part) && /[a-z]/i.test(part))
}
