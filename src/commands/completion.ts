import { Args } from '@oclif/core'
import { completionScript, shells, type Shell } from '../report/help/completion.ts'
import { SvcCommand } from './shared/command.ts'

export default class Completion extends SvcCommand {
  static override summary = 'print a shell completion script'
  static override description =
    'Completes commands, flags, values, rules, presets, and the contexts, namespaces, Services and clients of a cluster that answers at once. For kubectl svc, put bin/kubectl_complete-svc on the PATH as well.'
  static override examples = [
    'source <(svc completion bash)',
    'source <(svc completion zsh)',
    'svc completion fish > ~/.config/fish/completions/svc.fish',
  ]
  static override args = {
    shell: Args.string({ required: true, options: [...shells], description: 'shell' }),
  }

  async run(): Promise<void> {
    const { args } = await this.parse(Completion)
    this.print(completionScript(args.shell as Shell))
  }
}
