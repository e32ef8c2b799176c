import { isUtf8 } from 'node:buffer'

/** How a text is encoded in its file. PowerShell's `>` writes UTF-16, and kubectl reads it by its byte order mark. */
export type Encoding = 'utf8' | 'utf16le' | 'utf16be'

/** The encoding that a byte order mark names, as kubectl decides it (cli-runtime, `unicode.BOMOverride`). */
export function encodingOf(bytes: Buffer): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf16le'
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf16be' : 'utf8'
}

/** The text of a file, its mark kept as the first character; undefined where the bytes are no text of that encoding. */
export function decode(bytes: Buffer): string | undefined {
  const encoding = encodingOf(bytes)
  if (encoding === 'utf8') return isUtf8(bytes) ? bytes.toString('utf8') : undefined
  if (bytes.length % 2 === 1) return undefined
  return (encoding === 'utf16le' ? bytes : Buffer.from(bytes).swap16()).toString('utf16le')
}

/** The bytes of a text; `decode` reads it back. */
export function encode(text: string, encoding: Encoding): Buffer {
  if (encoding === 'utf8') return Buffer.from(text, 'utf8')
  const bytes = Buffer.from(text, 'utf16le')
  return encoding === 'utf16le' ? bytes : bytes.swap16()
}
