/**
 * Text from manifests and clusters, made harmless: control characters (which move the cursor or colour what follows),
 * line and paragraph separators, and bidirectional overrides (which reorder what is shown) are written as escapes.
 */
export function printable(text: string): string {
  return text
    .replaceAll(harmful, escaped)
    .replaceAll(commandStart, (start) => escaped(start[0] ?? '') + start.slice(1))
}

// a line that begins with `::error`, after spaces too, and `##[` or `##vso[` anywhere are orders to a CI's log reader;
// wrapping may put any word at the beginning of a line
const commandStart = /(?<![^\s"'])::(?=[a-z])|#(?=#(?:\[|vso\[))/gi

function escaped(character: string): string {
  return named[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

// C0, DEL, C1, zero-width and bidirectional formatting, line and paragraph separator, BOM
const harmful = /[\u0000-\u001F\u007F-\u009F\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/g

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** One line of a file for a code frame: tabs become a space, so that carets stand where they should. */
export function printableLine(line: string): string {
  return printable(line.replaceAll('\t', ' ').replace(/\r$/, ''))
}
