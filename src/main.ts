import type { Io } from './commands/shared/io.ts'

/**
 * Runs the command line. In: the arguments after `svc`, and what a process gives: streams, with what they say of their
 * terminal, and the environment. Out: the exit code. Paths are relative to the working directory of the process.
 * Nothing is loaded before it is known what is wanted. No handler for Ctrl-C: by default it ends the process at once,
 * whatever is under way (a shell then sees 130); writes are atomic, so nothing is left half done.
 */
export async function main(argv: readonly string[], io: Io = ofProcess()): Promise<number> {
  const { packageFacts } = await import('./package.ts')
  if (argv.length === 1 && argv[0] === '--version') {
    io.stdout.write(`svc ${packageFacts.version}\n`)
    return 0
  }
  const { commands } = await import('./commands/index.ts')
  const { runCommand } = await import('./commands/shared/run-command.ts')
  const { CommandLine } = await import('./commands/shared/command-line.ts')
  return runCommand(argv, new CommandLine(commands, packageFacts), io)
}

// as for an input that cannot be read
const unwritable = 4

/** The streams of the process; Node opens one when it is first looked at, and most runs need only standard output. */
function ofProcess(): Io {
  const watched = new Set<NodeJS.WriteStream>()
  const watch = (stream: NodeJS.WriteStream, failed: (error: NodeJS.ErrnoException) => void) => {
    if (!watched.has(stream)) watched.add(stream.on('error', failed))
    return stream
  }
  return {
    env: process.env,
    get stdin() {
      return process.stdin
    },
    get stdout() {
      return watch(process.stdout, outputFailed)
    },
    get stderr() {
      // who cannot be told anything can still be given the exit code
      return watch(process.stderr, () => undefined)
    },
  }
}

/** `svc lint | head` closes the pipe early; that is no failure of ours. */
function outputFailed({ code = 'it failed' }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE') process.exit()
  process.stderr.write(
    `svc: the output cannot be written: ${code === 'ENOSPC' ? 'no space is left on the disk' : code}\n`,
  )
  process.exit(unwritable)
}
