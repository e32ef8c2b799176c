import { exitCodes } from '../../errors.ts'
import { resetV8Flags } from '../../sources/v8-flags.ts'
import type { CommandClass } from './command.ts'
import type { CommandLine } from './command-line.ts'
import { describeFailure } from './failure.ts'
import type { Io } from './io.ts'
import { columnsOf } from './terminal.ts'
import { unknownCommand } from './unknown-command.ts'

/** What arguments ask for: a command with its words, the help of one or of all, or the version. */
interface Invocation {
  readonly id?: string
  readonly words: readonly string[]
  readonly help?: 'long' | 'short'
}

/**
 * Runs the command that the arguments name, or shows its help; what fails before it runs (an unknown name) is said as
 * commands say it. Out: the exit code.
 */
export async function runCommand(argv: readonly string[], commandLine: CommandLine, io: Io): Promise<number> {
  try {
    if (argv[0] === '__complete') {
      const { complete } = await import('./complete.ts')
      io.stdout.write((await complete(argv.slice(1), commandLine, io)).map((word) => `${word}\n`).join(''))
      return exitCodes.fine
    }
    const { id, words, help } = readRequest(argv)
    const command = id === undefined ? undefined : await load(argv, id, commandLine)
    if (help === undefined && command !== undefined)
      return await new command([...words], commandLine, io).execute()
    io.stdout.write(
      isVersion(argv[0])
        ? `svc ${commandLine.version}\n`
        : await helpOf(commandLine, io, { id, isShort: help === 'short' }),
    )
    return exitCodes.fine
  } catch (error) {
    const failure = describeFailure(error, { argv, debug: Boolean(io.env['SVC_DEBUG']) })
    io.stderr.write(failure.text)
    return failure.exitCode
  } finally {
    resetV8Flags()
  }
}

/** `svc`, `svc help lint`, `svc lint -h` and `svc version`, as people type them. Whatever comes after `--` is no flag. */
function readRequest(argv: readonly string[]): Invocation {
  const [first, ...rest] = argv
  if (first === undefined || isVersion(first)) return { words: [] }
  if (first === 'help' || isHelp(first)) {
    const id = rest.find((word) => !isHelp(word))
    return id === undefined ? { words: [] } : { id, words: [], help: 'long' }
  }
  const end = rest.indexOf('--')
  const asked = rest.slice(0, end < 0 ? undefined : end).find(isHelp)
  if (asked === undefined) return { id: first, words: rest }
  return { id: first, words: rest, help: asked === '-h' ? 'short' : 'long' }
}

function isHelp(word: string): boolean {
  return word === '--help' || word === '-h'
}

function isVersion(word: string | undefined): boolean {
  return word !== undefined && ['version', '--version', '-v', '-V'].includes(word)
}

async function load(argv: readonly string[], id: string, commandLine: CommandLine): Promise<CommandClass> {
  const command = await commandLine.load(id)
  if (command === undefined) throw unknownCommand(argv, id, commandLine.names)
  return command
}

async function helpOf(
  commandLine: CommandLine,
  io: Io,
  asked: { readonly id: string | undefined; readonly isShort: boolean },
): Promise<string> {
  const { helpText } = await import('./help-text.ts')
  return helpText(commandLine, columnsOf(io.stdout.columns, io.env), asked)
}
