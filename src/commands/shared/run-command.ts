import { Config, Help, type Command } from '@oclif/core'
import { exitCodes, SvcError } from '../../errors.ts'
import { defined } from '../../world/defined.ts'
import type { SvcCommand } from './command.ts'
import { describeFailure, didYouMean } from './failure.ts'
import type { Io } from './io.ts'
import type { HelpFacts } from '../../report/help/short-help.ts'
import { columnsOf } from './terminal.ts'

type CommandClass = new (argv: string[], config: Config, io: Io) => SvcCommand

/** Each command is loaded when it is called. */
export const commands: Readonly<Record<string, () => Promise<{ readonly default: CommandClass }>>> = {
  completion: () => import('../completion.ts'),
  endpoints: () => import('../endpoints.ts'),
  explain: () => import('../explain.ts'),
  lint: () => import('../lint.ts'),
  ls: () => import('../ls.ts'),
  new: () => import('../new.ts'),
  presets: () => import('../presets.ts'),
  snapshot: () => import('../snapshot.ts'),
  trace: () => import('../trace.ts'),
  who: () => import('../who.ts'),
}

/**
 * Runs the command that the arguments name, or shows its help; what fails before it runs (an unknown name) is said as
 * commands say it. `manifest` is the path of our package.json. Out: the exit code.
 */
export async function runCommand(argv: readonly string[], manifest: string, io: Io): Promise<number> {
  const config = await Config.load(manifest)
  const [id = '--help', ...words] = asTyped(argv)
  try {
    if (id === '--version') io.stdout.write(`${config.userAgent}\n`)
    else if (asksHelp([id, ...words])) await showHelp([id, ...words], config, io)
    else return await new (await load(id))(words, config, io).execute()
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

async function load(id: string): Promise<CommandClass> {
  const command = Object.hasOwn(commands, id) ? commands[id] : undefined
  if (command !== undefined) return (await command()).default
  throw unknownCommand(id)
}

function unknownCommand(id: string): SvcError {
  const hint = didYouMean(id, Object.keys(commands)) ?? 'svc --help lists the commands'
  return new SvcError('usage', `there is no command "${id}"`, { hint })
}

/** The help of a command, or of all; `-h` of a command with more flags than a screen shows the common ones. */
async function showHelp(argv: readonly string[], config: Config, io: Io): Promise<void> {
  const id = argv.find((word) => !word.startsWith('-'))
  const command = id === undefined ? undefined : config.findCommand(id)
  if (id !== undefined && command === undefined) throw unknownCommand(id)
  if (command !== undefined && argv.includes('-h') && hasManyGroups(command)) {
    const { shortHelp } = await import('../../report/help/short-help.ts')
    io.stdout.write(shortHelp(helpFacts(command), columnsOf(io.stdout.columns, io.env)))
    return
  }
  await new HelpTo(io, config).showHelp([...(id === undefined ? [] : [id]), '--help'])
}

/** oclif's help, written to where it is wanted. */
class HelpTo extends Help {
  readonly #io: Io

  constructor(io: Io, config: Config) {
    super(config)
    this.#io = io
  }

  protected override log(...lines: string[]): void {
    this.#io.stdout.write(`${lines.join(' ')}\n`)
  }
}

const manyGroups = 4

function hasManyGroups(command: Command.Loadable): boolean {
  return new Set(shownFlags(command).map(({ helpGroup }) => helpGroup)).size >= manyGroups
}

function shownFlags({ flags }: Command.Loadable) {
  return Object.values(flags).filter(({ name }) => name !== 'color')
}

function helpFacts(command: Command.Loadable): HelpFacts {
  const { id, summary = '', usage, examples = [] } = command
  return {
    id,
    summary,
    usage: String(usage ?? id),
    args: Object.values(command.args).map(({ name, description }) => ({ name, ...defined({ description }) })),
    flags: shownFlags(command).map((flag) => {
      const { name, char, helpGroup, description } = flag
      const helpValue = 'helpValue' in flag ? String(flag.helpValue) : undefined
      return { name, ...defined({ char, helpGroup, description, helpValue }) }
    }),
    examples: examples.map(String),
  }
}
