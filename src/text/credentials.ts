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
const longWord = /[A-Za-z0-9+/=_-]{32,}/g

/** What is pointed at in a line: 1-based, the end exclusive. */
interface Mark {
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
