import { shared } from '../../world/shared-parts.ts'

interface ItemTexts {
  readonly texts: readonly string[]
  /** Where the list ends, at its bracket. */
  readonly end: number
}

const quote = 0x22
const backslash = 0x5c
const longestHead = 4096

/**
 * The value of a large JSON list, as `kubectl get … -o json` writes it, item by item: each shares with the one before it what is the same
 * in both, so that a dump of thousands of pods takes less memory than its text. Undefined for any other text, and for what is no JSON.
 */
export function parseLargeList(text: string): unknown {
  const head = /"items":\s{0,9}\[/.exec(text.slice(0, longestHead))
  if (head === null) return undefined
  const start = head.index + head[0].length
  const found = itemTexts(text, start)
  if (found === undefined) return undefined
  const rest = text.slice(found.end)
  // of a key that is written twice the last one counts
  if (rest.includes('"items"')) return undefined
  try {
    const list = JSON.parse(text.slice(0, start) + rest) as { items?: unknown }
    if (!Array.isArray(list.items) || list.items.length > 0) return undefined
    let last: unknown
    list.items = found.texts.map((item) => (last = shared(JSON.parse(item), last)))
    return list
  } catch {
    return undefined
  }
}

/** The texts of the objects in a list, by their braces; undefined where it is not a list of such. */
function itemTexts(text: string, start: number): ItemTexts | undefined {
  const texts: string[] = []
  let depth = 0
  let from: number | undefined = start
  let behind = start
  for (let at = start; at >= 0 && at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) at = endOfString(text, at)
    else if (code === 0x7b || code === 0x5b) depth += 1
    else if (code === 0x7d || code === 0x5d) {
      depth -= 1
      if (depth < 0)
        return (from === undefined || behind === start) && isBlank(text.slice(behind, at))
          ? { texts, end: at }
          : undefined
      if (depth > 0) continue
      if (from === undefined) return undefined
      texts.push(text.slice(from, at + 1))
      behind = at + 1
      from = behindComma(text, behind)
    }
  }
  return undefined
}

function isBlank(text: string): boolean {
  return !/\S/.test(text)
}

/** Where the next item begins; undefined where there is no comma in front of it. */
function behindComma(text: string, at: number): number | undefined {
  const comma = /^\s*,/.exec(text.slice(at, at + 64))
  return comma === null ? undefined : at + comma[0].length
}

/** The place of the closing quote; -2 where there is none. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0
    while (text.charCodeAt(end - 1 - slashes) === backslash) slashes += 1
    if (slashes % 2 === 0) return end
  }
  return -2
}
