import { escapedForJson } from './printable.ts'

/**
 * A value as the machine interfaces print it: two spaces of indentation and a final newline. What could harm a terminal or give an
 * order to a CI's log reader is written as an escape of JSON, which reads as the same text.
 */
export function jsonText(value: unknown): string {
  return `${escapedForJson(JSON.stringify(value, null, 2))}\n`
}

/** The same on one line. */
export function jsonLine(value: unknown): string {
  return `${escapedForJson(JSON.stringify(value))}\n`
}
