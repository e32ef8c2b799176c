import type { Io } from './commands/shared/io.ts'
import { processIo } from './commands/shared/process-io.ts'

export { processIo }

/**
 * Runs the command line. In: the arguments after `svc`, and what a process gives: streams, with what they say of their
 * terminal, and the environment. Out: the exit code. Paths are relative to the working directory of the process.
 * Nothing is loaded before it is known what is wanted. No handler for Ctrl-C: by default it ends the process at once,
 * whatever is under way (a shell then sees 130); writes are atomic, so nothing is left half done.
 */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
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
