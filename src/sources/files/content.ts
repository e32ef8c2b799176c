import { isAscii } from 'node:buffer'
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import type { Unread } from '../../world/coverage.ts'
import { decode, encodingOf } from './encoding.ts'
import { stdinLabel } from './text-file.ts'

// what V8 can hold as one string, with room to spare
const largestFile = 400 * 1024 * 1024

/** The text of a file, or its bytes where they are ASCII; or why it cannot be read. */
export function contentOf(file: string): string | Buffer | Unread {
  try {
    const bytes = readLimited(file)
    return bytes === undefined || !isAscii(bytes) || bytes.includes(0) ? textOrRefusal(file, bytes) : bytes
  } catch (error) {
    return { file, because: `cannot be read: ${reasonOf(error)}` }
  }
}

/** Standard input may come slowly, and its end is the writer's to decide: it is waited for, not polled. */
export async function contentOfStdin(stdin: AsyncIterable<string | Buffer>): Promise<string | Unread> {
  const parts: Buffer[] = []
  try {
    for await (const part of stdin) parts.push(Buffer.from(part))
    return textOrRefusal(stdinLabel, Buffer.concat(parts))
  } catch (error) {
    return { file: stdinLabel, because: `cannot be read: ${reasonOf(error)}` }
  }
}

const isBinary = 'is a binary file, not YAML or JSON'
const isNotUtf8 = 'is not UTF-8 text'
export const noText: ReadonlySet<string> = new Set([isBinary, isNotUtf8])

/** The text in the bytes of a file, or why there is none. */
export function textOrRefusal(file: string, bytes: Buffer | undefined): string | Unread {
  if (bytes === undefined) return { file, because: `is larger than ${largestFile / 1024 / 1024} MiB` }
  if (encodingOf(bytes) === 'utf8' && bytes.subarray(0, 8192).includes(0)) return { file, because: isBinary }
  // kubectl refuses it too, and writing it back would spoil it
  return decode(bytes) ?? { file, because: isNotUtf8 }
}

/** Opens once, so that what is measured is what is read; a pipe such as `<(helm template …)` has no size. */
function readLimited(file: string): Buffer | undefined {
  const handle = openSync(file, 'r')
  try {
    const stats = fstatSync(handle)
    if (stats.size > largestFile) return undefined
    if (stats.isFile()) return readFileSync(handle)
    return readAll(handle)
  } finally {
    closeSync(handle)
  }
}

function readAll(handle: number): Buffer | undefined {
  const parts: Buffer[] = []
  let size = 0
  for (;;) {
    const part = Buffer.alloc(64 * 1024)
    const length = readSync(handle, part)
    if (length === 0) return Buffer.concat(parts)
    size += length
    if (size > largestFile) return undefined
    parts.push(part.subarray(0, length))
  }
}

/** What a failure of the file system is, in words. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'EACCES') return 'permission denied'
  if (code === 'EISDIR') return 'it is a folder'
  return code ?? (error instanceof Error ? error.message : String(error))
}
