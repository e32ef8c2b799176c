import type { Environment } from '../../sources/cluster/proxy.ts'

/** What a command gets from its surroundings, and the only way for it to speak: the process hands in its own, a test others. */
export interface Io {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean }
  readonly stdout: Sink
  readonly stderr: Sink
  readonly env: Environment
}

/** What takes text; where it is a terminal, it is a stream of Node with all that belongs to one. */
export interface Sink {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}
