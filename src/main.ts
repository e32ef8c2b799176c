import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * Runs the command line. In: the arguments after `svc`. The exit code is left in `process.exitCode`.
 * Nothing is loaded before it is known what is wanted. No handler for Ctrl-C: by default it ends the process at once,
 * whatever is under way (a shell then sees 130); writes are atomic, so nothing is left half done.
 */
export async function main(argv: readonly string[]): Promise<void> {
  // `svc lint | head` closes the pipe early; that is no failure of ours
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit()
    throw error
  })
  if (argv.length === 1 && argv[0] === '--version') {
    process.stdout.write(`svc ${version()}\n`)
    return
  }
  const { runCommand } = await import('./commands/shared/run-command.ts')
  await runCommand(argv, fileURLToPath(manifest()))
}

function version(): string {
  return (JSON.parse(readFileSync(manifest(), 'utf8')) as { version: string }).version
}

/** Only this file knows where it lies: the build joins the others into few files, to be loaded fast. */
function manifest(): URL {
  return new URL('../package.json', import.meta.url)
}
