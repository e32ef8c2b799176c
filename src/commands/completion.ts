import { Args } from '@oclif/core'
import { completionScript, shells, type CompletedCommand, type Shell } from '../report/help/completion.ts'
import { SvcCommand, type CommandClass } from './shared/command.ts'

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
    const all = await this.commands.loadAll()
    const commands = all.filter(({ hidden }) => !hidden).map(toCompleted)
    this.print(
      completionScript(
        args.shell as Shell,
        commands.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      ),
    )
  }
}

function toCompleted({ id, summary = '', flags, baseFlags, args }: CommandClass): CompletedCommand {
  return {
    name: id,
    summary,
    flags: Object.entries({ ...flags, ...baseFlags }).map(([name, flag]) => ({
      names: [`--${name}`, ...(flag.char === undefined ? [] : [`-${flag.char}`])],
      takesValue: flag.type === 'option',
      values: flag.type === 'option' ? [...(flag.options ?? [])] : [],
    })),
    words: Object.values(args).flatMap(({ options = [] }) => options),
  }
}
