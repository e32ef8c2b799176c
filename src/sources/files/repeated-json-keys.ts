import type { FieldPath } from '../../world/place.ts'

// what programs write is large and has no key twice; what people write is small
const mostLooked = 1024 * 1024

interface Open {
  readonly keys: Set<string> | undefined
  /** The key or the index that comes next. */
  step: string | number
}

/** The paths of keys that occur twice in a valid JSON text, which `JSON.parse` keeps quiet about. */
export function repeatedJsonKeys(text: string): FieldPath[] {
  if (text.length > mostLooked) return []
  const found: FieldPath[] = []
  const open: Open[] = []
  for (const [token, isKey] of tokensOf(text)) {
    const inner = open.at(-1)
    if (token === '{' || token === '[')
      open.push(token === '{' ? { keys: new Set(), step: '' } : { keys: undefined, step: 0 })
    else if (token === '}' || token === ']') open.pop()
    else if (token === ',' && typeof inner?.step === 'number') inner.step++
    else if (isKey && inner?.keys !== undefined) {
      inner.step = JSON.parse(token) as string
      if (inner.keys.has(inner.step)) found.push(open.map(({ step }) => step))
      inner.keys.add(inner.step)
    }
  }
  return found
}

/** Brackets, commas and strings, each with whether a colon follows. */
function* tokensOf(text: string): Generator<readonly [token: string, isKey: boolean]> {
  const pattern = /[{}[\],]|("(?:[^"\\]|\\.)*")[ \t\r\n]*(:?)/g
  for (const [token, string, colon] of text.matchAll(pattern)) yield [string ?? token, colon === ':']
}
