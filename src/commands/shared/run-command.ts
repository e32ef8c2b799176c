import { exitCodes, SvcError } from '../../errors.ts'
import type { CommandClass, CommandLine } from './command-line.ts'
import { describeFailure, didYouMean } from './failure.ts'
import type { Io } from './io.ts'

/**
 * Runs the command that the arguments name, or shows its help; what fails before it runs (an unknown name) is said as
 * commands say it. Out: the exit code.
 */
export async function runCommand(argv: readonly string[], config: CommandLine, io: Io): Promise<number> {
  const [id = '--help', ...words] = asTyped(argv)
  try {
    if (id === '--version') io.stdout.write(`${config.userAgent}\n`)
    else if (asksHelp([id, ...words])) await help([id, ...words], config, io)
    else return await new (await load(id, config))(words, config, io).execute()
    return exitCodes.fine
  } catch (error) {
    const debug = Boolean(io.env['SVC_DEBUG'])
    const failure = describeFailure(error, { machine: false, known: [], debug })
    io.stderr.write(failure.text)
    return failure.exitCode
  }
}

/** `svc help lint` and `svc version`, as people type them. */
function asTyped([first, ...rest]: readonly string[]): string[] {
  if (first === undefined) return []
  if (first === 'help') return [...rest, '--help']
  return [first === 'version' ? '--version' : first, ...rest]
}

function asksHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  return argv.slice(0, end < 0 ? undefined : end).some((word) => word === '-h' || word === '--help')
}

async function load(id: string, config: CommandLine): Promise<CommandClass> {
  const command = await config.classOf(id)
  if (command !== undefined) return command
  const hint = didYouMean(id, config.commandIDs) ?? 'svc --help lists the commands'
  throw new SvcError('usage', `there is no command "${id}"`, { hint })
}

/** The help of a command, or of all. */
async function help(argv: readonly string[], config: CommandLine, io: Io): Promise<void> {
  const id = argv.find((word) => !word.startsWith('-'))
  if (id !== undefined) await load(id, config)
  await config.describe(id === undefined ? config.commandIDs : [id])
  const { showHelp } = await import('./show-help.ts')
  await showHelp({ ...(id !== undefined && { id }), short: argv.includes('-h') }, config, io)
}
