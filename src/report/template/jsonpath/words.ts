/** A number as `{1}` or `{-2.5}` has it; `value` is undefined where the characters are no number. */
export function scanNumber(
  text: string,
  start: number,
): { readonly end: number; readonly value: number | undefined; readonly isFloat: boolean } {
  let end = start + (/[+-]/.test(text[start] ?? '') ? 1 : 0)
  while (/[\d.]/.test(text[end] ?? '')) end += 1
  const word = text.slice(start, end)
  const isNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(word)
  return { end, value: isNumber ? Number(word) : undefined, isFloat: word.includes('.') }
}

const escapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
}

const escape = /\\(?:([abfnrtv\\'"])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))|\\/g

/** A text in quotes as Go reads it, in which single quotes may hold more than one character; undefined where an escape is none. */
export function unquoted(quoted: string): string | undefined {
  let isWrong = false
  const quote = quoted[0] ?? ''
  const text = quoted
    .slice(1, -1)
    .replaceAll(escape, (_, letter?: string, ...codes: (string | undefined)[]) => {
      if (letter !== undefined) {
        // only the quote that encloses the text may be escaped
        if (/['"]/.test(letter) && letter !== quote) isWrong = true
        return escapes[letter] ?? ''
      }
      const [hex2, hex4, hex8, octal] = codes
      const hex = hex2 ?? hex4 ?? hex8
      const code = hex === undefined ? Number.parseInt(octal ?? 'x', 8) : Number.parseInt(hex, 16)
      isWrong ||= !(code <= 0x10ffff)
      return isWrong ? '' : String.fromCodePoint(code)
    })
  return isWrong ? undefined : text
}

/** A value as Go prints it: `map[a:1 b:x]`, `[1 2]`, `<nil>`. */
export function goText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>'
  if (Array.isArray(value)) return `[${(value as unknown[]).map(goText).join(' ')}]`
  if (typeof value !== 'object') return String(value as string | number | boolean)
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `map[${fields.map(([key, inner]) => `${key}:${goText(inner)}`).join(' ')}]`
}
