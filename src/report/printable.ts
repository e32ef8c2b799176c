/**
 * Text from manifests and clusters, made harmless: control characters (which move the cursor or colour what follows),
 * line and paragraph separators, and bidirectional overrides (which reorder what is shown) are written as escapes.
 */
export function printable(text: string): string {
  return text.replaceAll(harmful, (character) => named[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

// C0, DEL, C1, zero-width and bidirectional formatting, line and paragraph separator, BOM
const harmful = /[\u0000-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/g

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** One line of a file for a code frame: tabs become a space, so that carets stand where they should. */
export function printableLine(line: string): string {
  return printable(line.replaceAll('\t', ' ').replace(/\r$/, ''))
}
