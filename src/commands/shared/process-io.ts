import { fstatSync, statSync, writeSync, type Stats } from 'node:fs'
import type { Io, Sink } from './io.ts'

/** What a process gives to the command line. */
export interface ProcessIo extends Io {
  /** Whether all that was said has left the process, so that it may end at once. */
  readonly isFlushed: () => boolean
}

type Failed = (error: NodeJS.ErrnoException) => void

// as for an input that cannot be read
const unwritable = 4

/**
 * The streams and the environment of this process; each stream is opened when it is first looked at, and most runs need
 * only standard output.
 */
export function processIo(): ProcessIo {
  let stdout: ProcessSink | undefined
  let stderr: ProcessSink | undefined
  return {
    env: process.env,
    get stdin() {
      return process.stdin
    },
    get stdout() {
      return (stdout ??= openSink(1, () => process.stdout, outputFailed)).sink
    },
    get stderr() {
      // who cannot be told anything can still be given the exit code
      return (stderr ??= openSink(
        2,
        () => process.stderr,
        () => undefined,
      )).sink
    },
    isFlushed: () => [stdout, stderr].every((opened) => opened?.isFlushed() ?? true),
  }
}

/** One of Node's streams, as far as it is used. */
type Stream = NodeJS.WritableStream & Sink & { readonly writableLength: number }

interface ProcessSink {
  readonly sink: Sink
  readonly isFlushed: () => boolean
}

/**
 * A file, a pipe or the null device is written to directly: Node's streams write to these at once as well, and loading them
 * takes a fifth of a short run. A terminal is more than that, and stays what Node makes of it. In: its descriptor, what opens
 * the stream of Node, and what is told when nothing can be written.
 */
export function openSink(fd: number, ofNode: () => Stream, failed: Failed): ProcessSink {
  let stream: Stream | undefined
  const open = () => (stream ??= ofNode().on('error', failed))
  const isFlushed = () => stream === undefined || stream.writableLength === 0
  if (!isPlain(fd)) return { sink: open(), isFlushed }
  const write = (text: string) => {
    if (stream !== undefined) stream.write(text)
    else writeDirectly(fd, Buffer.from(text), { later: (rest) => open().write(rest), failed })
  }
  return { sink: { write }, isFlushed }
}

function writeDirectly(
  fd: number,
  bytes: Buffer,
  { later, failed }: { later: (rest: Buffer) => void; failed: Failed },
): void {
  let written = 0
  try {
    while (written < bytes.length) written += writeSync(fd, bytes, written)
  } catch (error) {
    const failure = error as NodeJS.ErrnoException
    // a pipe that does not wait is full: Node's stream knows when there is room again
    if (failure.code === 'EAGAIN') later(bytes.subarray(written))
    else failed(failure)
  }
}

function isPlain(fd: number): boolean {
  if (process.platform === 'win32') return false
  try {
    const stats = fstatSync(fd)
    return stats.isFile() || stats.isFIFO() || stats.isSocket() || isNullDevice(stats)
  } catch {
    return false
  }
}

function isNullDevice({ dev, ino }: Stats): boolean {
  const known = statSync('/dev/null')
  return known.ino === ino && known.dev === dev
}

/** `svc lint | head` closes the pipe early; that is no failure of ours. */
function outputFailed({ code = 'it failed' }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE') process.exit()
  process.stderr.write(
    `svc: the output cannot be written: ${code === 'ENOSPC' ? 'no space is left on the disk' : code}\n`,
  )
  process.exit(unwritable)
}
