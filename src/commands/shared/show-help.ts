import { Help, type Command } from '@oclif/core'
import { shortHelp, type HelpFacts } from '../../report/help/short-help.ts'
import { defined } from '../../world/defined.ts'
import type { CommandLine } from './command-line.ts'
import type { Io } from './io.ts'
import { columnsOf } from './terminal.ts'

/**
 * Prints the help of a command that `config` describes, or of all; the short one of a command with more flags than a
 * screen shows the common ones.
 */
export async function showHelp(
  { id, short }: { readonly id?: string; readonly short: boolean },
  config: CommandLine,
  io: Io,
): Promise<void> {
  const command = id === undefined ? undefined : config.findCommand(id)
  if (command !== undefined && short && hasManyGroups(command)) {
    io.stdout.write(shortHelp(helpFacts(command), columnsOf(io.stdout.columns, io.env)))
    return
  }
  await new HelpTo(io, config).showHelp([...(id === undefined ? [] : [id]), '--help'])
}

/** oclif's help, written to where it is wanted. */
class HelpTo extends Help {
  readonly #io: Io

  constructor(io: Io, config: CommandLine) {
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
