import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Io } from './commands/shared/io.ts'

/**
 * Runs the command line. In: the arguments after `svc`, and what a process gives: streams, with what they say of their
 * terminal, and the environment. Out: the exit code. Paths are relative to the working directory of the process.
 * Nothing is loaded before it is known what is wanted. No handler for Ctrl-C: by default it ends the process at once,
 * whatever is under way (a shell then sees 130); writes are atomic, so nothing is left half done.
 */
export async function main(argv: readonly string[], io: Io = ofProcess()): Promise<number> {
  if (argv.length === 1 && argv[0] === '--version') {
    io.stdout.write(`svc ${version()}\n`)
    return 0
  }
  const { runCommand } = await import('./commands/shared/run-command.ts')
  return runCommand(argv, fileURLToPath(manifest()), io)
}

function ofProcess(): Io {
  // `svc lint | head` closes the pipe early; that is no failure of ours
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit()
    throw error
  })
  return process
}

function version(): string {
  return (JSON.parse(readFileSync(manifest(), 'utf8')) as { version: string }).version
}

/** Only this file knows where it lies: the build joins the others into few files, to be loaded fast. */
function manifest(): URL {
  return new URL('../package.json', import.meta.url)
}
