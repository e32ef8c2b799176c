import { Args, type Command } from '@oclif/core'
import { completionScript, shells, type CompletedCommand, type Shell } from '../report/help/completion.ts'
import type { CommandLine } from './shared/command-line.ts'
import { SvcCommand } from './shared/command.ts'

export default class Completion extends SvcCommand {
  static override summary = 'print a shell completion script'
  static override examples = [
    'source <(svc completion bash)',
    'svc completion fish > ~/.config/fish/completions/svc.fish',
  ]
  static override args = {
    shell: Args.string({ required: true, options: [...shells], description: 'shell' }),
  }

  async run(): Promise<void> {
    const { args } = await this.parse(Completion)
    // `main` gives every command this one
    const described = await (this.config as CommandLine).describe()
    const commands = described.filter(({ hidden }) => !hidden).map(toCompleted)
    this.print(
      completionScript(
        args.shell as Shell,
        commands.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      ),
    )
  }
}

function toCompleted({ id, summary = '', flags, args }: Command.Loadable): CompletedCommand {
  return {
    name: id,
    summary,
    flags: Object.entries(flags).map(([name, flag]) => ({
      names: [`--${name}`, ...(flag.char === undefined ? [] : [`-${flag.char}`])],
      takesValue: flag.type === 'option',
      values: flag.type === 'option' ? [...(flag.options ?? [])] : [],
    })),
    words: Object.values(args).flatMap(({ options = [] }) => options),
  }
}
