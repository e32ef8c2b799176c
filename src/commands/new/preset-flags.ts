import { Flags } from '@oclif/core'
import { presetGrammar } from '../../author/choose-presets.ts'

/** What a provider, a model server or a training framework wants of a Service. */
export const presetFlags = {
  preset: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: presetGrammar,
    description: 'apply a preset (svc presets lists them)',
  }),
}
