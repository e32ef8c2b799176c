import { Args, Flags } from '@oclif/core'
import { describePreset } from '../author/describe-preset.ts'
import { presets } from '../author/presets/index.ts'
import { manifestYaml } from '../author/print.ts'
import { SvcError } from '../errors.ts'
import { presetText, presetsJson, presetsText } from '../report/help/presets.ts'
import { nearest } from '../text/nearest.ts'
import { SvcCommand } from './shared/command.ts'

export default class Presets extends SvcCommand {
  static override summary = 'show what the presets of svc new write, why, and who says so'
  static override examples = ['svc presets', 'svc presets aks', 'svc presets vllm -o json']
  static override args = {
    preset: Args.string({ description: 'name of a preset; all of them in short when left out' }),
  }
  static override flags = {
    output: Flags.option({
      char: 'o',
      options: ['text', 'json'] as const,
      default: 'text' as const,
      description: 'format',
    })(),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Presets)
    const screen = await this.screen(flags.color)
    const chosen = presets.filter(({ id }) => args.preset === undefined || id === args.preset)
    const [first] = chosen
    if (first === undefined) {
      const [meant] = nearest(
        args.preset ?? '',
        presets.map(({ id }) => id),
      )
      throw new SvcError('usage', `there is no preset "${args.preset}"`, {
        hint: meant === undefined ? 'svc presets lists them' : `did you mean ${meant}?`,
      })
    }
    const shown = chosen.map((preset) => ({
      ...preset,
      changes: describePreset(preset).map(({ before, after, ...change }) => ({
        ...change,
        before: manifestYaml(before),
        after: manifestYaml(after),
      })),
    }))
    if (flags.output === 'json') this.print(presetsJson(shown))
    else if (args.preset === undefined) this.print(presetsText(shown, screen))
    else for (const preset of shown) this.print(presetText(preset, screen))
  }
}
