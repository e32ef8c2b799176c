import { giveUp } from './exotic.ts'

const words: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'true', 'True', 'TRUE'].map(
    (word) => [word, true] as const,
  ),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF', 'false', 'False', 'FALSE'].map(
    (word) => [word, false] as const,
  ),
  ...['~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
])
const longestWord = 5

// by the first character: what may be a number, and what may be a word
const mayBeNumber = tableOf('0123456789+-.')
const mayBeWord = tableOf('yYnNoOtTfF~')

const integer = /^-?(?:0|[1-9][0-9]{0,14})$/
const decimal = /^-?[0-9]{1,15}\.[0-9]{1,15}$/
// everything that Go's reader may take for a number, in any base and notation
const number =
  /^[-+]?(?:[0-9][0-9_]*|0o[0-7_]+|0b[01_]+|0x[0-9a-fA-F_]+|(?:[0-9][0-9_]*)?\.[0-9_]*|(?:[0-9][0-9_]*)?(?:\.[0-9_]*)?[eE][-+]?[0-9]+|\.(?:inf|Inf|INF|nan|NaN|NAN))$/

/**
 * What a plain scalar means: a boolean, null, a number or a text. Gives up on numbers that are not written as people do.
 * Follows resolve.go of go.yaml.in/yaml/v2.
 */
export function plainValue(text: string): string | number | boolean | null {
  const first = text.charCodeAt(0)
  if (mayBeWord[first] === 1 && text.length <= longestWord)
    return words.has(text) ? (words.get(text) ?? null) : text
  if (mayBeNumber[first] !== 1) return text
  if (integer.test(text) && text !== '-0') return Number(text)
  if (decimal.test(text)) return decimalValue(text)
  return number.test(text) ? giveUp() : text
}

/** `-0.0` has a sign that JSON loses in its own way. */
function decimalValue(text: string): number {
  const value = Number(text)
  return value === 0 ? giveUp() : value
}

function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(256)
  for (const character of characters) table[character.charCodeAt(0)] = 1
  return table
}
