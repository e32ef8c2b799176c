/**
 * Text from manifests and clusters, made harmless: control characters (which move the cursor or colour what follows), whatever is
 * invisible or reorders what is shown (bidirectional controls, zero-width and tag characters, variation selectors), line and
 * paragraph separators, and lone surrogates are written as escapes; so is the beginning of a command to the log reader of a CI.
 */
export function printable(text: string): string {
  if (isPlain(text)) return text
  return text
    .replaceAll(harmful(), escaped)
    .replaceAll(commandStart, (start) => escaped(start[0] ?? '') + start.slice(1))
}

/** Text of JSON in which all that is written as an escape of JSON, so that it reads as before; its own line ends stay. */
export function escapedForJson(json: string): string {
  if (isPlain(json, plainLines)) return json
  return json
    .replaceAll(harmful(), (character) => (character === '\n' ? character : codeUnits(character)))
    .replaceAll(commandStart, (start) => codeUnits(start[0] ?? '') + start.slice(1))
}

/** Whether a text has to be in double quotes in YAML, for `escapedForYaml` to write parts of it as escapes. */
export function needsEscapes(text: string): boolean {
  if (isPlain(text, plainLines)) return false
  return text.replaceAll('\n', '').search(harmful()) !== -1 || text.search(commandStart) !== -1
}

/** The same of YAML in which every scalar that needs it is in double quotes: it is read back as before. */
export function escapedForYaml(yaml: string): string {
  if (isPlain(yaml, plainLines)) return yaml
  return yaml
    .replaceAll(harmful(), (character) => (character === '\n' ? character : codePoint(character)))
    .replaceAll(commandStart, (start) => codePoint(start[0] ?? '') + start.slice(1))
}

function codePoint(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16)
  return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`
}

/** One line of a file for a code frame: a tab becomes a space, so that carets stay below what they mark. */
export function printableLine(line: string): string {
  return printable(line.replaceAll('\t', ' ').replace(/\r$/, ''))
}

// `::error` at the beginning of a line, which wrapping may make of any word, is a command to GitHub's runner; `##[`, `##vso[` and
// `##teamcity[` are commands to Azure Pipelines and TeamCity wherever they are
const commandStart = /(?<![^\s"'])::(?=[a-z])|#(?=#(?:\[|vso\[|teamcity\[))/gi

let harmfulCharacters: RegExp | undefined

// what V8 makes of these classes takes a millisecond, and most runs print plain text
function harmful(): RegExp {
  return (harmfulCharacters ??= /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu)
}

const plain = /^[ -~]*$/
const plainLines = /^[\n -~]*$/

/** Whether a text holds nothing that may have to be escaped. */
function isPlain(text: string, characters = plain): boolean {
  return characters.test(text) && !text.includes('::') && !text.includes('##')
}

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function escaped(character: string): string {
  return named[character] ?? codeUnits(character)
}

/** `\u202e`; two of them for a character beyond 16 bits, as JSON and JavaScript write it. */
function codeUnits(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('')
}
