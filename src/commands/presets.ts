import { Args, Flags } from '@oclif/core'
import { formatsOf } from '../report/formats.ts'
import { nearPresets } from '../author/choose-presets.ts'
import { describePreset } from '../author/describe-preset.ts'
import { presets } from '../author/presets/index.ts'
import { manifestYaml } from '../author/print.ts'
import { SvcError } from '../errors.ts'
import { presetText, presetsJson, presetsText } from '../report/help/presets.ts'
import { didYouMean } from '../text/did-you-mean.ts'
import { SvcCommand } from './shared/command.ts'
import { outputOption } from './shared/output-option.ts'

export default class Presets extends SvcCommand {
  static override summary = 'show the presets of svc new: what they write, why, and the source'
  static override examples = ['svc presets', 'svc presets aks', 'svc presets vllm -o json']
  static override args = {
    preset: Args.string({ description: 'preset name (default: list all presets)' }),
  }
  static override flags = {
    output: Flags.option({
      ...outputOption,
      options: formatsOf.presets,
      default: formatsOf.presets[0],
    })(),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Presets)
    const screen = await this.screen(flags.color)
    const chosen = presets.filter(({ id }) => args.preset === undefined || id === args.preset)
    const [first] = chosen
    if (first === undefined) {
      const found = nearPresets(
        args.preset ?? '',
        presets.map(({ id }) => id),
      )
      throw new SvcError('usage', `"${args.preset}" is not a preset`, {
        hint: didYouMean(found) ?? 'svc presets lists them',
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
